"""The community directory for other systems: Open Referral UK 3.0, open to all, as its published profile has it."""
