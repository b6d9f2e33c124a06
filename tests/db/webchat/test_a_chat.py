"""A chat from its first word to its wrap-up, and what becomes of one that goes quiet."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from civichub.contacts.models import Contact, HandOff
from civichub.contacts.operations import close_contact
from civichub.core.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from civichub.core.models import AuditEntry
from civichub.delivery.models import Message
from civichub.routing.models import Offer, ToldWait, WorkItem
from civichub.routing.operations import place_work, sit_down
from civichub.webchat.jobs import care_for_chats_each_minute
from civichub.webchat.models import Chat, ChatMessage
from civichub.webchat.operations import (
    answer_message,
    ask_for_transcript,
    block_chatter,
    care_for_chat,
    end_chat,
    hand_off_chat,
    leave_message,
    lift_block,
    note_language,
    rate_chat,
    see_chat,
    send_file,
    send_transcript,
    set_up_chat,
    start_chat,
    turn_into_message,
)
from civichub.webchat.operations.starting import Asker
from civichub.webchat.queries import (
    chats_in_hand,
    file_of,
    get_chat_for,
    lines_of,
    offer_of,
    standing_of,
)
from civichub.workforce.operations import define_skill, record_skill
from tests.db.webchat.conftest import Chats, minutes
from tests.factories.world import NOON

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_a_chat_waits_is_answered_ends_and_is_wrapped_up(chats: Chats) -> None:
    chats.seat("leader", "advisor")
    chat = chats.ask(name="Sam", service=chats.world.services["pothole"])
    assert chats.texts(chat) == [("hub", "Hello."), ("resident", "Where is my bin?")]
    assert standing_of(chat, NOON).word == "waiting"
    assert standing_of(chat, NOON).place == 1
    chat = chats.accept("advisor", minutes(1 / 6))
    assert standing_of(chat, minutes(1)).advisor == "Advisor"
    assert chat.contact.handled_by == chats.world.people["advisor"]
    assert chats.texts(chat)[-1] == ("hub", "You are now chatting with Advisor.")
    line = chats.write(chat, "On Tuesday.", by="advisor", at=minutes(1))
    see_chat(chat=chat, author="resident", read_to=line.pk + 99, typing=True, actor=chats.world.system, at=minutes(1))
    chat = chats.fresh(chat)
    assert (chat.resident_read_to, chat.resident_typing_at) == (line.pk, minutes(1))
    assert [one.unread for one in chats_in_hand(chats.world.people["advisor"])] == [1]
    chat = chats.fresh(end_chat(chat=chat, by="resident", actor=chats.world.system, at=minutes(2)))
    assert (chat.state, chat.ended_by, chat.item.state, chat.contact.state) == (
        "ended", "resident", "wrapping_up", "wrapping_up",
    )  # fmt: skip
    with pytest.raises(Conflict):
        chats.write(chat, "One more thing", at=minutes(3))
    advisor = chats.world.people["advisor"]
    close_contact(contact=chat.contact, outcome="resolved", avoidable="not", actor=advisor, at=minutes(3))
    assert chats.fresh(chat).item.state == "done"
    rate_chat(chat=chat, rating=4, words="Quick", actor=chats.world.system, at=minutes(3))
    with pytest.raises(Invalid):
        rate_chat(chat=chat, rating=6, actor=chats.world.system, at=minutes(3))
    assert end_chat(chat=chat, by="idle", actor=chats.world.system, at=minutes(4)).ended_by == "resident"


def test_what_is_sent_twice_is_kept_once_and_nothing_is_ever_changed(chats: Chats) -> None:
    chats.seat("advisor")
    chat = chats.ask()
    first = chats.write(chat, "Hello?", client_id="a1")
    assert chats.write(chat, "Hello?", client_id="a1") == first
    assert chats.write(chats.accept("advisor"), "Hello!", by="advisor", client_id="a1") != first
    assert [line.text for line in lines_of(chat, after=first.pk)] == ["You are now chatting with Advisor.", "Hello!"]
    with pytest.raises(Invalid):
        chats.write(chat, "x" * 4001)
    with pytest.raises(Invalid):
        chats.write(chat, "  \n ")
    for change in (lambda: first.delete(), lambda: ChatMessage.objects.update(text="no")):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_a_call_and_an_email_never_come_together_and_a_fourth_chat_is_not_offered(chats: Chats) -> None:
    chats.seat("advisor")
    for number in range(4):
        chats.ask(f"Question {number}")
    assert len(chats.offered("advisor")) == 3
    for offer in Offer.objects.filter(state="open"):
        offer_item = offer.item
        assert offer_item.weight == 33
    assert WorkItem.objects.filter(state="waiting").count() == 1
    chats.seat("reception")
    waiting = Chat.objects.get(item__state="offered", item__offers__person=chats.world.people["reception"])
    end_chat(chat=waiting, by="resident", actor=chats.world.system, at=NOON)
    for kind, subject in (("call", 1), ("email", 2)):
        place_work(queue=chats.queue, kind=kind, subject_kind="thing", subject_id=subject, actor=chats.world.system,
                   at=NOON)  # fmt: skip
    assert [item.kind for item in chats.offered("reception")] == ["call"]
    assert WorkItem.objects.get(kind="email").state == "waiting"


def test_the_chat_of_a_dead_screen_goes_back_to_its_place_with_its_transcript(chats: Chats) -> None:
    chats.seat("advisor")
    chat = chats.ask()
    chat = chats.accept("advisor", minutes(0.2))
    chats.write(chat, "I will look.", by="advisor", at=minutes(0.2))
    chats.seat("reception", at=minutes(0.5))
    chats.alive("reception", at=minutes(1))
    chat = chats.fresh(chat)
    assert standing_of(chat, minutes(1)).word == "lost"
    assert chats.offered("reception") == [chat.item]
    chat = chats.accept("reception", minutes(1.1))
    assert chat.contact.handled_by == chats.world.people["reception"]
    assert [text for _, text in chats.texts(chat)][-2:] == ["I will look.", "You are now chatting with Reception."]


def test_it_is_handed_off_once_with_notes_and_keeps_its_place(chats: Chats) -> None:
    chats.seat("advisor", "officer")
    chat = chats.ask()
    chat = chats.accept("advisor")
    to = chats.world.teams["highways"]
    chats.alive("advisor", "officer", at=minutes(2))
    hand_off_chat(chat=chat, to_team=to, notes="A deep hole.", actor=chats.world.people["advisor"], at=minutes(2))
    chat = chats.fresh(chat)
    standing = standing_of(chat, minutes(2))
    assert (standing.word, standing.passed_to, chat.item.queue, chat.item.arrived_at) == (
        "passed", "Highways", chats.highways, NOON,
    )  # fmt: skip
    assert "A deep hole." in chat.item.notes
    assert WorkItem.objects.filter(subject_id=chat.contact_id).count() == 1
    with pytest.raises(NotAllowed):
        chats.write(chat, "Still me", by="advisor")
    chat = chats.accept("officer", minutes(2.1))
    assert (HandOff.objects.count(), chat.contact.handled_by) == (1, chats.world.people["officer"])
    with pytest.raises(Conflict):
        hand_off_chat(chat=chat, to_team=to, notes="Again", actor=chats.world.people["officer"], at=minutes(3))


def test_a_language_is_asked_for_only_where_somebody_at_the_desk_has_it(chats: Chats) -> None:
    skill = define_skill(key="language:pa", kind="language", name="Punjabi", said="you speak Punjabi",
                         actor=chats.leader, at=NOON)  # fmt: skip
    set_up_chat(organisation=chats.world.county, languages=["language:pa"], greetings={"en": "Hello.",
                "language:pa": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ"}, actor=chats.leader, at=NOON)  # fmt: skip
    chats.seat("advisor")
    nobody = chats.ask(language="language:pa")
    assert nobody.item.skills == {}
    assert chats.texts(nobody)[0] == ("hub", "ਸਤ ਸ੍ਰੀ ਅਕਾਲ")
    record_skill(person=chats.world.people["reception"], skill=skill, level=4, evidence="", actor=chats.leader, at=NOON)
    chats.seat("reception")
    asked = chats.ask(language="language:pa")
    assert asked.item.skills == {"language:pa": 3}
    assert asked.item in chats.offered("reception")
    chat = chats.accept("reception")
    note_language(chat=chat, language="language:pa", note="Interpreter on the line",
                  actor=chats.world.people["reception"], at=NOON)  # fmt: skip
    with pytest.raises(Invalid):
        chats.ask(language="language:xx")


def test_nobody_waits_for_a_chat_that_cannot_be_answered(chats: Chats) -> None:
    county, now = chats.world.county, NOON
    assert offer_of(county, at=now).why_not == "nobody"
    with pytest.raises(Conflict):
        chats.ask()
    chats.seat("advisor")
    assert offer_of(county, at=now).is_open
    assert offer_of(county, at=minutes(60 * 12)).why_not == "closed"
    set_up_chat(organisation=county, most_waiting=1, actor=chats.leader, at=now)
    chats.ask()
    assert offer_of(county, at=now).why_not == "full"
    set_up_chat(organisation=county, services=[chats.world.services["pothole"].pk], actor=chats.leader, at=now)
    assert offer_of(county, chats.world.services["social-care"], at=now).why_not == "off"
    assert offer_of(chats.world.lowton, at=now).why_not == "off"
    with pytest.raises(Invalid):
        set_up_chat(organisation=county, ask_minutes=0, actor=chats.leader, at=now)
    with pytest.raises(NotAllowed):
        set_up_chat(organisation=county, is_on=False, actor=chats.world.people["advisor"], at=now)


def test_out_of_hours_it_becomes_a_message_with_a_promise_and_is_answered_by_email(chats: Chats) -> None:
    asker, county = Asker(question="When do you open?", name="Sam"), chats.world.county
    for email, phone in (("", ""), ("nonsense", ""), ("", "12")):
        with pytest.raises(Invalid):
            leave_message(organisation=county, asker=asker, email=email, phone=phone, actor=chats.world.system, at=NOON)
    chat = leave_message(organisation=county, asker=asker, email="Sam@home.example", actor=chats.world.system, at=NOON)
    assert (chat.item.kind, chat.item.promise_at.date().isoformat()) == ("message", "2026-03-04")
    assert "Wednesday 4 March" in chats.texts(chat)[-1][1]
    chats.seat("advisor")
    chat = chats.accept("advisor")
    advisor = chats.world.people["advisor"]
    answer_message(chat=chat, text="At nine.", actor=advisor, at=minutes(5))
    with pytest.raises(TransitionRefused):
        answer_message(chat=chat, text="At nine.", actor=advisor, at=minutes(5))
    sent = Message.objects.get()
    assert (sent.to_address, sent.body) == ("sam@home.example", "At nine.")


def test_whoever_waits_may_leave_or_ask_for_an_answer_by_telephone(chats: Chats) -> None:
    chats.seat("advisor")
    gone = end_chat(chat=chats.ask(), by="resident", actor=chats.world.system, at=minutes(0.1))
    gone = chats.fresh(gone)
    assert (gone.ended_by, gone.item.state, gone.contact.outcome) == ("left", "abandoned", "abandoned")
    chat = turn_into_message(chat=chats.ask(), phone="01632 960 001", actor=chats.world.system, at=minutes(0.2))
    assert (chat.state, chat.item.kind, chat.item.state) == ("message", "message", "offered")
    assert WorkItem.objects.filter(kind="chat", state="withdrawn").count() == 1
    assert Contact.objects.filter(channel="webchat").count() == 2


def test_a_quiet_chat_is_reminded_asked_and_closed_by_the_rules_of_its_organisation(chats: Chats) -> None:
    chats.seat("advisor")
    system = chats.world.system
    chats.ask()
    chat = chats.accept("advisor")
    assert care_for_chat(chat=chat, actor=system, at=minutes(1)) == ""
    assert care_for_chat(chat=chat, actor=system, at=minutes(2)) == "remind"
    assert care_for_chat(chat=chat, actor=system, at=minutes(9)) == ""
    chats.write(chat, "Which street?", by="advisor", at=minutes(10))
    assert care_for_chat(chat=chat, actor=system, at=minutes(15)) == "ask"
    chats.write(chat, "High Street", at=minutes(16))
    chats.write(chat, "Thank you. Which number?", by="advisor", at=minutes(17))
    assert care_for_chat(chat=chat, actor=system, at=minutes(22)) == "ask"
    chats.alive("advisor", at=minutes(25))
    assert care_for_chat(chat=chat, actor=system, at=minutes(25)) == "close"
    chat = chats.fresh(chat)
    assert (chat.ended_by, chat.item.state) == ("idle", "wrapping_up")
    with pytest.raises(NotAllowed):
        care_for_chat(chat=chat, actor=chats.leader, at=minutes(25))
    waiting = chats.ask(at=minutes(25))
    assert care_for_chat(chat=waiting, actor=system, at=minutes(36)) == "gone"
    assert chats.fresh(waiting).item.state == "abandoned"
    care_for_chats_each_minute(0)


def test_files_are_looked_at_and_belong_to_one_chat(chats: Chats) -> None:
    chats.seat("advisor")
    chat, other = chats.ask(), chats.ask()
    line = send_file(chat=chat, author="resident", name="../a.pdf", content=PDF, client_id="f1",
                     actor=chats.world.system, at=NOON)  # fmt: skip
    same = send_file(chat=chat, author="resident", name="../a.pdf", content=PDF, client_id="f1",
                     actor=chats.world.system, at=NOON)  # fmt: skip
    assert line == same
    assert (line.file.name, line.file.servable) == ("a.pdf", True)
    assert file_of(chat, line.file.token) == line.file
    with pytest.raises(NotFound):
        file_of(other, line.file.token)
    for content in (b"", b"<script>alert(1)</script>", b"%PDF-1.4 /JavaScript %%EOF"):
        with pytest.raises(Invalid):
            send_file(chat=chat, author="resident", name="x.pdf", content=content, actor=chats.world.system, at=NOON)


def test_the_transcript_goes_only_to_an_address_that_was_confirmed(chats: Chats) -> None:
    chats.seat("advisor")
    chat, system = chats.ask("My secret"), chats.world.system
    ask_for_transcript(chat=chat, email="sam@home.example", link="https://hub.example/x", actor=system, at=NOON)
    asked = Message.objects.get()
    assert "My secret" not in asked.body
    assert "https://hub.example/x" in asked.body
    for _ in range(2):
        send_transcript(chat=chat, email="sam@home.example", actor=system, at=minutes(1))
    sent = Message.objects.exclude(pk=asked.pk).get()
    assert "My secret" in sent.body
    assert chat.contact.reference in sent.subject
    with pytest.raises(Invalid):
        send_transcript(chat=chat, email="nonsense", actor=system, at=minutes(1))


def test_whoever_is_abusive_is_kept_out_for_some_hours_and_let_in_again(chats: Chats) -> None:
    chats.seat("advisor")
    chats.ask("!!!", browser="b" * 64, address="c" * 64)
    chat, advisor, county = chats.accept("advisor"), chats.world.people["advisor"], chats.world.county
    with pytest.raises(Invalid):
        block_chatter(chat=chat, reason="Threats", hours=5000, actor=advisor, at=NOON)
    block = block_chatter(chat=chat, reason="Threats", hours=4, actor=advisor, at=NOON)
    chats.alive("advisor", at=minutes(1))
    assert offer_of(county, at=minutes(1), address="c" * 64).why_not == "blocked"
    assert offer_of(county, at=minutes(1), browser="b" * 64).why_not == "blocked"
    assert offer_of(county, at=minutes(241), browser="b" * 64).why_not == "nobody"  # over, as is everybody's day
    assert offer_of(county, at=minutes(1), browser="d" * 64).is_open
    with pytest.raises(NotAllowed):
        lift_block(block=block, actor=chats.world.people["stranger"], at=NOON)
    lift_block(block=block, actor=advisor, at=NOON)
    assert offer_of(county, at=minutes(1), browser="b" * 64).is_open
    assert AuditEntry.objects.filter(action__in=("chat.blocked", "chat.block_lifted")).count() == 2


def test_waits_are_said_honestly_and_kept_to_be_scored(chats: Chats) -> None:
    chats.seat("advisor")
    chat = chats.ask()
    assert standing_of(chat, NOON).wait == "We don’t know yet how long the wait is."
    assert list(ToldWait.objects.values_list("item", "place", "most")) == [(chat.item_id, 1, None)]


def test_who_sees_a_chat(chats: Chats) -> None:
    chats.seat("advisor")
    chat = chats.ask()
    people = chats.world.people
    assert get_chat_for(people["advisor"], chat.contact.reference) == chat
    for word in ("stranger", "district", "councillor", "analyst"):
        with pytest.raises(NotFound):
            get_chat_for(people[word], chat.contact.reference)
    with pytest.raises(NotAllowed):
        start_chat(organisation=chats.world.county, asker=Asker("Hi"), actor=people["advisor"], at=NOON)
    with pytest.raises(NotAllowed):
        chats.write(chat, "I have not taken it", by="advisor")
    sit_down(actor=people["reception"], at=NOON)
