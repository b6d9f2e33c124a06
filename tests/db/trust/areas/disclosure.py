"""One of everything about requests for information."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.disclosure.models import Answer
from civichub.disclosure.operations import Place, Summary, ask_team, mark_places, publish_entry
from tests.factories.disclosure import begun, decided, hold_things, make_request, offer_requests


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """An answer that is being prepared, with a mark and a team asked, and one in the log."""
    world = found.world
    offer_requests(world)
    officer = world.fresh("governance")
    hold_things(world, customer, at=at)
    answer = begun(world, make_request(world, "eir", customer, at=at), at=at, words="noise")
    item = answer.items.get(kind="pdf")
    place = Place("Name", page=1, left=0.1, top=0.1, right=0.2, bottom=0.2)
    (mark,) = mark_places(item=item, places=[place], code="eir-13", actor=officer, at=at)
    ask = ask_team(answer=answer, team=world.teams["desk"], question="What do you hold?",
                   due_on=(at + timedelta(days=5)).date(), actor=officer, at=at)  # fmt: skip
    sent = begun(world, make_request(world, "foi", at=at), at=at, words="nothing like this")
    decided(sent, officer, at=at)
    Answer.objects.filter(pk=sent.pk).update(
        state="answered", prepared_by=officer, approved_by=world.people["second"], approved_at=at, answered_by=officer,
        answered_at=at, keep_until=at.date(),
    )  # fmt: skip
    sent.refresh_from_db()
    entry = publish_entry(answer=sent, summary=Summary("Bins", "How many?", "Four.", "all"), actor=officer, at=at)
    return {
        "disclosure-log/": {"slug": world.county.slug, "number": str(entry.number)},
        "staff/disclosure/asked/": {"pk": str(ask.pk)},
        "staff/disclosure/": {"reference": answer.case.reference, "number": str(item.number), "pk": str(mark.pk),
                              "page": "1", "code": "eir-12-4-e"},
    }  # fmt: skip
