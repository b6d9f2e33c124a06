"""Whether the waits that were told came true."""
