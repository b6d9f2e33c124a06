"""A conversation of the county by email with a file, its mailbox, a text that is written often, and a legal hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.roles import Role
from civichub.customers.operations import place_hold
from civichub.knowledge.operations.canned_texts import write_canned_text
from civichub.routing.operations import join_queue
from tests.factories.mail import arrive, make_mailbox, written


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """One record of each kind; the conversation waits in line."""
    world = found.world
    box = make_mailbox(world, at=at)
    join_queue(queue=box.queue, person=found.people[Role.ADVISOR, "county"], actor=world.system, at=at)
    canned = write_canned_text(
        organisation=world.county, title="Hello", body="Dear {name}", channels=["email"], actor=world.system, at=at
    )
    mail = written("See the picture")
    mail.add_alternative("<p>See</p>", subtype="html")
    mail.add_attachment(b"GIF89a" + b"\0" * 20, maintype="image", subtype="gif", filename="a.gif")
    message = arrive(box, mail, world=world, at=at)
    hold = place_hold(customer=customer, reason="A claim", until=None, actor=world.system, at=at)
    return {
        "staff/customers/{reference}/hold/": {"reference": customer.reference, "pk": str(hold.pk)},
        "staff/mail/set-up/mailboxes/": {"pk": str(box.pk)},
        "staff/texts/": {"pk": str(canned.pk)},
        "staff/mail/": {
            "reference": message.conversation.reference,
            "pk": str(message.pk),
            "token": message.files.get().token,
        },
    }
