"""Around the front desk of the county: screens with keys, a ticket, a pass, a counter, a visitor of a host."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.frontdesk.keys import marked
from civichub.frontdesk.models import Visit
from civichub.frontdesk.operations import change_desk, give_pass, make_key, register_arrival
from civichub.frontdesk.queries import address_of_key, all_counters
from civichub.notifications.links import track_link


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """Keys for a kiosk and a board, the ticket of whoever waits, and what is set up or shown by number."""
    visit = Visit.objects.select_related("desk", "desk__site").latest("pk")
    kept: dict[str, Any] = {"actor": found.world.system, "at": at}
    desk = change_desk(
        desk=visit.desk, prefix="A", languages=["en-GB"], quick_answers=["Lift?"], gives_passes=True, shows_hours=True,
        printer="none", printer_address="", text_before=2, back_minutes=60, silent_minutes=5, is_active=True, **kept,
    )  # fmt: skip
    kiosk, board = (make_key(desk=desk, kind=kind, label="Hall", **kept) for kind in ("kiosk", "display"))
    other = make_key(desk=desk, kind="kiosk", label="Annex", **kept)  # to be closed without closing the one above
    given = give_pass(desk=desk, name="Jo", host="Facilities", **kept)
    guest = register_arrival(desk=desk, services=[], host="Facilities", **kept)
    ticket, tracked = marked("ticket", visit.pk), track_link(case.reference).rstrip("/").rpartition("/")[2]
    key = address_of_key(kiosk)
    slug, counter = desk.site.slug, all_counters(desk)[0]
    return {
        "kiosk/{key}/case/": {"key": key, "token": tracked},
        "kiosk/{key}/services/": {"key": key, "slug": "pothole"},
        "kiosk/": {"key": key, "token": ticket},
        "ticket/": {"token": ticket},
        "display/key/": {"key": address_of_key(board)},
        "display/call/": {"language": "en-GB", "mark": marked("call-en-GB", 1)},
        "staff/front-desk/set-up/": {"slug": slug, "pk": str(desk.lines.first().queue_id)},
        "staff/front-desk/counters/": {"pk": str(counter.pk)},
        "staff/front-desk/keys/": {"pk": str(other.pk)},
        "staff/front-desk/passes/": {"pk": str(given.pk)},
        "staff/front-desk/hosts/": {"pk": str(guest.pk)},
    }
