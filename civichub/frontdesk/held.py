"""What this context holds on a person: their visits to front desks."""

from __future__ import annotations

from collections.abc import Iterator

from civichub.core.clocks import LONDON
from civichub.core.held import Held, Sought, lines
from civichub.frontdesk.models import Visit


def held(sought: Sought) -> Iterator[Held]:
    """Each visit that was recorded for the person, at the desk or by the contact that came of it."""
    if sought.words:
        return
    found = Visit.objects.filter(
        customer__in=sought.customer_ids, desk__organisation__in=sought.organisations, **sought.times("arrived_at")
    )
    for visit in found.select_related("desk", "served_by").order_by("arrived_at", "pk"):
        came = visit.arrived_at.astimezone(LONDON)
        text = lines(
            ("Visit to", visit.desk), ("On", f"{came:%-d %B %Y %H:%M}"), ("Ticket", visit.ticket), ("Name", visit.name),
            ("Phone", visit.phone), ("Needs", ", ".join(visit.need_words)), ("Language", visit.language),
            ("Reason", visit.reason), ("Came to see", visit.host), ("Notes", visit.notes),
            ("Served by", visit.served_by), ("How it ended", visit.get_state_display()),
        )  # fmt: skip
        title = f"Visit on {came:%-d %B %Y at %H:%M}"
        yield Held(f"frontdesk.visit:{visit.pk}", title, visit.arrived_at, visit.desk.organisation_id, text)
