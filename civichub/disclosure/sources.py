"""The register of what is searched: every context that keeps something about people, or about what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from civichub.appointments.held import held as appointments
from civichub.cases.queries.held import held as cases
from civichub.contacts.held import held as contacts
from civichub.core.held import Held, Sought
from civichub.customers.queries.held import held as customers
from civichub.delivery.held import held as messages
from civichub.directory.held import held as volunteers
from civichub.feedback.quality.held import held as scores
from civichub.forms.held import held as drafts
from civichub.frontdesk.held import held as visits
from civichub.knowledge.held import held as articles
from civichub.messaging.queries.held import held as mail
from civichub.telephony.held import held as calls
from civichub.webchat.held import held as chats


@dataclass(frozen=True)
class Source:
    """A context to ask. `label` is what the search says of it; `schedule` what the requester reads of one thing."""

    key: str
    label: str
    schedule: str
    held: Callable[[Sought], Iterator[Held]]


SOURCES = (
    Source("customers", "Customer records", "Customer record", customers),
    Source("cases", "Cases and their files", "Case record", cases),
    Source("contacts", "Notes of contacts", "Note of a contact", contacts),
    Source("mail", "Email and letters", "Email or letter", mail),
    Source("drafts", "Forms begun and not sent", "Form begun and not sent", drafts),
    Source("chats", "Webchats", "Webchat", chats),
    Source("calls", "Calls and recordings", "Telephone call", calls),
    Source("scores", "Scores of contacts", "Score of how a contact was handled", scores),
    Source("appointments", "Appointments", "Appointment", appointments),
    Source("volunteers", "Volunteers", "Record of a volunteer", volunteers),
    Source("visits", "Visits to front desks", "Visit", visits),
    Source("messages", "Messages from us", "Message from us", messages),
    Source("articles", "Articles for staff", "Article for staff", articles),
)
ASKED, UPLOADED = "asked", "uploaded"
_SCHEDULE = {source.key: source.schedule for source in SOURCES} | {
    ASKED: "Record of a team",
    UPLOADED: "Document",
}


def schedule_words(key: str) -> str:
    """What an item of this source is called where its own title must not be told."""
    return _SCHEDULE[key]
