"""What messaging keeps."""

from civichub.messaging.models.mail import (
    AutomaticReply,
    CannedText,
    Conversation,
    Mailbox,
    MailFile,
    MailMessage,
    RawMail,
    ReplyDraft,
)

__all__ = [
    "AutomaticReply",
    "CannedText",
    "Conversation",
    "MailFile",
    "MailMessage",
    "Mailbox",
    "RawMail",
    "ReplyDraft",
]
