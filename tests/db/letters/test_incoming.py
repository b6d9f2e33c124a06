"""Scanned post becomes letters in line, each with its clock, and nothing is lost or half done on the way."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.messaging.letters.separators import Separator, code_of
from civichub.messaging.letters.work import take_from_folder
from civichub.messaging.models import LetterIn, PostBatch, PostPage
from civichub.messaging.operations.letters_answering import (
    close_letter,
    correct_receipt,
    record_response,
    reopen_letter,
)
from civichub.messaging.operations.letters_post import arrange_page, describe_letter, discard_batch
from civichub.messaging.operations.letters_register import piles_of, register_letters, undo_registration
from civichub.messaging.queries.letters import LogFilters, letter_log, letter_standing
from civichub.routing.operations import pull_work
from civichub.routing.queries import item_about
from tests.db.letters.conftest import Post
from tests.factories.post import as_pdf, as_tiff, letter_page, separator_page


def test_a_stack_with_sheets_becomes_letters_in_their_queues(post: Post) -> None:
    received = post.now.date() - timedelta(days=3)
    sheet = code_of(Separator(post.queue.pk, post.world.services["pothole"].pk, received))
    stack = [separator_page(sheet), letter_page("A"), letter_page("B"), separator_page("CH1"), letter_page("C")]
    batch = post.bring_in(as_tiff(stack), name="C:\\scans\\monday.tif")
    assert (batch.state, batch.name, batch.pages_total, batch.pages_read) == ("checking", "monday.tif", 5, 5)
    letters = register_letters(batch=batch, actor=post.world.people["leader"], at=post.now)
    first, second = letters
    assert [letter.pages.count() for letter in letters] == [2, 1]
    assert (first.received_on, second.received_on) == (received, post.now.date())
    assert first.contact.service == post.world.services["pothole"]
    item = item_about("contact", first.contact_id)
    assert (item.queue, item.kind, item.promise_at) == (post.queue, "letter", first.due_at)
    assert item.arrived_at.date() == received
    assert first.contact.handled_by is None


def test_five_working_days_pass_over_the_weekend_and_bank_holidays(post: Post) -> None:
    letter = post.letter(received_on=date(2026, 4, 1))
    assert letter.due_on == date(2026, 4, 10)  # Good Friday and Easter Monday do not count
    correct_receipt(letter=letter, received_on=date(2026, 4, 8), actor=post.world.people["leader"], at=post.now)
    letter.refresh_from_db()
    assert letter.due_on == date(2026, 4, 15)
    assert item_about("contact", letter.contact_id).promise_at == letter.due_at, "the line goes by the right day too"


def test_the_same_file_twice_is_one_batch_until_it_is_taken_out(post: Post) -> None:
    scan, leader = as_pdf([letter_page()]), post.world.people["leader"]
    batch = post.bring_in(scan)
    assert post.bring_in(scan, name="again.pdf").pk == batch.pk
    assert PostPage.objects.count() == 1
    discard_batch(batch=batch, actor=leader, at=post.now)
    assert post.bring_in(scan).pk != batch.pk


def test_what_cannot_be_read_leaves_nothing_behind(post: Post) -> None:
    for content in (b"", b"GIF89a", b"%PDF-1.7 nonsense"):
        with pytest.raises(Invalid, match=r"[Ss]can"):
            post.bring_in(content)
    with pytest.raises(Invalid, match="today or in the past"):
        post.bring_in(as_pdf([letter_page()]), received_on=post.now.date() + timedelta(days=2))
    assert not PostBatch.objects.exists()


def test_only_the_post_room_of_the_organisation_brings_post_in(post: Post) -> None:
    post.world.people["leader"] = post.world.people["district"]
    with pytest.raises(NotAllowed):
        post.bring_in(as_pdf([letter_page()]))
    assert PostBatch.objects.visible_to(post.world.fresh("stranger")).count() == 0


def test_pages_are_split_joined_turned_and_left_out_by_hand(post: Post) -> None:
    leader = post.world.people["leader"]
    batch = post.bring_in(as_pdf([letter_page(str(number)) for number in range(4)]))
    how = {"actor": leader, "at": post.now}

    def arrange(number: int, what: str) -> list[list[int]]:
        arrange_page(page=batch.pages.get(number=number), how=what, **how)
        return [[page.number for page in pile] for pile in piles_of(batch.pages.all())]

    assert [len(pile) for pile in piles_of(batch.pages.all())] == [4]
    assert arrange(3, "start") == [[1, 2], [3, 4]]
    describe_letter(page=batch.pages.get(number=3), queue=post.queue, service=None, received_on=None,
                    sender="J Hart", **how)  # fmt: skip
    assert arrange(3, "leave_out") == [[1, 2], [4]]
    assert batch.pages.get(number=4).sender == "J Hart"
    assert arrange(3, "put_back") == [[1, 2, 3], [4]]
    assert arrange(4, "join") == [[1, 2, 3, 4]]
    assert arrange(1, "join") == [[1, 2, 3, 4]]
    arrange(2, "turn")
    assert batch.pages.get(number=2).rotation == 90
    for number in range(1, 5):
        arrange(number, "leave_out")
    with pytest.raises(Invalid, match="Put at least one back"):
        register_letters(batch=batch, **how)


def test_a_split_is_undone_while_nobody_works_on_it(post: Post) -> None:
    leader, advisor = post.world.people["leader"], post.world.people["advisor"]
    letter = post.letter()
    undo_registration(batch=letter.batch, actor=leader, at=post.now)
    letter.refresh_from_db()
    assert letter.state == "withdrawn"
    assert item_about("contact", letter.contact_id) is None
    again = register_letters(batch=PostBatch.objects.get(pk=letter.batch_id), actor=leader, at=post.now)[0]
    assert again.pk != letter.pk
    pull_work(item=item_about("contact", again.contact_id), person=advisor, actor=leader, at=post.now)
    record_response(letter=again, kind="acknowledgement", how="phone", note="Rang her", actor=leader, at=post.now)
    with pytest.raises(Conflict, match="cannot be undone"):
        undo_registration(batch=PostBatch.objects.get(pk=letter.batch_id), actor=leader, at=post.now)


def test_the_log_and_the_figures_tell_what_is_late(post: Post) -> None:
    leader = post.world.people["leader"]
    late, met = (post.letter(words, received_on=post.now.date() - timedelta(days=20)) for words in ("Late", "Met"))
    thanks, fresh = post.letter("Thanks"), post.letter("Fresh")
    record_response(letter=met, kind="answer", how="phone", note="Explained", actor=leader,
                    at=met.due_at - timedelta(seconds=1))  # fmt: skip
    close_letter(letter=thanks, note="A thank-you", actor=leader, at=post.now)
    words = {
        one.pk: letter_standing(LetterIn.objects.get(pk=one.pk), post.now)[0] for one in (late, met, thanks, fresh)
    }
    assert list(words.values())[:3] == ["Overdue", "In time", "No reply needed"]
    seen = post.world.fresh("leader")
    assert [one.pk for one in letter_log(seen, LogFilters(), post.now).order_by("due_at")] == [late.pk, fresh.pk]
    assert [one.pk for one in letter_log(seen, LogFilters("overdue"), post.now)] == [late.pk]
    reopen_letter(letter=met, actor=leader, at=post.now)
    assert letter_standing(LetterIn.objects.get(pk=met.pk), post.now)[0] == "Overdue"


def test_the_watched_folder_is_emptied_once_and_keeps_what_it_refuses(post: Post, tmp_path: Path) -> None:
    home = tmp_path / "post" / "county"
    home.mkdir(parents=True)
    for name, content in (("one.pdf", as_pdf([letter_page()])), ("bad.pdf", b"%PDF- no"), ("fresh.pdf", b"%PDF- no")):
        (home / name).write_bytes(content)
    for name in ("one.pdf", "bad.pdf"):
        os.utime(home / name, (time.time() - 60, time.time() - 60))
    assert take_from_folder(tmp_path / "post", at=post.now) == 2
    assert take_from_folder(tmp_path / "post", at=post.now) == 0
    assert (home / "fresh.pdf").exists()
    assert set(PostBatch.objects.values_list("state", flat=True)) == {"reading", "failed"}
    assert "damaged" in PostBatch.objects.get(state="failed").trouble
