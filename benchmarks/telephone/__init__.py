"""What a caller costs: by the hub, and by Asterisk's own queue on the same exchange."""
