"""Webchat for residents: by posting and refreshing without scripts, by a long poll with them."""
