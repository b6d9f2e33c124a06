"""The kit's template tags and filters, by what they show; all are registered in `library`."""
