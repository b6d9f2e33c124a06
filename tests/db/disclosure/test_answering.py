"""From the search over everything to the answer, and what cannot be done on the way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage

from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.cases.models import Attachment
from civichub.contacts.models import Contact
from civichub.core.errors import Conflict, Invalid, NotAllowed, TransitionRefused
from civichub.core.models import AuditEntry
from civichub.customers.models import Customer
from civichub.customers.operations import place_hold
from civichub.delivery.models import Message
from civichub.disclosure.keeping import opened
from civichub.disclosure.models import Answer, Item
from civichub.disclosure.operations import (
    Place,
    Summary,
    answer_ask,
    approve_answer,
    ask_team,
    begin_answer,
    decide_item,
    forget_answer,
    keep_apart,
    make_pack,
    mark_places,
    publish_entry,
    remind_team,
    remove_mark,
    search_holdings,
    send_answer,
    send_back,
    send_for_review,
    weigh_interest,
    withdraw_ask,
    withdraw_entry,
)
from civichub.disclosure.queries import left_to_do, published_entries
from civichub.disclosure.redaction.finding import find_in_text, find_on_page
from civichub.disclosure.redaction.pages import page_words
from civichub.routing.operations import define_queue, join_queue, sit_down
from civichub.telephony.operations import begin_call, keep_recording, set_up_line
from civichub.webchat.operations import Asker, set_up_chat, start_chat
from tests.factories.customers import at_risk, reachable
from tests.factories.disclosure import NEIGHBOUR, approved, begun, decided, hold_things, make_request
from tests.factories.mail import arrive, make_mailbox, written
from tests.factories.pdfs import everything_in, make_pdf, text_of
from tests.factories.world import NOON, World, make_case

SOUND = b"RIFF\x10\x00\x00\x00WAVEfmt "
OTHERS = "sar-others"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.fixture
def sam(offered: World) -> Customer:
    return reachable(offered.county, given_name="Sam", family_name="Reed", email="sam@mail.example")


def rings_and_chats(world: World, customer: Customer) -> None:
    """Sam rang, was recorded, and chatted, before the request."""
    at, system, leader = NOON - timedelta(days=3), world.system, world.people["leader"]
    days = {day: ["00:00-24:00"] for day in DAYS}
    queue = define_queue(organisation=world.county, slug="calls", name="Calls", hours=days, actor=leader, at=at)
    set_up_line(organisation=world.county, number="01632960100", name="Roads", queue=queue, actor=leader, at=at)
    call = begin_call(exchange_id="one", caller="07700900123", dialled="01632960100", actor=system, at=at)
    Contact.objects.filter(pk=call.contact_id).update(customer=customer)
    keep_recording(call=call, name="hub-1", content=SOUND, seconds=3, kind="call", actor=system, at=at)
    set_up_chat(organisation=world.county, is_on=True, queue=queue, greetings={"en": "Hello."}, actor=leader, at=at)
    join_queue(queue=queue, person=world.people["advisor"], actor=leader, at=at)
    sit_down(actor=world.people["advisor"], at=at)
    asker = Asker(question="When does the noise stop?", name="Sam", customer=customer)
    start_chat(organisation=world.county, asker=asker, actor=system, at=at)


def writes(world: World, customer: Customer) -> None:
    """Two emails, the second with the first under it."""
    mailbox, first = make_mailbox(world), "The noise next door goes on until four in the morning."
    later = f"It has not stopped at all.\n\nOn Tuesday Sam wrote:\n> {first[:24]}\n> {first[25:]}"
    arrive(mailbox, written(first, sender="Sam <sam@mail.example>", message_id="<1@m.example>"), world=world)
    arrive(mailbox, written(later, sender="Sam <sam@mail.example>", message_id="<2@m.example>",
                            References="<1@m.example>", In_Reply_To="<1@m.example>"), world=world,
           at=NOON + timedelta(hours=1))  # fmt: skip


def test_a_search_finds_what_every_channel_holds_and_a_second_one_adds_nothing(offered: World, sam: Customer) -> None:
    hold_things(offered, sam)
    rings_and_chats(offered, sam)
    writes(offered, sam)
    other = reachable(offered.lowton, given_name="Sam", family_name="Other")
    make_case(offered, "missed-bin", customer=other, title="Another person's bin")
    make_case(offered, "missed-bin", customer=sam, title="Lowton's own bin")
    answer = begun(offered, make_request(offered, "sar", sam), at=NOON + timedelta(days=1))
    found = {(item.source, item.kind) for item in answer.items.all()}
    assert found >= {("customers", "text"), ("cases", "text"), ("cases", "pdf"), ("contacts", "text"),
                     ("mail", "text"), ("chats", "text"), ("calls", "text"), ("calls", "sound")}  # fmt: skip
    texts = "\n".join(answer.items.values_list("text", flat=True))
    assert f"Tom {NEIGHBOUR}" in texts, "private notes are held too"
    assert "When does the noise stop?" in texts
    assert "Another person's bin" not in texts
    theirs = answer.items.exclude(organisation=offered.county)
    assert not theirs.exists(), "another body's records are asked for, not taken"
    sound = answer.items.get(kind="sound")
    assert opened(sound.path, sound.lock_key) == SOUND
    with default_storage.open(sound.path, "rb") as file:
        assert SOUND not in file.read(), "copies are locked on the disk"
    quoted = answer.items.exclude(folded_into=None).get(source="mail")
    assert quoted.folded_why == "repeated"
    assert "four in the morning" in quoted.folded_into.text
    keep_apart(item=quoted, actor=offered.fresh("governance"), at=NOON)
    count = answer.items.count()
    again = search_holdings(answer=answer, purpose="Once more", words="", since=None, until=None,
                            actor=offered.fresh("governance"), at=NOON + timedelta(days=1))  # fmt: skip
    assert (again.added, answer.items.count()) == (0, count)
    assert answer.items.get(pk=quoted.pk).folded_into is None
    row = AuditEntry.objects.filter(action="disclosure.searched").order_by("pk").last()
    assert row is not None
    assert row.detail["purpose"] == "Once more"


def test_only_who_answers_requests_there_searches_and_words_are_searched_by_day(offered: World, sam: Customer) -> None:
    hold_things(offered, sam)
    case = make_request(offered, "foi", at=NOON)
    for word in ("advisor", "manager", "admin", "district_governance"):
        with pytest.raises(NotAllowed):
            begin_answer(case=case, actor=offered.fresh(word), at=NOON)
    with pytest.raises(Conflict):
        begin_answer(case=make_case(offered), actor=offered.fresh("governance"), at=NOON)
    answer = begun(offered, case, words="noise door")
    assert answer.items.filter(kind="text").count() == 1
    late = begin_answer(case=make_request(offered, "eir"), actor=offered.fresh("governance"), at=NOON)
    found = search_holdings(answer=late, purpose="x", words="noise door", since=NOON.date(), until=None,
                            actor=offered.fresh("governance"), at=NOON)  # fmt: skip
    assert found.found == 0
    with pytest.raises(Invalid):
        search_holdings(answer=late, purpose="x", words="", since=None, until=None,
                        actor=offered.fresh("governance"), at=NOON)  # fmt: skip


def test_nobody_learns_by_a_search_where_somebody_at_risk_lives(offered: World, sam: Customer) -> None:
    officer = offered.fresh("governance")
    kept_safe = at_risk(offered.county)
    case = make_case(offered, customer=kept_safe, title="Noise at the hidden house")
    answer = begun(offered, make_request(offered, "foi"), words="hidden house")
    assert not answer.items.exists()
    about_them = begin_answer(case=make_request(offered, "sar", kept_safe), actor=officer, at=NOON)
    search: dict[str, Any] = {"purpose": "x", "words": "", "since": None, "until": None, "at": NOON}
    with pytest.raises(NotAllowed):
        search_holdings(answer=about_them, actor=officer, **search)
    add_staff(email="governance@county.example", name="Governance", organisation=offered.county, team=None,
              role=Role.SERVICE_OFFICER, actor=offered.system, at=NOON)  # fmt: skip
    search_holdings(answer=about_them, actor=offered.fresh("governance"), **search)
    assert about_them.items.filter(key=f"cases.case:{case.pk}").exists()
    approved(offered, about_them)
    with pytest.raises(Invalid, match="in person"):
        send_answer(answer=about_them, delivery="page", actor=offered.fresh("governance"), at=NOON)
    assert send_answer(answer=about_them, delivery="post", actor=offered.fresh("governance"), at=NOON).answered_at


def test_a_team_is_asked_reminded_and_answers_with_files_and_copies_are_folded(offered: World, sam: Customer) -> None:
    officer, waste = offered.fresh("governance"), offered.fresh("district")
    answer = begun(offered, make_request(offered, "sar", sam))
    due = NOON.date() + timedelta(days=7)
    ask = ask_team(answer=answer, team=offered.teams["waste"], question="Anything on Sam Reed, Elm Row", due_on=due,
                   actor=officer, at=NOON)  # fmt: skip
    with pytest.raises(Invalid):
        ask_team(answer=answer, team=offered.teams["waste"], question="Again", due_on=due, actor=officer, at=NOON)
    sent = [remind_team(ask=ask, actor=offered.system, at=NOON + timedelta(days=day)) for day in range(12)]
    assert sent == [day in (5, 7, 8, 10) for day in range(12)]
    told = Message.objects.filter(about_id=answer.case_id, recipient=f"organisations.team:{ask.team_id}")
    assert told.count() == 5
    assert not any("Reed" in message.body + message.subject for message in told), "mail says nothing of the person"
    assert "Wait for Waste" in left_to_do(answer)[1]
    with pytest.raises(NotAllowed):
        answer_ask(ask=ask, result="nothing", words="", files=[], actor=offered.fresh("officer"), at=NOON)
    with pytest.raises(Invalid):
        answer_ask(ask=ask, result="given", words="", files=[], actor=waste, at=NOON)
    pages = make_pdf(["A list of visits"])
    answer_ask(ask=ask, result="given", words="All we have", files=[("a.pdf", pages), ("note.txt", b"One note")],
               actor=waste, at=NOON)  # fmt: skip
    items = answer.items.filter(ask=ask)
    assert {(item.kind, item.organisation_id) for item in items} == {
        ("pdf", offered.lowton.pk),
        ("text", offered.lowton.pk),
    }
    with pytest.raises(Conflict):
        answer_ask(ask=ask, result="nothing", words="", files=[], actor=waste, at=NOON)
    other = ask_team(answer=answer, team=offered.teams["care"], question="And you?", due_on=due, actor=officer, at=NOON)
    withdraw_ask(ask=other, actor=officer, at=NOON)
    assert not remind_team(ask=other, actor=offered.system, at=NOON + timedelta(days=9))


def mark_the_neighbour(answer: Answer, actor: Any) -> None:
    """Everywhere where his name stands, in texts and on pages."""
    for item in answer.items.filter(folded_into=None):
        if item.kind == "text":
            places = [Place(one.words, start=one.start, end=one.end) for one in find_in_text(item.text, NEIGHBOUR)]
        elif item.kind == "pdf":
            content = opened(item.path, item.lock_key)
            places = [
                Place(one.words, area.page, area.left, area.top, area.right, area.bottom)
                for page in range(1, item.pages + 1)
                for one in find_on_page(page_words(content, page), NEIGHBOUR)
                for area in one.areas
            ]
        else:
            places = []
        if places:
            mark_places(item=item, places=places, code=OTHERS, actor=actor, at=NOON)


def test_the_answer_reaches_the_case_without_what_was_taken_out(offered: World, sam: Customer) -> None:
    hold_things(offered, sam)
    officer, second = offered.fresh("governance"), offered.fresh("second")
    answer = begun(offered, make_request(offered, "sar", sam))
    assert left_to_do(answer)
    with pytest.raises(Conflict):
        send_for_review(answer=answer, actor=officer, at=NOON)
    mark_the_neighbour(answer, officer)
    decided(answer, officer)
    assert left_to_do(answer) == []
    send_for_review(answer=answer, actor=officer, at=NOON)
    with pytest.raises(Conflict):
        decide_item(item=answer.items.all()[0], decision="outside", code="", note="", actor=officer, at=NOON)
    with pytest.raises(Conflict):
        approve_answer(answer=answer, words="", actor=second, at=NOON)
    answer = make_pack(answer=answer, actor=offered.system, at=NOON)
    assert answer.pack_trouble == ""
    with pytest.raises(NotAllowed):
        approve_answer(answer=answer, words="", actor=officer, at=NOON)
    with pytest.raises(TransitionRefused):
        send_answer(answer=answer, delivery="page", actor=officer, at=NOON)
    approve_answer(answer=answer, words="Read", actor=second, at=NOON)
    answer = send_answer(answer=answer, delivery="page", actor=officer, at=NOON)
    given = Attachment.objects.filter(case=answer.case, public=True)
    assert [file.name for file in given] == ["1 Letter and schedule.pdf", "2 Records.pdf", "3 Pages, part 1.pdf"]
    for file in given:
        with default_storage.open(file.path, "rb") as content:
            made = content.read()
        assert NEIGHBOUR.casefold() not in text_of(made).casefold()
        assert not any(NEIGHBOUR.casefold().encode() in part.lower() for part in everything_in(made))
    with default_storage.open(given[0].path, "rb") as content:
        letter = " ".join(text_of(content.read()).split())
    for words in ("DPA 2018 sch 2 para 16", "Information Commissioner", "Dear Sam Reed", "part 1, from page 1"):
        assert words in letter
    assert answer.keep_until == date(2026, 8, 30)
    assert answer.case.history.filter(public=True, text__startswith="We have answered your request").exists()


def test_the_second_person_sends_it_back_and_what_they_changed_they_cannot_approve(
    offered: World, sam: Customer
) -> None:
    hold_things(offered, sam)
    officer, second = offered.fresh("governance"), offered.fresh("second")
    answer = begun(offered, make_request(offered, "sar", sam))
    decided(answer, officer)
    send_for_review(answer=answer, actor=officer, at=NOON)
    make_pack(answer=answer, actor=offered.system, at=NOON)
    paths = list(answer.files.values_list("path", flat=True))
    assert paths
    answer = send_back(answer=answer, words="The neighbour is still in it", actor=second, at=NOON)
    assert (answer.state, answer.files.count()) == ("collecting", 0)
    item = answer.items.filter(kind="text", text__contains=NEIGHBOUR).first()
    assert item is not None
    (found,) = find_in_text(item.text, NEIGHBOUR)
    place = Place(found.words, start=found.start, end=found.end)
    (mark,) = mark_places(item=item, places=[place], code=OTHERS, actor=second, at=NOON)
    assert mark_places(item=item, places=[place], code=OTHERS, actor=second, at=NOON) == []
    remove_mark(mark=mark, actor=second, at=NOON)
    send_for_review(answer=answer, actor=officer, at=NOON)
    make_pack(answer=answer, actor=offered.system, at=NOON)
    with pytest.raises(NotAllowed):
        approve_answer(answer=answer, words="", actor=second, at=NOON)


def test_a_place_outside_a_reason_of_another_law_and_what_cannot_be_shown_are_refused(
    offered: World, sam: Customer
) -> None:
    hold_things(offered, sam)
    officer = offered.fresh("governance")
    answer = begun(offered, make_request(offered, "sar", sam))
    text, pages = answer.items.filter(kind="text").first(), answer.items.get(kind="pdf")
    assert text is not None
    wrong = (
        (text, Place(start=5, end=len(text.text) + 1), OTHERS),
        (text, Place(page=1, left=0.1, top=0.1, right=0.2, bottom=0.2, end=3), OTHERS),
        (pages, Place(page=9, left=0.1, top=0.1, right=0.2, bottom=0.2), OTHERS),
        (pages, Place(page=1, left=0.3, top=0.1, right=0.2, bottom=0.2), OTHERS),
        (pages, Place(page=1, left=0.1, top=0.1, right=0.2, bottom=0.2), "foi-42"),
    )
    for item, place, code in wrong:
        with pytest.raises(Invalid):
            mark_places(item=item, places=[place], code=code, actor=officer, at=NOON)
    Item.objects.filter(pk=pages.pk).update(kind="other")
    with pytest.raises(Invalid):
        decide_item(item=pages, decision="disclose", code="", note="", actor=officer, at=NOON)
    with pytest.raises(Invalid):
        decide_item(item=pages, decision="withhold", code="", note="", actor=officer, at=NOON)
    decide_item(item=pages, decision="withhold", code=OTHERS, note="", actor=officer, at=NOON)


def test_a_ground_that_asks_for_it_is_weighed_and_the_letter_says_how(offered: World) -> None:
    hold_things(offered, reachable(offered.county))
    officer = offered.fresh("governance")
    answer = begun(offered, make_request(offered, "foi"), words="noise")
    decided(answer, officer)
    for item in answer.items.all():
        decide_item(item=item, decision="withhold", code="foi-43-2", note="", actor=officer, at=NOON)
    assert left_to_do(answer) == ["Weigh the public interest for FOIA s.43(2): Commercial interests."]
    with pytest.raises(Invalid):
        weigh_interest(answer=answer, code="foi-40-2", for_disclosing="a", for_withholding="b", conclusion="c",
                       actor=officer, at=NOON)  # fmt: skip
    weigh_interest(answer=answer, code="foi-43-2", for_disclosing="Openness", for_withholding="A tender is open",
                   conclusion="It can be had after the tender", actor=officer, at=NOON)  # fmt: skip
    send_for_review(answer=answer, actor=officer, at=NOON)
    make_pack(answer=answer, actor=offered.system, at=NOON)
    (file,) = answer.files.all()
    letter = " ".join(text_of(opened(file.path, file.key)).split())
    for words in ("FOIA s.43(2)", "A tender is open", "It can be had after the tender", "within 40 working days"):
        assert words in letter


def test_the_log_is_written_by_a_person_and_names_nobody(offered: World, sam: Customer) -> None:
    officer = offered.fresh("governance")
    answer = begun(offered, make_request(offered, "foi", sam), words="nothing like it")
    summary = Summary("Potholes mended", "How many were mended in 2025?", "1,234 potholes were mended.", "all")
    with pytest.raises(Conflict):
        publish_entry(answer=answer, summary=summary, actor=officer, at=NOON)
    approved(offered, answer)
    send_answer(answer=answer, delivery="post", actor=officer, at=NOON)
    assert not Attachment.objects.filter(case=answer.case).exists(), "what goes by post is not put on a page"
    for words in ("Mr Reed asked", "by sam@mail.example", f"case {answer.case.reference}", "ring 07700 900555"):
        with pytest.raises(Invalid):
            publish_entry(answer=answer, summary=Summary("Potholes", words, "Many", "all"), actor=officer, at=NOON)
    with pytest.raises(NotAllowed):
        publish_entry(answer=answer, summary=summary, actor=offered.fresh("district_governance"), at=NOON)
    reed = Summary("Reed beds", "How many reed beds are there?", "Four.", "all", checked=True)
    assert publish_entry(answer=answer, summary=reed, actor=officer, at=NOON).number == 1
    entry = publish_entry(answer=answer, summary=summary, actor=officer, at=NOON)
    assert [one.title for one in published_entries(words="mending a pothole")] == ["Potholes mended"]
    withdraw_entry(entry=entry, why="A mistake in the figure", actor=officer, at=NOON)
    assert not published_entries().exists()
    about_them = begun(offered, make_request(offered, "sar", sam))
    with pytest.raises(Conflict):
        publish_entry(answer=about_them, summary=summary, actor=officer, at=NOON)


def test_copies_go_when_their_time_is_over_unless_a_hold_keeps_them(
    offered: World, sam: Customer, django_capture_on_commit_callbacks: Any
) -> None:
    hold_things(offered, sam)
    answer = begun(offered, make_request(offered, "sar", sam))
    approved(offered, answer)
    send_answer(answer=answer, delivery="page", actor=offered.fresh("governance"), at=NOON)
    paths = [path for path in answer.items.values_list("path", flat=True) if path]
    paths += answer.files.values_list("path", flat=True)
    late = NOON + timedelta(days=200)
    assert not forget_answer(answer=answer, actor=offered.system, at=NOON + timedelta(days=180))
    hold = place_hold(customer=sam, reason="A claim", until=None, actor=offered.fresh("governance"), at=NOON)
    assert not forget_answer(answer=answer, actor=offered.system, at=late), "a file under hold stays"
    hold.delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_answer(answer=answer, actor=offered.system, at=late)
    answer.refresh_from_db()
    assert (answer.items.count(), answer.files.count(), answer.state) == (0, 0, "answered")
    assert not any(default_storage.exists(path) for path in paths)
    assert Attachment.objects.filter(case=answer.case).count() == 3, "what they were given goes with their case"
