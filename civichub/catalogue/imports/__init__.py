"""Files of services: reading CSV and YAML, and planning what each row would change, without changing anything."""
