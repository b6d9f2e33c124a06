"""The only writers of cases, by what they change."""
