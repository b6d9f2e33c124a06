"""After a letter was written the world goes on: an address ends, somebody is at risk, a household changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client, TestCase

from civichub.core.clocks import london_date
from civichub.core.errors import Conflict
from civichub.customers.events import AtRiskFlagged, ContactPointEnded, HouseholdChanged
from civichub.customers.normalising import read_address
from civichub.customers.operations import (
    add_contact_point,
    end_contact_point,
    flag_at_risk,
    form_household,
    register_customer,
)
from civichub.messaging.letters.hearing import (
    stop_letters_to_ended_address,
    stop_letters_to_person_at_risk,
    stop_letters_to_who_moved_in,
)
from civichub.messaging.letters.paper import day_in_words
from civichub.messaging.letters.press import can_print
from civichub.messaging.letters.work import forget_printed_files, print_run
from civichub.messaging.models import LetterOut, PrintRun
from civichub.messaging.operations.letters_printing import confirm_posted, decide_stopped
from civichub.messaging.queries.letters import stopped_letters
from tests.db.letters.conftest import Post
from tests.db.letters.test_outgoing import fresh, post_all, run_of
from tests.db.staff.test_case_pages import sign_in


def fresh_run(run: PrintRun) -> PrintRun:
    return PrintRun.objects.get(pk=run.pk)


def neighbour_writes(post: Post) -> LetterOut:
    """A letter to somebody else in the same house."""
    officer = post.world.people["officer"]
    facts = {"organisation": post.world.county, "actor": officer, "at": post.now}
    tom = register_customer(title="Mr", given_name="Tom", family_name="Reed", **facts)
    home = read_address(text="12 High Street, Lowton", postcode="LE1 1AA")
    add_contact_point(customer=tom, kind="address", address=home, preferred=True, actor=officer, at=post.now)
    return post.write(customer=tom)


def mark_at_risk(post: Post) -> None:
    flag_at_risk(
        customer=post.customer, why="Her former partner", review_on=post.now.date() + timedelta(days=90),
        actor=post.world.people["officer"], at=post.now,
    )  # fmt: skip


def test_an_address_that_ended_after_the_letter_was_written_stops_it_and_a_person_is_asked(post: Post) -> None:
    out, beside = post.write(), neighbour_writes(post)
    end_contact_point(contact_point=post.address, actor=post.world.people["officer"], at=post.now)
    stop_letters_to_ended_address(ContactPointEnded(post.customer.pk, post.address.pk, "address"), post.now)
    assert fresh(out).stopped_why == "changed"
    assert [one.pk for one in stopped_letters(post.world.fresh("manager"))] == [out.pk]
    with pytest.raises(Conflict, match="no other address"):
        decide_stopped(out=out, send=True, actor=post.world.people["manager"], at=post.now)
    run = run_of(post)
    assert list(run.letters.all()) == [beside], "the letter to the same house for somebody else goes out"
    assert fresh(beside).message.to_address.splitlines()[:2] == ["Mr Tom Reed", "12 High Street"]
    decide_stopped(out=out, send=False, actor=post.world.people["manager"], at=post.now)
    assert fresh(out).message.state == "cancelled"


def test_after_a_person_is_marked_at_risk_nobody_reads_the_address_off_an_old_letter(
    post: Post, client: Client
) -> None:
    beside, sent = neighbour_writes(post), post.write()
    run = run_of(post)
    post_all(post, run)
    waiting, printed = post.write(), post.write()
    in_hand = run_of(post)
    LetterOut.objects.filter(pk=waiting.pk).update(run=None)
    print_run(in_hand, at=post.now)
    mark_at_risk(post)
    stop_letters_to_person_at_risk(AtRiskFlagged(post.customer.pk), post.now)
    assert (fresh(waiting).stopped_why, fresh(beside).stopped_why) == ("at_risk", "")
    assert fresh(sent).message.hides_address
    assert not fresh(beside).message.hides_address
    sign_in(client, post.world, "leader")
    paths = [f"sent/{one.message.reference}/paper/" for one in (sent, waiting, printed)]
    paths += [f"print/{one.reference}/paper/" for one in (run, in_hand)]
    assert {path: client.get(f"/staff/letters/{path}").status_code for path in paths} == dict.fromkeys(paths, 403)
    assert client.get(f"/staff/letters/sent/{beside.message.reference}/paper/").status_code == 200
    with pytest.raises(Conflict, match="Take out"):
        confirm_posted(run=fresh_run(in_hand), posted={printed.pk}, actor=post.world.people["manager"], at=post.now)


def test_who_lives_with_somebody_at_risk_is_sheltered_with_them(post: Post) -> None:
    beside, officer = neighbour_writes(post), post.world.people["officer"]
    mark_at_risk(post)
    home = form_household(members=[(post.customer, "adult"), (beside.customer, "adult")], actor=officer, at=post.now)
    stop_letters_to_who_moved_in(HouseholdChanged(home.pk, beside.customer_id), post.now)
    assert fresh(beside).stopped_why == "at_risk"


def test_the_file_of_a_run_goes_after_thirty_days_and_its_letters_stay(post: Post, client: Client) -> None:
    out = post.write()
    run = run_of(post)
    post_all(post, run)
    path, kept = fresh_run(run).path, post.now - timedelta(days=29)
    for made_at, stays in ((kept, True), (kept - timedelta(days=2), False)):
        PrintRun.objects.filter(pk=run.pk).update(made_at=made_at)
        with TestCase.captureOnCommitCallbacks(execute=True):
            forget_printed_files(0)
        assert bool(fresh_run(run).path) is (stays and can_print())
        assert not path or default_storage.exists(path) is stays
    sign_in(client, post.world, "manager")
    page = client.get(f"/staff/letters/print/{run.reference}/paper/").content.decode()
    assert "Thank you for writing" in page
    assert day_in_words(london_date(fresh_run(run).made_at)) in page, "dated as it was then"
    assert fresh(out).message.body
