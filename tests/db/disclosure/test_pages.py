"""The pages of disclosure: what is shown, what can be done, and to whom a request is not there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from civichub.core.models import ReadEntry
from civichub.core.references import format_reference
from civichub.disclosure.keeping import opened
from civichub.disclosure.models import Answer
from civichub.disclosure.operations import (
    Summary,
    add_document,
    approve_answer,
    ask_team,
    begin_answer,
    make_pack,
    publish_entry,
    send_answer,
    send_for_review,
)
from tests.factories.customers import reachable
from tests.factories.disclosure import NEIGHBOUR, approved, begun, decided, hold_things, make_request
from tests.factories.pdfs import everything_in, make_pdf, text_of
from tests.factories.world import NOON, World, make_case
from tests.unit.disclosure.test_office_files import docx, run
from tests.unit.disclosure.test_sounds import RATE, samples, spoken


def at_desk(world: World, word: str) -> Client:
    client = Client()
    client.force_login(world.people[word], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def answer(offered: World) -> Answer:
    sam = reachable(offered.county, given_name="Sam", family_name="Reed")
    hold_things(offered, sam)
    return begun(offered, make_request(offered, "sar", sam))


def address(answer: Answer, rest: str = "") -> str:
    return f"/staff/disclosure/{answer.case.reference}/{rest}"


def test_a_case_of_a_law_leads_to_its_answer_and_others_do_not(offered: World) -> None:
    case, other = make_request(offered, "foi"), make_case(offered)
    officer = at_desk(offered, "governance")
    assert f"/staff/disclosure/{case.reference}/" in officer.get(f"/staff/cases/{case.reference}/").content.decode()
    assert (
        "/staff/disclosure/" + other.reference not in officer.get(f"/staff/cases/{other.reference}/").content.decode()
    )
    assert officer.get(f"/staff/disclosure/{other.reference}/").status_code == 404
    page = officer.get(f"/staff/disclosure/{case.reference}/").content.decode()
    assert "Begin to answer it" in page
    assert officer.post(f"/staff/disclosure/{case.reference}/begin/").status_code == 302
    found = officer.post(f"/staff/disclosure/{case.reference}/search/", {"words": "hole", "purpose": "x"}, follow=True)
    assert "Searched. What is new is in the collection." in found.content.decode()
    assert "Deep hole" not in found.content.decode()
    assert f"Case {format_reference(other.reference)}" in found.content.decode()


def test_words_are_found_ticked_and_blacked_out_without_a_mouse_or_a_script(offered: World, answer: Answer) -> None:
    officer = at_desk(offered, "governance")
    for kind in ("text", "pdf"):
        item = answer.items.filter(kind=kind, **({"text__contains": NEIGHBOUR} if kind == "text" else {})).first()
        assert item is not None
        where = address(answer, f"items/{item.number}/")
        page = officer.get(where, {"q": NEIGHBOUR.lower()}).content.decode()
        values = re.findall(r'name="place" value="([tp]:[^"]+)" id="hit', page)
        assert len(values) == 1
        refused = officer.post(f"{where}mark/", {"place": values, "code": ""}, follow=True)
        assert "Select a reason." in refused.content.decode()
        done = officer.post(f"{where}mark/", {"place": values, "code": "sar-others", "page": "1"}, follow=True)
        assert "1 place blacked out." in done.content.decode()
        assert item.marks.get().words == NEIGHBOUR
        assert ("<mark>" if kind == "text" else "hub-redact-gone") in done.content.decode()
    for bad in (["t:5"], ["p:1:a:0:1:1"], ["p:1:nan:0:1:1"], ["x"], ["t:99999999:999999999"], ["p:77:0:0:1:1"], [""]):
        assert officer.post(f"{where}mark/", {"place": bad, "code": "sar-others"}).status_code == 302
    for sides in ({"left": "a"}, {"left": "10", "top": "-1", "width": "5", "height": "5"}, {"left": "1e400"}):
        assert officer.post(f"{where}mark/", {**sides, "code": "sar-others"}).status_code == 302
    assert item.marks.count() == 1
    sides = {"left": "60", "top": "80", "width": "90", "height": "10"}
    officer.post(f"{where}mark/", {**sides, "code": "sar-others", "page": "1"})
    drawn = item.marks.order_by("-pk")[0]
    assert (drawn.left, drawn.right, drawn.words) == (0.6, 1.0, "")
    officer.post(f"{where}marks/{drawn.pk}/remove/", {"page": "1"})
    assert item.marks.count() == 1
    assert officer.get(f"{where}pages/1/")["Content-Type"] == "image/png"
    assert officer.get(f"{where}pages/2/").status_code == 404
    assert ReadEntry.objects.filter(subject_type="disclosure.item", subject_id=item.pk).exists()


def test_a_range_of_a_recording_is_silenced_in_a_copy_that_is_reviewed_and_given(offered: World) -> None:
    """The words are no longer in the bytes that go out, nor is what else the file said."""
    now, governance = timezone.now(), offered.fresh("governance")
    kept = begin_answer(case=make_request(offered, "foi", at=now), actor=governance, at=now)
    held = spoken(4)
    item = add_document(answer=kept, title="Call", name="call.wav", content=held, actor=governance, at=now)
    officer, where = at_desk(offered, "governance"), address(kept, f"items/{item.number}/")
    assert "Minutes and seconds as the player shows them" in officer.get(where).content.decode()
    for bad in (("", "2"), ("0:01", "x"), ("0:03", "0:01"), ("0:01", "9:59"), ("-1", "2"), ("1e3", "2")):
        refused = officer.post(f"{where}mark/", {"from": bad[0], "to": bad[1], "code": "foi-40-2"}, follow=True)
        assert refused.status_code == 200
        assert not item.marks.exists(), bad
    done = officer.post(f"{where}mark/", {"from": "0:01", "to": "2", "code": "foi-40-2"}, follow=True)
    assert "1 place silenced" in done.content.decode()
    assert "0:01 to 2" in done.content.decode()
    assert samples(officer.get(f"{where}file/").content) == samples(held)
    heard = samples(officer.get(f"{where}as-given/").content)
    assert set(heard[2 * RATE : 4 * RATE]) == {0}
    decided(kept, governance, at=now)
    send_for_review(answer=kept, actor=governance, at=now)
    make_pack(answer=kept, actor=offered.system, at=now)
    assert at_desk(offered, "governance").post(address(kept, "approve/")).status_code in (200, 403)
    kept.refresh_from_db()
    assert kept.state == "review", "not by who silenced it"
    approve_answer(answer=kept, words="", actor=offered.fresh("second"), at=now)
    send_answer(answer=kept, delivery="page", actor=governance, at=now)
    given = kept.case.attachments.get(name=f"Recording, item {item.number}.wav")
    with default_storage.open(given.path, "rb") as file:
        out = file.read()
    assert samples(out) == heard
    assert samples(held)[2 * RATE + 8 : 2 * RATE + 400] not in out


def test_an_office_file_becomes_pages_with_what_was_hidden_in_it_and_loses_what_is_blacked_out(offered: World) -> None:
    now, governance = timezone.now(), offered.fresh("governance")
    kept = begin_answer(case=make_request(offered, "foi", at=now), actor=governance, at=now)
    gone = f"<w:del><w:r><w:delText>{NEIGHBOUR} paid</w:delText></w:r></w:del>"
    content = docx(f"<w:p>{run('The visit was on Monday. ')}{gone}</w:p>", comments="")
    item = add_document(answer=kept, title="Notes", name="notes.docx", content=content, actor=governance, at=now)
    assert (item.kind, item.pages) == ("pdf", 1)
    officer, where = at_desk(offered, "governance"), address(kept, f"items/{item.number}/")
    page = officer.get(where, {"q": NEIGHBOUR}).content.decode()
    assert "Deleted, kept as a tracked change" in page
    (value,) = re.findall(r'name="place" value="(p:[^"]+)" id="hit', page)
    officer.post(f"{where}mark/", {"place": value, "code": "foi-40-2", "page": "1"})
    decided(kept, governance, at=now)
    send_for_review(answer=kept, actor=governance, at=now)
    make_pack(answer=kept, actor=offered.system, at=now)
    pages = kept.files.get(name__contains="Pages")
    out = opened(pages.path, pages.key)
    assert "The visit was on Monday" in text_of(out)
    assert NEIGHBOUR not in text_of(out)
    assert not any(NEIGHBOUR.encode() in part for part in everything_in(out))


def test_a_request_is_not_there_for_others(offered: World, answer: Answer) -> None:
    item = answer.items.get(kind="pdf")
    paths = ("", "search/", f"items/{item.number}/", f"items/{item.number}/as-given/",
             f"items/{item.number}/pages/1/", f"items/{item.number}/file/",
             "letter/", "review/", "approve/", "files/1/", "answer/", "log/", "weigh/foi-42/", "keep/")  # fmt: skip
    for path in paths:
        assert at_desk(offered, "manager").get(address(answer, path)).status_code == 403, path
        other = at_desk(offered, "district_governance").get(address(answer, path))
        assert other.status_code in (404, 405), path
        assert Client().get(address(answer, path)).status_code == 302
    officer = at_desk(offered, "governance")
    for strange in ("ZZZZZZZZZ", "a%00b", "9" * 80):
        assert officer.get(f"/staff/disclosure/{strange}/").status_code == 404
    for number in ("0", "999999999", "99999999999999999999"):
        assert officer.get(address(answer, f"items/{number}/")).status_code == 404
        assert officer.get(f"/staff/disclosure/asked/{number}/").status_code == 404
    assert officer.get(address(answer, f"items/{item.number}/"), {"page": "٣", "q": "a\x00b"}).status_code == 200
    assert officer.get(address(answer, "weigh/sar-others/")).status_code == 404


def test_a_team_answers_on_its_own_page_and_sees_nothing_else(offered: World, answer: Answer) -> None:
    now = timezone.now()
    ask = ask_team(answer=answer, team=offered.teams["waste"], question="Anything on Sam Reed?",
                   due_on=now.date() + timedelta(days=3), actor=offered.fresh("governance"), at=now)  # fmt: skip
    waste = at_desk(offered, "district")
    assert answer.case.reference in waste.get("/staff/disclosure/asked/").content.decode().replace("-", "")
    page = f"/staff/disclosure/asked/{ask.pk}/"
    assert "Anything on Sam Reed?" in waste.get(page).content.decode()
    assert at_desk(offered, "stranger").get(page).status_code == 404
    assert waste.get(address(answer)).status_code == 403
    wrong = waste.post(page, {"result": "given"})
    assert "Choose the files" in wrong.content.decode()
    file = SimpleUploadedFile("visits.pdf", make_pdf(["Visits"]))
    assert waste.post(page, {"result": "given", "files": [file]}).status_code == 302
    assert answer.items.get(ask=ask).organisation_id == offered.lowton.pk
    assert "Gave what they hold" in waste.get(page).content.decode()


def test_the_answer_is_reviewed_sent_and_closed_on_pages(offered: World, answer: Answer) -> None:
    officer, second = at_desk(offered, "governance"), at_desk(offered, "second")
    item = answer.items.filter(kind="text").first()
    assert item is not None
    shown = officer.post(address(answer, f"items/{item.number}/decide/"), {"decision": "withhold", "code": ""})
    assert "Select a reason" in shown.content.decode()
    moved = officer.post(
        address(answer, f"items/{item.number}/decide/"), {"decision": "withhold", "code": "sar-privilege"}
    )
    assert moved.status_code == 302
    assert "/items/" in moved["Location"]
    assert "Decide on" in officer.post(address(answer, "review/"), follow=True).content.decode()
    decided(answer, offered.fresh("governance"))
    officer.post(address(answer, "review/"))
    assert "The files are being made" in officer.get(address(answer)).content.decode()
    make_pack(answer=answer, actor=offered.system, at=timezone.now())
    assert "has to approve it" in officer.get(address(answer)).content.decode()
    assert "Open the files below" in second.get(address(answer)).content.decode()
    given = second.get(address(answer, "files/1/"))
    assert given["Content-Disposition"] == 'attachment; filename="1 Letter and schedule.pdf"'
    assert given.content.startswith(b"%PDF")
    second.post(address(answer, "approve/"), {"words": ""})
    officer.post(address(answer, "answer/"), {"delivery": "page"})
    answer.refresh_from_db()
    assert answer.state == "answered"
    assert "Close the case" in officer.get(address(answer)).content.decode()
    assert "Answered" in officer.get("/staff/disclosure/", {"state": "answered"}).content.decode()


def test_everybody_reads_and_searches_the_log(offered: World, client: Client, settings: Any) -> None:
    for number in range(23):
        answer = begun(offered, make_request(offered, "foi"), words="nothing like this")
        approved(offered, answer) if number == 0 else Answer.objects.filter(pk=answer.pk).update(
            state="answered", answered_at=NOON, answered_by=offered.people["governance"], approved_at=NOON,
            approved_by=offered.people["second"], prepared_by=offered.people["governance"], keep_until=NOON.date(),
        )  # fmt: skip
        if number == 0:
            send_answer(answer=answer, delivery="post", actor=offered.fresh("governance"), at=NOON)
        answer.refresh_from_db()
        publish_entry(answer=answer, summary=Summary(f"Grit bins {number}", "How many?", "=1+1 and <b>more</b>", "all"),
                      actor=offered.fresh("governance"), at=NOON)  # fmt: skip
    first = client.get("/disclosure-log/").content.decode()
    assert first.count("<article") == 20
    found = client.get("/disclosure-log/", {"q": "grit bin"}).content.decode()
    assert found.count("<article") == 20
    assert "Nothing in the log" in client.get("/disclosure-log/", {"q": "potholes"}).content.decode()
    assert "Nothing in the log" in client.get("/disclosure-log/", {"council": "lowton"}).content.decode()
    one = client.get("/disclosure-log/county/1/").content.decode()
    assert "&lt;b&gt;more" in one
    assert answer.case.reference not in one
    feed = client.get("/disclosure-log/feed.xml")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert feed.content.decode().count("<entry>") == 23
    table = b"".join(client.get("/disclosure-log/export.csv").streaming_content).decode()
    assert "'=1+1" in table
    for strange in ({"q": "a\x00b'&|!("}, {"council": "\x00"}, {"after": "x"}):
        assert client.get("/disclosure-log/", strange).status_code == 200
    for gone in ("/disclosure-log/county/999/", "/disclosure-log/nowhere/1/", "/disclosure-log/county/9999999999999/"):
        assert client.get(gone).status_code == 404
