"""One hub's plug against another's server: the county hands potholes to the district's own Open311 endpoint."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from civichub.accounts.operations import issue_token
from civichub.cases.models import Case, HistoryEntry
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.steps import move_case
from civichub.catalogue.operations import create_service, publish_service, set_provision
from civichub.handover.listening import compare_all, fetch_news
from civichub.handover.models import Counterpart, Dispatch
from civichub.handover.operations.routes import publish_listing
from tests.db.handover.conftest import Connect, hand_over
from tests.factories.world import BEFORE, World, make_case

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district_key(county: World) -> str:
    """Lowton mends its own roads: it publishes the service and gives the county a key."""
    acting: dict[str, Any] = {"actor": county.system, "at": BEFORE}
    fields = {"title": "Road defect", "slug": "road-defect", "procedure_key": "repair"}
    service = publish_service(service=create_service(fields=fields, **acting), **acting)
    set_provision(
        service=service, organisation=county.lowton, level="district", team=county.teams["waste"],
        live_from=BEFORE.date(), **acting,
    )  # fmt: skip
    publish_listing(organisation=county.lowton, service=service, code="POT", **acting)
    scopes = ["case.open", "case.view", "case.act"]
    return issue_token(label="County hub", organisation=county.lowton, scopes=scopes, **acting)[1]


def test_a_case_goes_to_the_other_hub_and_its_end_comes_back(
    county: World, district_key: str, connect: Connect, live_server: Any
) -> None:
    options = {"jurisdiction_id": "lowton"}
    link = connect("open311", f"{live_server.url}/open311/v2", secret=district_key, options=options)
    ours = make_case(county, at=timezone.now())
    add_note(
        case=ours, text="It is by the school gate.", public=True, actor=county.people["officer"], at=timezone.now()
    )
    hand_over()
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"sent"}
    theirs = Case.objects.get(organisation=county.lowton)
    assert Counterpart.objects.get(case=ours).their_reference == theirs.reference
    assert "Deep hole outside the school" in theirs.description
    assert "Sam Reed" not in theirs.reporter_name
    assert "It is by the school gate." in HistoryEntry.objects.get(case=theirs, kind="note").text

    move_case(case=theirs, step="close", outcome="fixed", actor=county.people["district"], at=timezone.now())
    later = timezone.now() + timedelta(minutes=1)
    assert fetch_news(link, clock=lambda: later) == 1
    ours.refresh_from_db()
    assert (ours.stage, ours.outcome) == ("closed", "fixed")
    hand_over()
    assert compare_all(link) == 0
    assert Counterpart.objects.get(case=ours).settled_at


def test_a_report_whose_answer_was_lost_is_one_case_there(
    county: World, district_key: str, connect: Connect, live_server: Any
) -> None:
    options = {"jurisdiction_id": "lowton"}
    url = f"{live_server.url}/open311/v2"
    connect("open311", url, secret=district_key, options=options, repeats="by_key")
    make_case(county, at=timezone.now())
    hand_over()
    Dispatch.objects.update(state="waiting", sent_at=None)
    hand_over()
    assert Case.objects.filter(organisation=county.lowton).count() == 1
