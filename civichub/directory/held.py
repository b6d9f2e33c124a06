"""What the directory holds on a person: as a volunteer, for an answer to a request for information."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from civichub.core.held import Held, Sought, lines
from civichub.directory.models import Volunteer


def held(sought: Sought) -> Iterator[Held]:
    """Volunteers by their address or by words, of the organisations that are searched."""
    found = Volunteer.objects.filter(organisation__in=sought.organisations, **sought.times("created_at"))
    if sought.words:
        found = found.filter(Q(name__icontains=sought.words) | Q(notes__icontains=sought.words))
    else:
        found = found.filter(email__in=sought.emails)
    for one in found.prefetch_related("checks"):
        yield Held(
            key=f"directory.volunteer:{one.pk}", title=f"Volunteer: {one.name}", at=one.created_at,
            organisation_id=one.organisation_id,
            text=lines(
                ("Name", one.name), ("Email", one.email), ("Telephone", one.phone), ("Postcode", one.postcode),
                ("Kinds of help", one.skills), ("Times", one.times), ("Notes", one.notes),
                ("Checks seen", [str(check) for check in one.checks.all()]),
            ),
        )  # fmt: skip
