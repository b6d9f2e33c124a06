"""Setting up mailboxes and the texts that are written often."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require
from civichub.core.text import clean_text
from civichub.delivery.addresses import email_address
from civichub.messaging import policies
from civichub.messaging.models import Mailbox

LONGEST_LOCAL_PART = 37  # of 64: a plus, the reference, a dot and the mark take the rest (RFC 5321 §4.5.3.1.1)
_SECRET = re.compile(r"CIVICHUB_MAILBOX_[A-Z0-9_]{1,60}")
_TEXTS = {
    "name": 80, "signature": 2_000, "acknowledgement": 4_000, "host": 200, "user": 200, "secret_name": 80, "folder": 80,
}  # fmt: skip
_OTHERS = ("queue", "service", "is_sensitive", "acknowledges", "arrival", "port", "secure", "is_active")


@operation
def define_mailbox(
    *, organisation: Any, address: str, actor: Any, at: datetime, mailbox: Mailbox | None = None, **details: Any
) -> Mailbox:
    """Make a mailbox, or change one: `details` are fields of `Mailbox`. Raises `Invalid` naming the field."""
    require(policies.may_set_up_mail(actor, organisation.pk))
    unknown = details.keys() - _TEXTS.keys() - set(_OTHERS)
    if unknown:
        raise TypeError(f"a mailbox has no {', '.join(sorted(unknown))}")
    for field in _TEXTS.keys() & details.keys():
        details[field] = clean_text(
            details[field], field=field, max_length=_TEXTS[field], lines=field in ("signature", "acknowledgement")
        )
    address = _checked_address(address, mailbox)
    known = lock(mailbox) if mailbox is not None else Mailbox(organisation=organisation)
    require(known.organisation_id == organisation.pk)
    for field, value in (details | {"address": address}).items():
        setattr(known, field, value)
    _check(known)
    known.save()
    audit("mailbox.changed" if mailbox else "mailbox.defined", known, actor=actor, at=at, fields=sorted(details))
    return known


def _checked_address(address: str, mailbox: Mailbox | None) -> str:
    try:
        address = email_address(address)
    except Invalid as error:
        raise Invalid({"address": error.message}) from error
    local = address.rpartition("@")[0]
    if "+" in local or len(local) > LONGEST_LOCAL_PART:
        words = f"Enter an address with no plus sign and at most {LONGEST_LOCAL_PART} characters before the @."
        raise Invalid({"address": words})
    others = Mailbox.objects.filter(address__iexact=address)
    if (others.exclude(pk=mailbox.pk) if mailbox else others).exists():
        raise Invalid({"address": "There is a mailbox with this address already."})
    return address


def _check(mailbox: Mailbox) -> None:
    errors = {}
    if not mailbox.name:
        errors["name"] = "Enter a name for the mailbox."
    if mailbox.queue.organisation_id != mailbox.organisation_id:
        errors["queue"] = "Choose a queue of the same organisation."
    if mailbox.arrival == "imap":
        for field, words in (("host", "Enter the mail server."), ("user", "Enter the name it signs in with.")):
            if not getattr(mailbox, field):
                errors[field] = words
        if not _SECRET.fullmatch(mailbox.secret_name):
            errors["secret_name"] = "Enter the name of the setting with the password, like CIVICHUB_MAILBOX_ENQUIRIES."
    if mailbox.secure == "off" and mailbox.host not in ("", "localhost", "127.0.0.1", "::1"):
        errors["secure"] = "Choose TLS: a password would cross the network in the open."
    if errors:
        raise Invalid(errors)
