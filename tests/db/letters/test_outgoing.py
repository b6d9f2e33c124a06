"""A letter to a wrong address can cost a life: what is printed, what is stopped, and what a returned one changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage

from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.customers.normalising import read_address
from civichub.customers.operations import end_contact_point, flag_at_risk, move_home
from civichub.delivery.models import Message
from civichub.delivery.operations.queueing import record_posted
from civichub.messaging.letters.press import can_print, characters_without_shape
from civichub.messaging.letters.work import note_letters_sent, print_run
from civichub.messaging.models import LetterOut, PrintRun
from civichub.messaging.operations.letters_printing import (
    cancel_print_run,
    confirm_posted,
    decide_stopped,
    start_print_run,
    stop_letters_to,
)
from civichub.messaging.operations.letters_returned import record_returned_letter, undo_return
from civichub.messaging.operations.letters_writing import Words
from civichub.messaging.queries.letters import letter_standing, stopped_letters, to_produce
from tests.db.letters.conftest import Post
from tests.factories.world import make_case


def run_of(post: Post, who: str = "manager") -> PrintRun:
    run = start_print_run(organisation=post.world.county, both_sides=False, actor=post.world.people[who], at=post.now)
    return PrintRun.objects.get(pk=run.pk)


def post_all(post: Post, run: PrintRun, who: str = "manager") -> list[LetterOut]:
    print_run(run, at=post.now)
    ids = set(run.letters.values_list("pk", flat=True))
    return confirm_posted(run=PrintRun.objects.get(pk=run.pk), posted=ids, actor=post.world.people[who], at=post.now)


def fresh(out: LetterOut) -> LetterOut:
    return LetterOut.objects.select_related("message").get(pk=out.pk)


def test_an_answer_counts_from_when_it_was_posted_not_from_when_it_was_written(post: Post) -> None:
    letter = post.letter()
    out = post.write(letter=letter, kind="answer")
    letter.refresh_from_db()
    assert (letter.state, letter.responded_at) == ("answered", None)
    assert letter_standing(letter, post.now)[0] == "Reply not posted yet"
    assert out.message.state == "to_produce"
    assert out.message.to_address.splitlines()[1:] == ["12 High Street", "Lowton", "LE1 1AA"]
    post_all(post, run_of(post))
    letter.refresh_from_db()
    assert letter.responded_at == post.now
    assert fresh(out).message.state == "sent"
    with pytest.raises(Invalid, match="answered this letter meanwhile"):
        post.write(letter=letter, kind="answer")


def test_a_letter_is_not_written_with_a_gap_or_to_nowhere(post: Post) -> None:
    from civichub.messaging.operations.letters_writing import Words

    with pytest.raises(Invalid, match="Fill in or remove case"):
        post.write(words=Words("About", "Dear Joan, {{ case }}"))
    end_contact_point(contact_point=post.address, actor=post.world.people["officer"], at=post.now)
    with pytest.raises(Invalid, match="No postal address"):
        post.write()
    assert not Message.objects.filter(channel="letter").exists()


def test_letters_are_printed_in_order_of_postcode_and_spoiled_ones_come_back(post: Post) -> None:
    first, second = post.write(), post.write()
    run = run_of(post)
    assert run.letter_count == 2
    with pytest.raises(Invalid, match="No letter is ready"):
        run_of(post)
    print_run(run, at=post.now)
    run.refresh_from_db()
    assert run.state == "ready"
    assert run.page_count >= 2 or not can_print()
    assert bool(run.path) is can_print()
    if run.path:
        assert default_storage.open(run.path).read(5) == b"%PDF-"
    confirm_posted(run=run, posted={first.pk}, actor=post.world.people["manager"], at=post.now)
    assert (fresh(first).message.state, fresh(second).message.state) == ("sent", "to_produce")
    assert fresh(second).run is None
    cancel_print_run(run=run_of(post), actor=post.world.people["manager"], at=post.now)
    waiting = to_produce(post.world.fresh("manager"), [post.world.county])[0]
    assert (waiting.ready, waiting.stopped) == (1, 0)


def test_a_letter_is_stopped_when_the_person_has_moved_since_and_a_person_decides(post: Post) -> None:
    out, manager = post.write(), post.world.people["manager"]
    new = read_address(text="9 Mill Lane, Highley", postcode="LE2 2BB")
    move_home(customer=post.customer, address=new, actor=post.world.people["officer"], at=post.now)
    with pytest.raises(Invalid, match="No letter is ready"):
        run_of(post)
    assert stop_letters_to(customer_id=post.customer.pk, actor=post.world.system, at=post.now) == 1
    assert fresh(out).stopped_why == "changed"
    assert [one.pk for one in stopped_letters(post.world.fresh("manager"))] == [out.pk]
    decide_stopped(out=out, send=True, actor=manager, at=post.now)
    assert "9 Mill Lane" in fresh(out).message.to_address
    assert "High Street" not in fresh(out).message.to_address
    assert run_of(post).letter_count == 1
    with pytest.raises(Conflict, match="meanwhile"):
        decide_stopped(out=out, send=False, actor=manager, at=post.now)


def test_an_address_that_goes_bad_after_printing_is_found_before_the_post_takes_it(post: Post) -> None:
    post.write()
    run = run_of(post)
    print_run(run, at=post.now)
    end_contact_point(contact_point=post.address, actor=post.world.people["officer"], at=post.now)
    ids = set(run.letters.values_list("pk", flat=True))
    with pytest.raises(Conflict, match="Take out"):
        confirm_posted(run=PrintRun.objects.get(pk=run.pk), posted=ids, actor=post.world.people["manager"], at=post.now)


def test_a_person_marked_at_risk_since_is_printed_by_nobody_who_may_not_see_the_address(post: Post) -> None:
    out = post.write()
    flag_at_risk(
        customer=post.customer, why="Her former partner", review_on=post.now.date() + timedelta(days=90),
        actor=post.world.people["officer"], at=post.now,
    )  # fmt: skip
    assert stop_letters_to(customer_id=post.customer.pk, actor=post.world.system, at=post.now) == 1
    assert fresh(out).stopped_why == "at_risk"
    with pytest.raises(NotAllowed):
        decide_stopped(out=out, send=True, actor=post.world.people["leader"], at=post.now)
    decide_stopped(out=out, send=True, actor=post.world.people["manager"], at=post.now)
    assert fresh(out).message.hides_address
    with pytest.raises(Invalid, match="No letter is ready"):
        run_of(post, "leader")
    waiting = to_produce(post.world.fresh("leader"), [post.world.county])[0]
    assert (waiting.ready, waiting.not_for_you) == (0, 1)
    assert run_of(post, "manager").hides_address


def test_returned_mail_marks_the_address_stops_the_rest_tells_the_officer_and_is_undone(post: Post) -> None:
    case, manager = make_case(post.world, at=post.now), post.world.people["manager"]
    came_back = post.write(case=case)
    post_all(post, run_of(post))
    waiting = post.write()
    with pytest.raises(Invalid, match="envelope"):
        record_returned_letter(message=came_back.message, why="", actor=manager, at=post.now)
    record_returned_letter(message=fresh(came_back).message, why="gone_away", actor=manager, at=post.now)
    post.address.refresh_from_db()
    assert post.address.bad_since is not None
    assert "gone away" in post.address.bad_reason
    assert fresh(came_back).message.state == "bounced"
    assert (fresh(waiting).stopped_why, fresh(waiting).stopped_by_return_id) == ("returned", came_back.pk)
    assert "came back" in case.tasks.get(title__startswith="Letter").title
    with pytest.raises(Conflict, match="already"):
        record_returned_letter(message=fresh(came_back).message, why="refused", actor=manager, at=post.now)
    with pytest.raises(Invalid, match="No postal address"):
        post.write()
    undo_return(out=came_back, actor=manager, at=post.now)
    post.address.refresh_from_db()
    assert post.address.bad_since is None
    assert fresh(waiting).stopped_at is None
    assert run_of(post).letter_count == 1


def test_where_notify_prints_letters_they_go_that_way_and_can_be_stopped_first(post: Post, settings: Any) -> None:
    settings.DEMO, settings.NOTIFY_API_KEY = False, "test-" + "0" * 73
    settings.NOTIFY_TEMPLATES = {"letter": "11111111-1111-1111-1111-111111111111"}
    out = post.write()
    assert out.message.state == "held"
    assert out.message.hold_until > post.now
    move_home(
        customer=post.customer, address=read_address(text="9 Mill Lane, Highley", postcode="LE2 2BB"),
        actor=post.world.people["officer"], at=post.now,
    )  # fmt: skip
    stop_letters_to(customer_id=post.customer.pk, actor=post.world.system, at=post.now)
    assert fresh(out).message.state == "to_produce"
    assert fresh(out).stopped_why == "changed"


def test_a_letter_put_down_as_posted_in_the_outbox_counts_too(post: Post) -> None:
    letter = post.letter()
    out = post.write(letter=letter, kind="acknowledgement")
    record_posted(message=out.message, actor=post.world.people["officer"], at=post.now)
    note_letters_sent(0)
    letter.refresh_from_db()
    assert (letter.state, letter.responded_at) == ("acknowledged", post.now)


def test_no_letter_goes_out_with_boxes_where_its_characters_should_be(post: Post) -> None:
    strange = "\U00010900"  # a Phoenician letter, which the fonts of letters do not have
    assert characters_without_shape("Łódź, Zażółć, سلام" + strange) == strange
    out = post.write(words=Words("Your letter", f"Dear Joan\n\n{strange}"))
    with pytest.raises(Invalid, match=r"ready to be printed\. No font on this machine"):
        run_of(post)
    good = post.write()
    assert [one.pk for one in run_of(post).letters.all()] == [good.pk]
    assert fresh(out).stopped_why == "no_font"
