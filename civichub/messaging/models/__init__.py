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
    Conversation,
    Mailbox,
    MailFile,
    MailMessage,
    MailWait,
    MessageKind,
    RawMail,
    ReplyDraft,
    Secure,
)
from civichub.messaging.models.standard import AnswerOwed

__all__ = [
    "AnswerOwed",
    "Arrival",
    "AutomaticReply",
    "Conversation",
    "LetterIn",
    "LetterOut",
    "Letterhead",
    "MailFile",
    "MailMessage",
    "MailWait",
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
