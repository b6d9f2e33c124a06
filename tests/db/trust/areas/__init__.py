"""One module a part of the hub: its records of the county, and what its addresses have in their braces.

Each has ``values(found, *, at, customer, contact, case)``, which makes one record of each kind and returns
``{family of addresses: {part: value}}``. Of two families that fit an address the one named first counts.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.db.trust.areas import (
    appointments,
    casework,
    desk,
    directory,
    disclosure,
    frontdesk,
    handover,
    letters,
    mail,
    members,
    partners,
    quality,
    supervision,
    telephony,
    webchat,
)

AREAS: tuple[Callable[..., dict[str, dict[str, str]]], ...] = (
    appointments.values,
    casework.values,
    webchat.values,
    supervision.values,
    mail.values,
    letters.values,
    desk.values,
    frontdesk.values,
    handover.values,
    members.values,
    partners.values,
    telephony.values,
    disclosure.values,
    directory.values,
    quality.values,
)
