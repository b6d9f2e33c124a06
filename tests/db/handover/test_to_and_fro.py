"""A case goes to the back office by itself, once and in order, and its status comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from civichub.cases.models import Case, HistoryEntry, Task
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.steps import move_case
from civichub.cases.queries import progress_of
from civichub.handover.listening import compare_all, fetch_news
from civichub.handover.models import Connection, Counterpart, Dispatch
from civichub.handover.plugs.open311_fake import Open311Fake
from tests.db.handover.conftest import Connect, hand_over
from tests.factories.world import BEFORE, World, make_case

pytestmark = pytest.mark.django_db(transaction=True)


def states(case: Case) -> list[tuple[str, str]]:
    """(what, state) of everything told of a case, in order."""
    return list(Dispatch.objects.filter(case=case).order_by("occurred_at", "pk").values_list("what", "state"))


def task_titles(case: Case) -> list[str]:
    """What a person still has to see to."""
    return list(Task.objects.filter(case=case, done_at=None, key="").values_list("title", flat=True))


def test_a_case_reaches_the_back_office_once_and_its_status_comes_back(
    county: World, office: Open311Fake, connect: Connect
) -> None:
    link = connect("open311", office.url)
    case = make_case(county, at=timezone.now())
    add_note(
        case=case, text="The crew comes on Friday.", public=True, actor=county.people["officer"], at=timezone.now()
    )
    hand_over()
    assert states(case) == [("opened", "sent"), ("note", "sent")]
    (request,) = office.requests.values()
    assert request["service_code"] == "POT"
    assert case.title in request["description"]
    assert "Sam Reed" not in str(request), "the reporter is sent only where that was chosen"
    assert [one["description"] for one in office.updates] == ["The crew comes on Friday."]
    there = Counterpart.objects.get(case=case)
    assert there.their_reference == request["service_request_id"]

    office.work("R1", "in_progress", at=timezone.now(), words="Crew 7 has it")
    assert fetch_news(link) == 1
    case.refresh_from_db()
    assert case.stage == "work"
    assert "The crew is on its way." in [entry.text for entry in progress_of(case, at=timezone.now()).history]
    assert "Crew 7 has it" not in [entry.text for entry in progress_of(case, at=timezone.now()).history]
    mover = HistoryEntry.objects.get(case=case, kind="moved").actor
    assert mover.name == link.name, "the history says who moved it on"
    hand_over()
    assert len(office.updates) == 2, "what they did themselves is not told back to them"


def test_a_status_counts_only_if_it_is_newer(county: World, office: Open311Fake, connect: Connect) -> None:
    link = connect("open311", office.url)
    case = make_case(county, at=timezone.now())
    hand_over()
    now = timezone.now()
    office.work("R1", "closed", at=now)
    assert fetch_news(link) == 1
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("closed", "fixed")
    office.work("R1", "in_progress", at=now - timedelta(hours=1))
    assert fetch_news(link) == 0, "it comes late, and it is old"
    case.refresh_from_db()
    assert case.stage == "closed"


def test_what_waits_behind_a_refusal_stays_in_order(county: World, office: Open311Fake, connect: Connect) -> None:
    connect("open311", office.url)
    office.next_statuses = [400]
    case = make_case(county, at=timezone.now())
    other = make_case(county, at=timezone.now(), title="Another hole")
    hand_over()
    add_note(case=case, text="More of it.", public=True, actor=county.people["officer"], at=timezone.now())
    hand_over()
    assert states(case) == [("opened", "dead"), ("note", "waiting")]
    assert states(other) == [("opened", "sent")], "other cases go on"
    assert task_titles(case) == ["Not handed over to Works by open311. It refused what the case says."]


def test_who_says_closed_while_we_say_open_is_work_for_a_person(
    county: World, office: Open311Fake, connect: Connect
) -> None:
    link = connect("open311", office.url, takes_updates=False)
    case, lost = make_case(county, at=timezone.now()), make_case(county, at=timezone.now(), title="Another hole")
    hand_over()
    move_case(case=case, step="inspect", actor=county.people["officer"], at=timezone.now())
    number = Counterpart.objects.get(case=case).their_reference
    office.work(number, "closed", at=timezone.now())  # a task must be finished first, so the step is not open
    del office.requests[Counterpart.objects.get(case=lost).their_reference]
    assert compare_all(link) == 2
    assert any("We say open, they say closed" in title for title in task_titles(case))
    assert any("They do not know it" in title for title in task_titles(lost))
    assert compare_all(link) == 2
    assert sum("We say open" in title for title in task_titles(case)) == 1, "one task, however often it is seen"

    Task.objects.filter(case=case, key="make-safe").update(done_at=timezone.now())
    move_case(case=case, step="close", outcome="fixed", actor=county.people["officer"], at=timezone.now())
    assert compare_all(link) == 1
    there = Counterpart.objects.get(case=case)
    assert (there.divergence, there.task_id) == ("", None)
    assert there.settled_at, "closed on both sides: it is not asked about any more"
    link.refresh_from_db()
    assert link.compared_at


def test_a_case_from_before_the_connection_stays_where_it_is(
    county: World, office: Open311Fake, connect: Connect
) -> None:
    old = make_case(county, at=BEFORE)
    connect("open311", office.url, at=BEFORE + timedelta(days=1))
    add_note(case=old, text="Still open.", public=True, actor=county.people["officer"], at=timezone.now())
    hand_over()
    assert not Dispatch.objects.exists()
    assert Connection.objects.get().last_success_at is None


def test_a_reference_that_comes_later_is_fetched_by_its_token(
    county: World, office: Open311Fake, connect: Connect
) -> None:
    link = connect("open311", office.url)
    office.gives_tokens = True
    case = make_case(county, at=timezone.now())
    hand_over()
    fetch_news(link)
    assert Counterpart.objects.get(case=case).their_reference == "R1"
