"""Setting up mailboxes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.catalogue.queries import service_by_id, service_titles
from civichub.messaging.models import Arrival, Secure
from civichub.messaging.operations.mailboxes import define_mailbox
from civichub.messaging.queries.mail import mailboxes_run_by
from civichub.routing.queries import queues_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, chosen_organisation, one_of
from civichub.web.ui.forms import EmailField, HubForm, LongTextField, NumberField, OneChoiceField, TextField, YesNoField
from civichub.web.ui.forms.widgets import SelectBox

POWER = "mail.manage"


class MailboxForm(HubForm):
    """An address, where its mail waits, and how it gets here."""

    name = TextField(label="Name", hint="People see it as the sender, like “Highways enquiries”", max_length=80)
    address = EmailField(label="Address that people write to")
    queue = OneChoiceField(label="Queue in which its mail waits", missing="Choose a queue", widget=SelectBox())
    service = OneChoiceField(label="Service that it is mostly about", required=False, widget=SelectBox())
    signature = LongTextField(label="Signature under every answer", limit=2000, rows=4, required=False)
    acknowledges = YesNoField(
        label="Tell people at once that their email has arrived?", hint="At most once a day each, and never a machine",
    )  # fmt: skip
    acknowledgement = LongTextField(
        label="What to tell them", limit=4000, rows=5, required=False,
        hint="Left empty, the hub's own words. {organisation}, {reference} and {by} are filled in.",
    )  # fmt: skip
    is_sensitive = YesNoField(label="Is its mail only for those who see sensitive cases?")
    arrival = OneChoiceField(
        label="How does its mail reach the hub?", choices=Arrival.choices, missing="Select how mail reaches the hub",
        reveals={"imap": ("host", "port", "secure", "user", "secret_name", "folder")},
    )  # fmt: skip
    host = TextField(label="Mail server", max_length=200, required=False)
    port = NumberField(label="Port", required=False, min_value=1, max_value=65535)
    secure = OneChoiceField(label="Encryption", choices=Secure.choices, required=False)
    user = TextField(label="Name to sign in with", max_length=200, required=False)
    secret_name = TextField(
        label="Name of the setting that holds the password", required=False, max_length=80,
        hint="An environment variable that begins with CIVICHUB_MAILBOX_. The password is never stored or shown here.",
    )  # fmt: skip
    folder = TextField(label="Folder", max_length=80, required=False)
    is_active = YesNoField(label="Is it in use?")

    def __init__(self, *args: Any, organisation: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        queues = [(str(queue.pk), queue.name) for queue in queues_of(organisation)]
        self.fields["queue"].choices = [("", "Choose a queue"), *queues]
        self.fields["service"].choices = [("", "None"), *((str(pk), title) for pk, title in service_titles())]


@staff(POWER)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Mailboxes, and how they are."""
    return render(request, "staff/mail/set_up.html", {"boxes": list(mailboxes_run_by(request.user))})


@staff(POWER)
@require_http_methods(["GET", "POST"])
def mailbox(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new mailbox, or one as it is."""
    held = one_of(mailboxes_run_by(request.user), pk) if pk is not None else None
    organisation = held.organisation if held else chosen_organisation(request, POWER)
    form = MailboxForm(request.POST or None, initial=_begun(held), organisation=organisation)

    def act(data: dict[str, Any]) -> None:
        data["queue"] = next(queue for queue in queues_of(organisation) if str(queue.pk) == data["queue"])
        data["service"] = service_by_id(int(data["service"])) if data["service"] else None
        data["port"], data["folder"] = data["port"] or 993, data["folder"] or "INBOX"
        data["secure"] = data["secure"] or Secure.IMPLICIT
        define_mailbox(organisation=organisation, mailbox=held, actor=request.user, at=timezone.now(), **data)

    page = FormPage(
        held.name if held else "New mailbox", reverse("mail-set-up"), "The mailbox is saved.", organisation.name
    )
    return ask_and_do(request, form, page, act)


def _begun(held: Any) -> dict[str, Any]:
    if held is None:
        return {"acknowledges": "yes", "is_sensitive": "no", "is_active": "yes", "port": 993, "folder": "INBOX",
                "secure": Secure.IMPLICIT}  # fmt: skip
    begun = {name: getattr(held, name) for name in MailboxForm.base_fields}
    return begun | {"queue": str(held.queue_id), "service": str(held.service_id or "")}
