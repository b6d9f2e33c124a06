"""The pages of a chat: whose they are, what they keep, and that nothing typed in one ever runs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from civichub.core.models import CountedTry
from civichub.delivery.models import Message
from civichub.routing.models import Offer, Seat
from civichub.routing.operations import sit_down
from civichub.webchat.models import Chat, ChatBlock, ChatSetup
from tests.db.webchat.conftest import Chats

NASTY = '<script>alert(1)</script> "><img src=x onerror=alert(2)> javascript:alert(3) https://example.org/?a=1&b=2'
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def open_chats(chats: Chats, settings: Any) -> Chats:
    """The same world at this very moment: an advisor is ready, and the queue never closes."""
    chats.queue.hours = {}
    type(chats.queue).objects.filter(pk=chats.queue.pk).update(
        hours={day: ["00:00-23:59"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
                                                "sunday")}
    )  # fmt: skip
    settings.PUBLIC_URL = "https://hub.example"
    sit_down(actor=chats.world.people["advisor"], at=timezone.now())
    return chats


def desk(chats: Chats, word: str) -> Client:
    client = Client()
    client.force_login(chats.world.people[word], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def begun(question: str = "Where is my bin?", **more: str) -> Client:
    client = Client()
    answer = client.post("/chat/", {"question": question, "name": "Sam", **more})
    assert (answer.status_code, answer["Location"]) == (302, "/chat/now/"), answer.content
    return client


def accepted(chats: Chats, word: str = "advisor") -> tuple[Client, str]:
    at_desk = desk(chats, word)
    offer = Offer.objects.get(person=chats.world.people[word], state="open")
    answer = at_desk.post(f"/staff/work/offers/{offer.pk}/accept/")
    return at_desk, answer["Location"]


def test_a_whole_chat_without_scripts(open_chats: Chats) -> None:
    assert b"Nobody is in line before you" in Client().get("/chat/").content
    resident = begun()
    page = resident.get("/chat/now/").content.decode()
    assert "You are next." in page
    assert "We don’t know yet how long" in page
    assert "Where is my bin?" in page
    assert "Your chat with Testshire County Council is open" in resident.get("/help/").content.decode()
    at_desk, address = accepted(open_chats)
    assert address.startswith("/staff/chats/")
    assert "Where is my bin?" in at_desk.get(address).content.decode()
    for _ in range(2):
        at_desk.post(f"{address}send/", {"text": "On Tuesday.", "client_id": "d1"})
        resident.post("/chat/now/send/", {"text": "Thank you", "client_id": "r1"})
    assert resident.post("/chat/now/look/")["Location"] == "/chat/now/#chat-end"
    page = resident.get("/chat/now/").content.decode()
    assert page.count("On Tuesday.") == 1
    assert page.count("Thank you") == 1
    assert "You are chatting with" in page
    news = resident.post("/chat/now/news/", {"after": "0", "typing": "1"}).json()
    later = resident.post("/chat/now/news/", {"after": news["after"]}).json()
    assert "On Tuesday." in news["lines"]
    assert later["lines"].strip() == ""
    assert later["after"] == news["after"]
    theirs = at_desk.post(f"{address}news/", {"after": "0"}).json()
    assert "is typing" in theirs["standing"]
    assert theirs["seen_to"] == news["after"]
    assert resident.post("/chat/now/bar/").json()["unread"] == 0
    assert at_desk.post(f"{address}end/")["Location"].endswith("/wrap-up/")
    page = resident.get("/chat/now/").content.decode()
    assert "ended the chat" in page
    assert "How was this chat?" in page
    resident.post("/chat/now/rate/", {"rating": "5", "words": "Quick"})
    assert Chat.objects.get().rating == 5
    assert "Where is my bin?" in resident.get("/chat/now/print/").content.decode()
    assert resident.post("/chat/now/again/")["Location"] == "/chat/"
    assert "your chat with" not in resident.get("/help/").content.decode().lower()


def test_nothing_that_is_typed_runs_on_either_side(open_chats: Chats) -> None:
    resident = begun(NASTY, name="<b onmouseover=alert(4)>")
    at_desk, address = accepted(open_chats)
    at_desk.post(f"{address}send/", {"text": NASTY})
    reference = Chat.objects.get().contact.reference
    pages = [resident.get("/chat/now/"), resident.get("/chat/now/print/"), at_desk.get(address),
             at_desk.get("/staff/chats/"), at_desk.get(f"{address}transcript/"),
             at_desk.get(f"/staff/contacts/{reference}/")]  # fmt: skip
    texts = [page.content.decode() for page in pages]
    texts.append(resident.post("/chat/now/news/", {"after": "0"}).json()["lines"])
    texts.append(at_desk.post(f"{address}news/", {"after": "0"}).json()["lines"])
    for text in texts:
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<b onmouseover" not in text
        assert 'href="javascript' not in text
    assert 'href="https://example.org/?a=1&amp;b=2" rel="nofollow"' in texts[0]


def test_files_and_pages_are_of_one_browser_only(open_chats: Chats) -> None:
    resident, other = begun(), begun("Something else")
    answer = resident.post("/chat/now/file/", {"file": SimpleUploadedFile("letter.pdf", PDF)},
                           headers={"accept": "application/json"})  # fmt: skip
    assert answer.json() == {"problem": ""}
    file = Chat.objects.order_by("pk")[0].files.get()
    found = resident.get(f"/chat/now/file/{file.token}/")
    assert found.status_code == 200
    assert "attachment" in found["Content-Disposition"]
    assert other.get(f"/chat/now/file/{file.token}/").status_code == 404
    assert Client().get(f"/chat/now/file/{file.token}/").status_code == 404
    forged = Client()
    forged.cookies["chat"] = Chat.objects.first().key + ":x:y"
    assert forged.post("/chat/now/send/", {"text": "Hi"}).status_code == 404
    assert forged.get("/chat/now/")["Location"] == "/chat/"
    assert "Something else" not in resident.get("/chat/now/").content.decode()
    bad = resident.post("/chat/now/file/", {"file": SimpleUploadedFile("a.pdf", b"<html>")},
                        headers={"accept": "application/json"})  # fmt: skip
    assert bad.status_code == 409
    assert "must be one of these types" in bad.json()["problem"]
    stranger = desk(open_chats, "stranger")
    for path in ("", "transcript/", f"file/{file.token}/"):
        reference = Chat.objects.order_by("pk")[0].contact.reference
        assert stranger.get(f"/staff/chats/{reference}/{path}").status_code == 404


def test_out_of_hours_and_instead_of_waiting_a_message_is_left(open_chats: Chats) -> None:
    resident = begun()
    assert "Enter an email address or a telephone number" in resident.post("/chat/now/message/", {}).content.decode()
    assert resident.post("/chat/now/message/", {"email": "sam@home.example"})["Location"] == "/chat/now/"
    assert "mailto:sam@home.example" in resident.get("/chat/now/").content.decode()
    at_desk, address = accepted(open_chats)
    assert "Answer by email to sam@home.example" in at_desk.get(address).content.decode()
    at_desk.post(f"{address}answer/", {"text": "On Tuesday."})
    assert Message.objects.get().to_address == "sam@home.example"
    ChatSetup.objects.update(most_waiting=1)
    begun("I fill the line")
    page = Client().get("/chat/")
    assert b"So many people wait to chat" in page.content
    late = begun("Too late", email="late@home.example")
    assert "We have your message" in late.get("/chat/now/").content.decode()
    ChatSetup.objects.update(is_on=False)
    assert b"Webchat is not in use here" in Client().get("/chat/").content


def test_the_transcript_goes_to_the_address_that_opened_the_link(open_chats: Chats) -> None:
    resident = begun("A secret")
    assert resident.post("/chat/now/transcript/", {"email": "sam@home.example"}).status_code == 200
    asked = Message.objects.get()
    link = next(word for word in asked.body.split() if word.startswith("https://hub.example"))
    path = link.removeprefix("https://hub.example")
    assert Client().get(path).status_code == 200
    assert Message.objects.count() == 1
    assert b"on its way" in Client().post(path).content
    assert "A secret" in Message.objects.exclude(pk=asked.pk).get().body
    forged = TimestampSigner(salt="other").sign("1:me@home.example")
    assert Client().get(f"/chat/transcript/{forged}/").status_code == 404


def test_an_advisor_passes_on_notes_the_language_blocks_and_undoes_it(open_chats: Chats) -> None:
    resident = begun()
    at_desk, address = accepted(open_chats)
    assert at_desk.post(f"{address}language/", {"language": "en", "note": "Slowly"}).status_code == 302
    assert at_desk.get(f"{address}block/").status_code == 200
    at_desk.post(f"{address}block/", {"reason": "Threats", "hours": "4"})
    assert b"Kept out" in at_desk.get(address).content
    resident.post("/chat/now/end/")
    resident.post("/chat/now/again/")
    assert b"You cannot use webchat at the moment" in resident.get("/chat/").content
    at_desk.post(f"/staff/chats/blocks/{ChatBlock.objects.get().pk}/lift/")
    assert b"Start the chat" in resident.get("/chat/").content
    assert (
        desk(open_chats, "stranger").post(f"/staff/chats/blocks/{ChatBlock.objects.get().pk}/lift/").status_code == 404
    )


def test_an_advisor_hands_off_and_sees_chats_side_by_side(open_chats: Chats) -> None:
    first, _ = begun("First"), begun("Second")
    at_desk, address = accepted_both(open_chats)
    page = at_desk.get(address).content.decode()
    assert page.count("data-chat-of-mine") == 2
    team = open_chats.world.teams["highways"]
    assert b"Select a team" in at_desk.post(f"{address}hand-off/", {"notes": "A hole"}).content
    assert at_desk.post(f"{address}hand-off/", {"team": team.pk, "notes": "A hole"})["Location"] == "/staff/chats/"
    assert "We are passing you to <strong>Highways</strong>" in first.get("/chat/now/").content.decode()
    assert at_desk.get("/staff/chats/mine/?open=1").content.decode().count("data-chat-of-mine") == 1
    assert at_desk.get(address).status_code == 200


def accepted_both(chats: Chats) -> tuple[Client, str]:
    at_desk = desk(chats, "advisor")
    first = ""
    for offer in Offer.objects.filter(state="open").order_by("item__arrived_at"):
        answer = at_desk.post(f"/staff/work/offers/{offer.pk}/accept/")
        first = first or answer["Location"]
    return at_desk, first


def test_it_is_set_up_by_whoever_runs_the_day(open_chats: Chats) -> None:
    leader = desk(open_chats, "leader")
    assert leader.get("/staff/chats/set-up/").status_code == 200
    form = {
        "is_on": "yes", "queue": str(open_chats.queue.pk), "side_by_side": "2", "hours": "monday 09:00-17:00",
        "greeting_en": "Welcome.", "most_waiting": "5", "remind_minutes": "2", "ask_minutes": "4", "close_minutes": "2",
        "gone_minutes": "8", "kept_hours": "6", "retention_days": "365",
    }  # fmt: skip
    answer = leader.post("/staff/chats/set-up/county/", form)
    assert answer.status_code == 302, answer.content.decode()
    setup = ChatSetup.objects.select_related("queue").get()
    assert (setup.greetings, setup.queue.weight_of("chat"), setup.queue.hours) == (
        {"en": "Welcome."}, 50, {"monday": ["09:00-17:00"]},
    )  # fmt: skip
    wrong = leader.post("/staff/chats/set-up/county/", form | {"hours": "someday 9-5"}).content.decode()
    assert "Change the hours" in wrong
    assert leader.get("/staff/chats/set-up/county/").status_code == 200
    for word in ("advisor", "stranger"):
        client = desk(open_chats, word)
        for path in ("set-up/", "set-up/county/"):
            assert client.get(f"/staff/chats/{path}").status_code in (403, 404)


def test_begin_and_write_are_throttled_and_odd_requests_are_refused(open_chats: Chats) -> None:
    resident = begun()
    for path in ("now/news/", "now/send/", "now/end/", "now/look/", "now/bar/"):
        assert resident.get(f"/chat/{path}").status_code == 405
    assert resident.post("/chat/now/send/", {"text": "a\x00b"}).status_code == 302
    assert resident.post("/chat/now/news/", {"after": "9" * 40}).status_code == 200
    assert resident.get("/chat/now/file/%00/").status_code == 404
    assert Client().get("/chat/?service=%00").status_code == 200
    assert (
        resident.post("/chat/now/send/", {"text": "x" * 5000}, headers={"accept": "application/json"})
        .json()["problem"]
        .startswith("Shorten this")
    )
    for number in range(10):
        Client().post("/chat/", {"question": f"Question {number}"})
    assert Client().post("/chat/", {"question": "One too many"}).status_code == 429
    assert CountedTry.objects.exists()
    at_desk = desk(open_chats, "advisor")
    for path in ("missing/", "missing/news/", "%00/", "7KM4PQXT9/hand-off/"):
        assert at_desk.get(f"/staff/chats/{path}").status_code in (404, 405)


def test_a_server_that_cannot_wait_says_so_at_once(open_chats: Chats) -> None:
    assert begun().get("/events/chat/").status_code == 204
    assert Client().get("/events/chat/").status_code == 204


def test_the_portal_leads_to_chat_just_now_to_a_message_else_and_nowhere_where_there_is_none(open_chats: Chats) -> None:
    service = open_chats.world.services["missed-bin"]
    paths = {f"/services/{service.slug}/": f"/chat/?service={service.slug}", "/contact/": "/chat/"}

    def said(words: str) -> None:
        for path, link in paths.items():
            page = Client().get(path).content.decode()
            found = re.search(r'href="(/chat/[^"]*)">([^<]*)<', page)
            assert (found and found.groups()) == ((link, words) if words else None), path

    said("Chat with us")
    ChatSetup.objects.update(most_waiting=0)
    said("Leave a message")
    ChatSetup.objects.update(most_waiting=10)
    Seat.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    said("Leave a message")
    Seat.objects.update(seen_at=timezone.now())
    open_chats.queue.__class__.objects.filter(pk=open_chats.queue.pk).update(
        hours={"monday": ["00:00-00:01"], "tuesday": ["00:00-00:01"]}
    )
    said("Leave a message")
    ChatSetup.objects.update(is_on=False)
    said("")


def test_the_link_is_only_on_pages_of_services_that_chat_is_offered_for(open_chats: Chats) -> None:
    service = open_chats.world.services["missed-bin"]
    ChatSetup.objects.update(services=[service.pk + 1000])
    assert "/chat/" not in Client().get(f"/services/{service.slug}/").content.decode()
    assert "Chat with us" in Client().get("/contact/").content.decode()
