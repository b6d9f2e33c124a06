"""Work across organisations at the desk: their parts in cases, service levels, the liaison log, emergencies."""
