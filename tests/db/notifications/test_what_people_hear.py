"""From what happens to a case to what people hear: through the stored facts and the worker's jobs, each run twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from civichub.cases.jobs import watch_deadlines
from civichub.cases.models import Case, CaseClock
from civichub.cases.operations.assigning import assign_case
from civichub.cases.operations.follow import follow_case, stop_following
from civichub.cases.operations.notes import add_note, ask_customer
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.promises import make_promise, move_promise, settle_promise
from civichub.cases.operations.steps import move_case, reopen_case
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.references import format_reference
from civichub.customers.models import ContactPoint, Customer
from civichub.delivery.events import DeliveryFailed
from civichub.delivery.models import Message
from civichub.forms.events import PaymentPaid
from civichub.notifications import queries
from civichub.notifications.jobs import own_up_to_missed_promises, send_summaries
from civichub.notifications.models import Notice
from civichub.organisations.operations import change_team
from civichub.procedures.operations import publish_procedure_version, save_procedure_draft
from tests.factories.world import BEFORE, REPAIR, World, make_case, share

Work = Callable[[], int]


@pytest.fixture
def case(world: World, customer: Callable[..., Customer], work: Work, now: datetime) -> Case:
    """An open case of a customer who can be told everything; its acknowledgement is sent."""
    made = make_case(world, customer=customer(), reporter=Reporter("Jo Bloggs", "jo@example.org"), at=now)
    work()
    return made


def heard(since: int = 0) -> list[str]:
    """The templates of what went to people (not to teams), in order."""
    sent = Message.objects.exclude(purpose="staff").order_by("pk").values_list("template_key", flat=True)
    return [key.partition("/")[0] for key in sent][since:]


def last_body() -> str:
    return Message.objects.exclude(purpose="staff").order_by("pk").last().body


def act(world: World, case: Case, work: Work, at: datetime, **step: Any) -> Case:
    """An officer takes a step a minute after `at`."""
    case = move_case(case=case, actor=world.people["officer"], at=at + timedelta(minutes=1), **step)
    work()
    return case


def test_somebody_reports_and_is_told_the_reference_and_the_day(case: Case) -> None:
    assert heard() == ["case_received"]
    message = Message.objects.get(template_key="case_received/email/en")
    shown = f"{case.reference[:3]}-{case.reference[3:6]}-{case.reference[6:]}"
    assert shown in message.subject
    assert "We expect to finish by" in message.body


def test_the_team_s_mailbox_gets_one_notice_without_a_word_about_the_person(case: Case, world: World) -> None:
    notice = Message.objects.get(purpose="staff")
    assert notice.to_address == "highways@county.example"
    assert "Bloggs" not in notice.subject + notice.body
    assert "school" not in notice.subject + notice.body
    assert f"/staff/cases/{case.reference}/" in notice.body


def test_an_officer_resolves_it_and_the_customer_and_the_followers_are_told(
    case: Case, world: World, work: Work, now: datetime
) -> None:
    follow_case(case=case, email="neighbour@example.org", actor=world.system, at=now)
    work()
    act(world, case, work, now, step="close", outcome="fixed", public_note="Filled at noon.")
    assert heard()[:2] == ["case_received", "following"]
    assert sorted(heard(since=2)) == ["case_resolved", "followed_resolved"]
    body = Message.objects.get(template_key="case_resolved/email/en").body
    assert "We have fixed it." in body
    assert "Filled at noon." in body
    assert "Filled at noon." not in Message.objects.get(template_key="followed_resolved/email/en").body


def test_an_ending_for_which_the_procedure_has_no_words_is_told_in_the_hub_s(
    case: Case, world: World, work: Work, now: datetime
) -> None:
    act(world, case, work, now, step="close", outcome="not-ours")
    assert heard(since=1) == ["case_resolved"]
    assert "It is not ours to fix." in last_body()


def test_an_officer_s_words_reach_the_customer_although_the_step_has_no_message(
    case: Case, world: World, work: Work, now: datetime
) -> None:
    act(world, case, work, now, step="inspect", public_note="A crew comes on Friday.")
    assert heard(since=1) == ["case_update"]
    assert "A crew comes on Friday." in last_body()


def test_a_private_note_is_told_to_nobody(case: Case, world: World, work: Work, now: datetime) -> None:
    act(world, case, work, now, step="ask", note="He was rude on the phone.")
    add_note(case=case, text="Still rude.", public=False, actor=world.people["officer"], at=now)
    work()
    assert heard(since=1) == []
    assert "rude" not in "".join(Message.objects.values_list("body", flat=True))


def test_notes_questions_and_promises_are_passed_on(case: Case, world: World, work: Work, now: datetime) -> None:
    officer = {"actor": world.people["officer"], "at": now}
    add_note(case=case, text="We have ordered the stone.", public=True, **officer)
    ask_customer(case=case, question="Which side of the road?", **officer)
    promise = make_promise(case=case, text="Inspect it", due_on=now.date() + timedelta(days=3), **officer)
    work()
    assert heard(since=1) == ["case_update", "evidence_needed", "promise_made"]
    moved = move_promise(promise=promise, due_on=now.date() + timedelta(days=5), why="Storm damage first.", **officer)
    work()
    assert "Storm damage first." in last_body()
    assert "takes the place of the date we gave you before" in last_body()
    settle_promise(promise=moved, kept=False, **officer)
    work()
    assert heard(since=4) == ["promise_made", "promise_late"]
    assert "Inspect it" in last_body()


def test_a_promise_that_ran_out_is_owned_up_to_the_morning_after_and_once(
    case: Case, world: World, work: Work, now: datetime
) -> None:
    officer = {"actor": world.people["officer"], "at": now - timedelta(days=3)}
    late = make_promise(case=case, text="Inspect it", due_on=now.date() - timedelta(days=2), **officer)
    kept = make_promise(case=case, text="Call you", due_on=now.date() - timedelta(days=2), **officer)
    make_promise(case=case, text="Repair it", due_on=now.date() + timedelta(days=9), **officer)
    settle_promise(promise=kept, kept=True, **officer)
    work()
    for _ in range(2):
        own_up_to_missed_promises(timestamp=0)
    settle_promise(promise=late, kept=False, actor=world.people["officer"], at=now)
    work()
    assert heard().count("promise_late") == 1
    assert "Inspect it" in last_body()


def test_a_kept_promise_needs_no_message(case: Case, world: World, work: Work, now: datetime) -> None:
    officer = {"actor": world.people["officer"], "at": now}
    promise = make_promise(case=case, text="Inspect it", due_on=now.date(), **officer)
    settle_promise(promise=promise, kept=True, **officer)
    work()
    assert heard(since=1) == ["promise_made"]


def test_a_reopened_case_is_told_to_the_customer_and_to_its_team(
    case: Case, world: World, work: Work, now: datetime
) -> None:
    closed = act(world, case, work, now, step="close", outcome="fixed")
    reopen_case(case=closed, why="evil.example says it is still there", actor=world.system, at=now + timedelta(days=1))
    work()
    assert heard(since=1) == ["case_resolved", "case_reopened"]
    assert Message.objects.filter(template_key="team_case_reopened/email/en").count() == 1
    assert "evil" not in "".join(Message.objects.values_list("body", flat=True))


def test_what_was_reopened_before_the_worker_came_is_not_called_finished(
    case: Case, world: World, work: Work, now: datetime
) -> None:
    soon = now + timedelta(minutes=1)
    closed = move_case(case=case, step="close", outcome="fixed", actor=world.people["officer"], at=soon)
    reopen_case(case=closed, why="No", actor=world.system, at=now + timedelta(minutes=2))
    work()
    assert heard(since=1) == ["case_reopened"]


def test_a_case_moved_to_another_team_is_announced_there(case: Case, world: World, work: Work, now: datetime) -> None:
    assign_case(case=case, team=world.teams["desk"], actor=world.people["manager"], at=now)
    work()
    sent = Message.objects.filter(purpose="staff").values_list("to_address", flat=True)
    assert sorted(sent) == ["desk@county.example", "highways@county.example"]


def test_a_team_without_an_address_gets_no_notice(world: World, work: Work, now: datetime) -> None:
    world.teams["highways"].email = ""
    world.teams["highways"].save()
    make_case(world, at=now)
    work()
    assert not Message.objects.filter(purpose="staff").exists()


def test_a_follower_who_stopped_hears_no_more(case: Case, world: World, work: Work, now: datetime) -> None:
    follower = follow_case(case=case, email="neighbour@example.org", actor=world.system, at=now)
    stop_following(follower=follower, actor=world.system, at=now)
    act(world, case, work, now, step="close", outcome="fixed")
    assert not Message.objects.filter(to_address="neighbour@example.org").exists()


def test_a_payment_for_a_case_is_confirmed_and_one_without_a_case_waits_for_it(
    case: Case, world: World, work: Work, now: datetime
) -> None:
    paid = {"draft_id": None, "amount_pence": 123_450}
    publish(PaymentPaid(payment_id=1, case_reference="", **paid), at=now)
    publish(PaymentPaid(payment_id=2, case_reference=case.reference, **paid), at=now)
    work()
    assert heard(since=1) == ["payment_received"]
    assert "£1,234.50" in last_body()


def test_what_is_done_while_the_customer_is_there_is_one_message_and_says_the_outcome(
    world: World, customer: Callable[..., Customer], work: Work, now: datetime
) -> None:
    case = make_case(world, customer=customer(), at=now)
    move_case(case=case, step="close", outcome="fixed", actor=world.people["officer"], at=now)
    work()
    assert heard() == ["case_resolved"]


def test_cases_brought_in_from_last_year_are_no_news(world: World, work: Work) -> None:
    make_case(world, at=BEFORE + timedelta(days=30))
    assert work() > 0
    assert not Message.objects.exists()


@pytest.fixture
def talkative(world: World, now: datetime) -> Callable[[str], None]:
    """Give the repair procedure further messages, as a service owner would."""

    def publish_with(messages: str) -> None:
        text = REPAIR.format(key="repair", sensitive="no").replace("reopen:\n", f"{messages}reopen:\n")
        draft, problems = save_procedure_draft(
            key="repair", text=text, organisation=None, actor=world.system, at=BEFORE + timedelta(days=1)
        )
        assert not problems, problems
        publish_procedure_version(version=draft, actor=world.system, at=BEFORE + timedelta(days=1))

    return publish_with


def test_one_step_with_three_messages_is_one_message(
    talkative: Callable[[str], None], world: World, work: Work, now: datetime
) -> None:
    talkative(
        "  - when_event: stage:closed\n    template: case_update\n"
        "  - when_event: closed\n    template: hole_filled\n"
        "  - when_event: transition:close\n    template: case_delayed\n"
    )
    case = make_case(world, at=now)
    work()
    act(world, case, work, now, step="close", outcome="fixed")
    assert heard() == ["case_received", "case_resolved"]


def test_a_procedure_s_own_template_without_words_falls_back_to_the_hub_s(
    talkative: Callable[[str], None], world: World, work: Work, now: datetime
) -> None:
    talkative(
        "  - when_event: stage:work\n    template: hole_seen\n"
        "  - when_event: stage:work\n    template: ring_them\n    to: team\n"
    )
    case = make_case(world, at=now)
    work()
    act(world, case, work, now, step="inspect", public_note="Seen.")
    assert heard() == ["case_received", "case_update"]
    assert "Seen." in last_body()
    assert Message.objects.filter(purpose="staff").count() == 2


def test_somebody_who_was_not_reached_is_on_the_list_of_people_to_call(
    case: Case, world: World, work: Work, now: datetime
) -> None:
    message = Message.objects.get(template_key="case_received/email/en")
    failed = DeliveryFailed(message_id=message.pk, about_type="cases.case", about_id=case.pk, permanent=True)
    publish(failed, at=now)
    work()
    notice = Notice.objects.get(message=message)
    assert notice.reason.startswith("It came back: the address does not take messages.")
    assert list(queries.not_told(world.people["leader"])) == [notice]
    assert not queries.not_told(world.people["stranger"]).exists()
    assert ContactPoint.objects.get(customer=case.customer, kind="email").bad_since == now
    add_note(case=case, text="Done soon.", public=True, actor=world.people["officer"], at=now)
    work()
    assert Message.objects.order_by("pk").last().channel == "sms"


def test_a_team_that_chose_hours_gets_one_summary_instead_of_a_notice_for_each_case(
    world: World, work: Work, now: datetime
) -> None:
    team, admin = world.teams["highways"], world.people["admin"]
    words = {"name": "Highways", "description": "", "email": "highways@county.example"}
    change_team(team=team, **words, digest_hours=[8, 13], actor=admin, at=now)
    made = [make_case(world, at=now) for _ in range(2)]
    work()
    assert not Message.objects.filter(purpose="staff").exists()
    assert send_summaries(9) == 0
    assert send_summaries(8) == 1
    message = Message.objects.get(purpose="staff")
    assert message.to_address == "highways@county.example"
    for case in made:
        assert f"A team has a new case: {format_reference(case.reference)}, Pothole" in message.body
    assert "Sam Reed" not in message.body
    assert send_summaries(13) == 0  # nothing new
    with pytest.raises(Invalid):
        change_team(team=team, **{**words, "email": ""}, digest_hours=[8], actor=admin, at=now)
    with pytest.raises(Invalid):
        change_team(team=team, **words, digest_hours=[24], actor=admin, at=now)


def test_a_procedure_tells_the_partners_whom_a_case_concerns(world: World, work: Work, now: datetime) -> None:
    text = REPAIR.replace("template: case_received\n", "template: case_received\n  - when_event: opened\n"
                          "    template: partner_case\n    to: partner\n")  # fmt: skip
    later = BEFORE + timedelta(days=1)
    draft, problems = save_procedure_draft(
        key="repair", text=text.format(key="repair", sensitive="no"), organisation=None, actor=world.system, at=later
    )
    assert not problems
    publish_procedure_version(version=draft, actor=world.system, at=later)
    share(world, fields=["case.summary"], services=["pothole"])
    case = make_case(world, at=now)
    work()
    message = Message.objects.get(template_key="partner_case/email/en")
    assert message.to_address == "waste@lowton.example"  # Lowton's only mailbox
    assert format_reference(case.reference) in message.subject
    assert "Sam Reed" not in message.subject + message.body


@pytest.mark.parametrize(("late", "told"), [(timedelta(hours=1), 1), (timedelta(days=8), 0)])
def test_a_team_whose_procedure_says_nothing_of_deadlines_hears_of_one_that_has_passed(
    case: Case, world: World, work: Work, now: datetime, late: timedelta, told: int
) -> None:
    """Cases go on with the version they began with, which may be older than the words about deadlines."""
    CaseClock.objects.filter(case=case).update(due_at=now - late, warned_at=None, missed_at=None)
    for _ in range(2):
        watch_deadlines()
        work()
    assert Message.objects.filter(template_key__startswith="clock_missed", purpose="staff").count() == told
    assert case.clocks.get().missed_at
