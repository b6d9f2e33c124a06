"""Commands that start processes; they live above the contexts because they put them together."""
