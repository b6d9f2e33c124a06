"""What messaging keeps."""

from civichub.messaging.models.letters import (
    Letterhead,
    LetterIn,
    LetterOut,
    OutKind,
    PostBatch,
    PostPage,
    PrintRun,
)
from civichub.messaging.models.mail import (
    Arrival,
    AutomaticReply,
    CannedText,
    Conversation,
    Mailbox,
    MailFile,
    MailMessage,
    MessageKind,
    RawMail,
    ReplyDraft,
    Secure,
)

__all__ = [
    "Arrival",
    "AutomaticReply",
    "CannedText",
    "Conversation",
    "LetterIn",
    "LetterOut",
    "Letterhead",
    "MailFile",
    "MailMessage",
    "Mailbox",
    "MessageKind",
    "OutKind",
    "PostBatch",
    "PostPage",
    "PrintRun",
    "RawMail",
    "ReplyDraft",
    "Secure",
]
