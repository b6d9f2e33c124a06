"""GOV.UK Pay: its client, a stand-in that speaks its HTTP, and the steps that join both to our records."""
