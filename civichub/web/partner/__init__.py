"""The portal of partners: agencies refer people, parish and town councils report, and each follows what it sent."""
