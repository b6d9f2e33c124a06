"""Making sense of a message as it came: bytes in, plain values out. No database, no network."""

from civichub.messaging.reading.mime import ReadFile, ReadMail, read_mail
from civichub.messaging.reading.quoting import fold

__all__ = ["ReadFile", "ReadMail", "fold", "read_mail"]
