"""The desk's pages about letters: full, empty, refused, and closed to whoever they are not for."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from civichub.core.models import ReadEntry
from civichub.delivery.operations.queueing import record_posted
from civichub.messaging.letters.separators import Separator, code_of
from civichub.messaging.letters.work import note_letters_sent, print_run, read_batch
from civichub.messaging.models import LetterIn, LetterOut, PostBatch, PrintRun
from tests.db.letters.conftest import Post
from tests.db.staff.test_case_pages import sign_in
from tests.factories.post import as_pdf, letter_page, separator_page

LISTS = ("", "sent/", "post/", "post/sheets/", "print/", "returned/")


@pytest.fixture
def desk(client: Client, post: Post) -> Client:
    return sign_in(client, post.world, "manager")


def words(answer: Any) -> str:
    return answer.content.decode()


def test_empty_pages_say_what_to_do_next(desk: Client, post: Post) -> None:
    for path in LISTS:
        assert desk.get(f"/staff/letters/{path}").status_code == 200, path
    assert "No post yet" in words(desk.get("/staff/letters/post/"))
    assert "No letter waits for an answer" in words(desk.get("/staff/letters/"))
    assert "Nothing" in words(desk.get("/staff/letters/print/")) or "ready to print" in words(
        desk.get("/staff/letters/print/")
    )
    odd = "?which=burn&since=nonsense&until=9999-99-99&body=999999999999999999&service=x&words=%00&after=zzz"
    assert desk.get(f"/staff/letters/{odd}").status_code == 200
    assert "No letter of yours" in words(desk.get("/staff/letters/returned/?reference=nonsense%00"))


def test_a_batch_is_brought_in_split_and_registered_on_one_page(desk: Client, post: Post) -> None:
    day = {"received_on_0": post.now.day, "received_on_1": post.now.month, "received_on_2": post.now.year}
    bad = SimpleUploadedFile("bad.pdf", b"%PDF- nonsense")
    facts = {"organisation": post.world.county.pk, **day}
    assert "bad.pdf: The file is damaged" in words(desk.post("/staff/letters/post/", {**facts, "files": [bad]}))
    stack = as_pdf([letter_page("A"), letter_page("B"), separator_page(code_of(Separator())), letter_page("C")])
    good = SimpleUploadedFile("good.pdf", stack)
    answer = desk.post("/staff/letters/post/", {**facts, "files": [good]}, follow=True)
    assert "Reading the pages" in words(answer)
    batch = PostBatch.objects.get()
    read_batch(batch)
    address = f"/staff/letters/post/{batch.pk}/"
    assert "2 letters found" in words(desk.get(address))
    assert desk.get(f"{address}pages/1/?small=1")["Content-Type"] == "image/jpeg"
    said = {"queue-1": post.queue.pk, "service-1": "", "received-1": "", "sender-1": "Joan Hart", "do": "start:2"}
    assert "3 letters found" in words(desk.post(address, said, headers={"HX-Request": "true"}))
    assert "today or in the past" in words(
        desk.post(address, {"queue-1": "", "received-1": "2999-01-01", "do": "save"}, headers={"HX-Request": "true"})
    )
    assert "3 letters" in words(desk.post(f"{address}register/", follow=True)) or LetterIn.objects.count() == 3
    assert "Undone" in words(desk.post(f"{address}undo/", follow=True))
    assert b"".join(desk.get(f"{address}original/").streaming_content) == stack
    assert desk.post(f"{address}burn/").status_code == 404


def test_a_letter_is_identified_answered_and_read_by_nobody_else(desk: Client, post: Post, client: Client) -> None:
    letter = post.letter()
    address = f"/staff/letters/{letter.reference}/"
    assert "Say who it is from" in words(desk.get(f"{address}?q=Hart"))
    assert "It is from them" in words(desk.get(f"{address}?q=Joan+Hart"))
    desk.post(f"{address}identify/", {"customer": post.customer.reference})
    assert "Answer by letter" in words(desk.get(address))
    assert ReadEntry.objects.filter(subject_type="messaging.letterin", subject_id=letter.pk).exists()
    write = f"/staff/letters/write/?letter={letter.reference}"
    said = {"kind": "answer", "subject": "Your letter", "body": "Dear Joan\n\n# Next\n\n* One <b>"}
    page = words(desk.post(write, {**said, "do": "preview"}))
    assert "<li>One &lt;b&gt;</li>" in page
    page = words(desk.post(write, {**said, "do": "send"}, follow=True))
    assert "To be printed" in page
    out = LetterOut.objects.get()
    assert desk.get(f"/staff/letters/sent/{out.message.reference}/paper/").content[:5] in (b"%PDF-", b"<!doc")
    assert "Reply not posted yet" in words(desk.get("/staff/letters/"))
    for who, status in (("stranger", 404), ("district", 404), ("councillor", 403)):
        other = sign_in(Client(), post.world, who)
        for path in (address, f"{address}pages/1/", f"/staff/letters/sent/{out.message.reference}/",
                     f"/staff/letters/sent/{out.message.reference}/paper/"):  # fmt: skip
            assert other.get(path).status_code == status, (who, path)
        assert other.get(f"/staff/letters/post/{letter.batch_id}/pages/1/").status_code in (403, 404)
    assert ".csv" in desk.get("/staff/letters/export.csv")["Content-Disposition"]
    assert letter.sender in b"".join(desk.get("/staff/letters/export.csv?which=all").streaming_content).decode()


def test_a_run_is_made_opened_posted_and_a_letter_of_it_comes_back(desk: Client, post: Post) -> None:
    out = post.write()
    assert "1 letter" in words(desk.get("/staff/letters/print/"))
    page = words(desk.post("/staff/letters/print/", {"organisation": post.world.county.pk}, follow=True))
    assert "being made" in page
    run = PrintRun.objects.get()
    print_run(run, at=post.now)
    address = f"/staff/letters/print/{run.reference}/"
    assert "Joan Hart" in words(desk.get(address))
    assert desk.get(f"{address}paper/").status_code == 200
    assert "Choose the letters" in words(desk.post(f"{address}posted/", follow=True))
    assert "Down as posted" in words(desk.post(f"{address}posted/", {"letter": [out.pk]}, follow=True))
    back = f"/staff/letters/sent/{out.message.reference}/returned/"
    assert desk.get(f"/staff/letters/returned/?reference={out.message.reference.lower()}")["Location"] == back
    assert "Select what is on the envelope" in words(desk.post(back))
    assert "The address is marked" in words(desk.post(back, {"why": "gone_away"}, follow=True))
    assert "Undone" in words(desk.post(back.replace("returned", "not-returned"), follow=True))
    assert desk.get("/staff/letters/post/sheets/?print=1&copies=2&queue=1&service=9").status_code == 200
    assert "Letterhead" in words(desk.get("/staff/letters/look/"))
    head = {"languages": ["pl"], "closing": "Yours", "window_left_mm": "25", "window_top_mm": "99"}
    assert "35 to 65" in words(desk.post("/staff/letters/look/", head))
    assert desk.post("/staff/letters/look/", {**head, "window_top_mm": "50"}).status_code == 302


def test_lists_cost_the_same_for_many(desk: Client, post: Post, django_assert_max_num_queries: Any) -> None:
    for number in range(4):
        post.letter(f"Words {number}")
        record_posted(message=post.write().message, actor=post.world.system, at=post.now)
    note_letters_sent(0)
    for path in ("", "sent/", "post/"):
        with django_assert_max_num_queries(32):
            desk.get(f"/staff/letters/{path}")
