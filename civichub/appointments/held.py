"""What this context holds on a person: their appointments and what happened to each."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from civichub.appointments.models import Appointment
from civichub.core.clocks import LONDON
from civichub.core.held import Held, Sought, lines


def held(sought: Sought) -> Iterator[Held]:
    """Each appointment that was made for the person, or for one of their email addresses."""
    if sought.words:
        return
    theirs = Q(customer__in=sought.customer_ids) | Q(email__in=sought.emails)
    found = Appointment.objects.filter(theirs, organisation__in=sought.organisations, **sought.times("asked_at"))
    for one in found.select_related("kind", "sitting__officer").order_by("asked_at", "pk"):
        starts = one.starts_at.astimezone(LONDON)
        text = lines(
            ("Appointment", one.reference), ("For", one.kind.name), ("At", f"{starts:%-d %B %Y %H:%M}"),
            ("With", one.sitting.officer), ("State", one.get_state_display()), ("Name", one.name), ("Email", one.email),
            ("Phone", one.phone), ("Needs", ", ".join(one.need_words)), ("Interpreter", one.interpreter),
            ("Notes", one.notes), ("Why it was called off", one.cancelled_why),
            *((f"{row.at.astimezone(LONDON):%-d %B %Y %H:%M}", row.words) for row in one.history.all()),
        )  # fmt: skip
        title = f"Appointment {one.reference} on {starts:%-d %B %Y}"
        yield Held(f"appointments.appointment:{one.pk}", title, one.asked_at, one.organisation_id, text)
