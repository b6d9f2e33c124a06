"""The telephone at the desk: the call beside its contact, who probably rings, recordings, lines and telephones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.core.errors import Invalid
from civichub.core.models import ReadEntry
from civichub.customers.operations import add_contact_point, register_customer
from civichub.routing.models import Queue, Seat
from civichub.routing.operations import join_queue, see_screens, sit_down
from civichub.telephony.models import Call, CallOrder, Handset, Interpreter, Line
from civichub.telephony.operations import (
    begin_call,
    forget_recording,
    give_handset,
    keep_recording,
    line_up_call,
    set_up_line,
)
from civichub.web.byte_ranges import in_part
from tests.db.telephony.line import CALLER, at_desk, talk
from tests.factories.world import World, make_case


def test_a_call_told_twice_is_one_call_and_one_contact(world: World, call: Call) -> None:
    by = {"actor": world.system, "at": timezone.now()}
    again = begin_call(exchange_id="one", caller=CALLER, dialled="01632960100", **by)
    assert again == call
    assert Call.objects.count() == 1


def test_the_hub_speaks_the_language_of_whoever_has_the_number_only_where_that_is_certain(
    world: World, queue: Queue
) -> None:
    by = {"actor": world.people["advisor"], "at": timezone.now()}

    def ring(exchange_id: str) -> Call:
        return begin_call(
            exchange_id=exchange_id, caller=CALLER, dialled="01632960100", actor=world.system, at=timezone.now()
        )

    def add(name: str, language: str) -> None:
        person = register_customer(
            organisation=world.county, given_name=name, family_name="Rees", preferred_language=language, **by
        )
        add_contact_point(customer=person, kind="phone", value=CALLER, **by)

    assert ring("nobody").language == "en"
    add("Mair", "cy")
    welsh = ring("one")
    assert welsh.language == "cy"
    assert "greeted in their language" in at_desk(world, "leader").get(f"/staff/calls/{welsh.contact.reference}/").text
    add("Huw", "cy")
    assert ring("two").language == "en", "two people have the number: it is nobody's for certain"


def test_a_line_of_a_video_relay_says_how_to_talk_and_residents_find_where_to_begin(world: World, queue: Queue) -> None:
    link = "https://signvideo.example/testshire"
    kept = {"organisation": world.county, "number": "01632960105", "actor": world.people["leader"]}
    set_up_line(**kept, name="BSL", queue=queue, relay="video", relay_link=link, at=timezone.now())
    with pytest.raises(Invalid):
        set_up_line(**kept, relay_link="javascript:alert(1)", at=timezone.now())
    by = {"actor": world.system, "at": timezone.now()}
    call = line_up_call(call=begin_call(exchange_id="v", caller=CALLER, dialled="01632960105", **by), **by)
    page = at_desk(world, "advisor").get(f"/staff/calls/{call.contact.reference}/").text
    assert "BSL video relay: how to talk" in page
    assert "Came by BSL video relay" in page
    assert call.item.skills == {"device:phone": 1}, "nobody has the skill: they are not kept waiting for it"
    assert link in Client().get("/contact/").text


def test_an_offer_says_who_it_probably_is(world: World, call: Call) -> None:
    by = {"actor": world.people["advisor"], "at": timezone.now()}
    person = register_customer(organisation=world.county, given_name="Priya", family_name="Nair", **by)
    add_contact_point(customer=person, kind="phone", value=CALLER, **by)
    assert "Probably Priya Nair" in at_desk(world, "advisor").get("/staff/work/").content.decode()


def test_only_who_has_a_telephone_is_offered_calls(world: World, queue: Queue) -> None:
    leader, now = world.people["leader"], timezone.now()
    reception = world.people["reception"]
    join_queue(queue=queue, person=reception, actor=leader, at=now)
    sit_down(actor=reception, at=now)
    by = {"actor": world.system, "at": now}
    see_screens(people=[reception.pk], **by)
    call = line_up_call(call=begin_call(exchange_id="one", caller=CALLER, dialled="01632960100", **by), **by)
    assert call.item.state == "waiting"
    give_handset(person=reception, extension="2003", actor=leader, at=now)
    call.item.refresh_from_db()
    assert call.item.state == "offered"


def test_the_advisor_holds_and_pauses_from_the_contact_and_others_cannot(world: World, call: Call) -> None:
    talk(world, call)
    address = f"/staff/calls/{call.contact.reference}/"
    advisor = at_desk(world, "advisor")
    page = advisor.get(address).content.decode()
    assert "On the line" in page
    assert "Pause the recording" in page
    assert advisor.post(f"{address}hold/").status_code == 302
    assert CallOrder.objects.get().kind == "hold"
    assert at_desk(world, "leader").post(f"{address}hang_up/").status_code == 302
    assert CallOrder.objects.count() == 1, "only whoever has the call in hand gives orders"
    assert advisor.post(f"{address}explode/").status_code == 302
    assert at_desk(world, "stranger").get(address).status_code == 404


def test_a_recording_is_heard_by_whoever_runs_the_day_and_every_listening_is_written_down(
    world: World, call: Call
) -> None:
    content = b"RIFF....WAVEfmt "
    talk(world, call)
    by = {"actor": world.system, "at": timezone.now()}
    kept = keep_recording(call=call, name="hub-1-9", content=content, seconds=3, kind="call", **by)
    address = f"/staff/calls/recordings/{kept.pk}/"
    answer = at_desk(world, "leader").get(address, headers={"range": "bytes=4-7"})
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (206, b"....", "no-store")
    answer = at_desk(world, "leader").get(address)
    assert answer.content == content
    assert answer["Cache-Control"] == "no-store"
    assert ReadEntry.objects.filter(subject_type="telephony.recording", subject_id=kept.pk).count() == 2
    own = at_desk(world, "advisor").get(address)
    assert own.content == content, "whoever took the call"
    assert ReadEntry.objects.get(actor=world.people["advisor"], subject_id=kept.pk).ground == "Took the call"
    said = keep_recording(call=call, name="hub-1-10", content=content, seconds=3, kind="comment", **by)
    assert at_desk(world, "advisor").get(f"/staff/calls/recordings/{said.pk}/").status_code == 404
    assert at_desk(world, "reception").get(address).status_code == 404, "it was not their call"
    page = at_desk(world, "advisor").get(f"/staff/calls/{call.contact.reference}/").text
    assert address in page
    assert "Hold it" not in page
    assert at_desk(world, "stranger").get(address).status_code in (403, 404)


@pytest.mark.parametrize(
    ("asked", "status", "part", "where"),
    [
        ("bytes=0-3", 206, b"RIFF", "bytes 0-3/16"), ("bytes=12-", 206, b"fmt ", "bytes 12-15/16"),
        ("bytes=-4", 206, b"fmt ", "bytes 12-15/16"), ("bytes=8-99", 206, b"WAVEfmt ", "bytes 8-15/16"),
        ("bytes=16-", 416, b"", "bytes */16"), ("bytes=0-1,4-5", 200, b"RIFF....WAVEfmt ", None),
        ("bytes=-", 200, b"RIFF....WAVEfmt ", None), ("lines=1-2", 200, b"RIFF....WAVEfmt ", None),
    ],
)  # fmt: skip
def test_a_player_winds_forward_in_a_recording(asked: str, status: int, part: bytes, where: str | None) -> None:
    answer = in_part(b"RIFF....WAVEfmt ", asked, content_type="audio/wav")
    assert (answer.status_code, answer.content, answer.get("Content-Range")) == (status, part, where)
    assert answer["Accept-Ranges"] == "bytes"


def test_a_recording_goes_with_its_key_when_its_time_is_over_unless_somebody_holds_it(world: World, call: Call) -> None:
    hub = {"actor": world.system, "at": timezone.now()}
    kept = [
        keep_recording(call=call, name=f"hub-1-{number}", content=b"words", seconds=3, kind="call", **hub)
        for number in (1, 2)
    ]
    leader = at_desk(world, "leader")
    assert leader.post(f"/staff/calls/recordings/{kept[0].pk}/hold/", {"why": "Complaint 7"}).status_code == 302
    assert "Complaint 7" in leader.get(f"/staff/calls/{call.contact.reference}/").content.decode()
    late = {"actor": world.system, "at": timezone.now() + timedelta(days=91)}
    assert [forget_recording(recording=one, **late) for one in kept] == [False, True]
    kept[1].refresh_from_db()
    assert (bytes(kept[1].key), kept[1].path) == (b"", "")
    assert leader.get(f"/staff/calls/recordings/{kept[1].pk}/").status_code == 404


def test_lines_and_telephones_are_set_up_on_pages(world: World, queue: Queue) -> None:
    leader = at_desk(world, "leader")
    answers: dict[str, Any] = {
        "number": "01632960777", "name": "Bins", "queue": queue.pk, "service": "", "language": "cy", "greeting": "",
        "urgent": "No collections today because of snow.", "recorded": "nothing", "keep_days": "30",
        "announce_seconds": "60", "resume_minutes": "5", "survey_share": "10",
        "relay": "", "relay_link": "", "by_name": "yes", "survey_comments": "no",
        "takes_messages": "yes", "is_active": "yes",
        "offers_call_back": "no",
    }  # fmt: skip
    assert leader.post("/staff/calls/set-up/lines/new/", answers).status_code == 302
    line = Line.objects.get(number="01632960777")
    assert (line.language, line.survey_share, line.urgent[:3]) == ("cy", 10, "No ")
    answers.pop("number")
    changed = leader.post(f"/staff/calls/set-up/lines/{line.pk}/", answers | {"survey_share": "101"})
    assert changed.status_code == 200
    given = leader.post(
        "/staff/calls/set-up/telephones/new/",
        {"person": world.people["reception"].pk, "extension": "2077", "place": "itself"},
    )
    handset = Handset.objects.get(extension="2077")
    assert given["Location"] == f"/staff/calls/set-up/telephones/{handset.pk}/"
    assert "phone-2077" in leader.get(given["Location"]).content.decode()
    assert leader.post(f"{given['Location']}withdraw/").status_code == 302
    assert Seat.objects.get(person=world.people["reception"]).devices == []
    assert "Bins" in leader.get("/staff/calls/set-up/").content.decode()
    assert at_desk(world, "stranger").get(f"/staff/calls/set-up/lines/{line.pk}/").status_code in (403, 404)


def test_somebody_is_rung_from_a_case_and_the_contact_is_added_to_it(world: World, queue: Queue) -> None:
    by = {"actor": world.people["advisor"], "at": timezone.now()}
    person = register_customer(organisation=world.county, given_name="Priya", family_name="Nair", **by)
    add_contact_point(customer=person, kind="phone", value=CALLER, **by)
    case = make_case(world, customer=person)
    address, desk = f"/staff/calls/ring/case/{case.reference}/", at_desk(world, "advisor")
    assert "07700 900123" in desk.get(address).content.decode()
    line = Line.objects.get()
    assert desk.post(address, {"number": "12", "reason": "The hole", "line": line.pk}).status_code == 200
    answer = desk.post(address, {"number": CALLER, "reason": "The hole", "line": line.pk})
    call = Call.objects.get()
    assert answer["Location"] == f"/staff/contacts/{call.contact.reference}/"
    assert (call.is_outgoing, call.contact.direction, call.item.taken_by) == (True, "out", world.people["advisor"])
    assert call.contact.case_links.get().case == case
    assert at_desk(world, "stranger").get(address).status_code in (403, 404)


def test_the_browser_telephone_answers_its_own_person_and_the_window_that_was_opened_last(
    world: World, queue: Queue
) -> None:
    advisor, now = world.people["advisor"], timezone.now()
    desk = at_desk(world, "advisor")
    assert desk.get("/staff/calls/phone/").status_code == 404
    give_handset(person=advisor, extension="2001", in_browser=True, actor=world.people["leader"], at=now)
    page = desk.get("/staff/calls/phone/")
    assert "connect-src 'self' ws://testserver" in page["Content-Security-Policy"]
    first, second = ("11111111-aaaa", "22222222-bbbb")
    assert desk.post("/staff/calls/phone/open/", {"window": "<script>"}).status_code == 400
    for window in (first, second):
        line = desk.post("/staff/calls/phone/open/", {"window": window})
        assert line.json()["user"] == "phone-2001"
        assert line["Cache-Control"] == "no-store"
    standing = [desk.get(f"/staff/calls/phone/standing/?window={window}").json()["yours"] for window in (first, second)]
    assert standing == [False, True]
    sit_down(actor=advisor, at=now)
    assert desk.post("/staff/calls/phone/trouble/", {"why": "refused"}).status_code == 204
    assert Seat.objects.get(person=advisor).reason == "Your browser may not use the microphone"


def test_an_interpreter_is_entered_once_chosen_in_a_call_and_kept_with_it(world: World, call: Call) -> None:
    leader, address = at_desk(world, "leader"), "/staff/calls/set-up/interpreters/new/"
    answers = {
        "organisation": world.county.pk, "name": "Lingua", "kind": "agency", "languages": "Polish\nPunjabi, so",
        "number": "01632 960001", "hours": "At any hour", "cost_code": "C-77", "notes": "", "is_active": "yes",
    }  # fmt: skip
    assert "We know no language called Klingon" in leader.post(address, answers | {"languages": "Klingon"}).text
    assert leader.post(address, answers | {"number": "12"}).status_code == 200
    assert leader.post(address, answers).status_code == 302
    lingua = Interpreter.objects.get()
    assert (lingua.languages, lingua.number) == (["pl", "pa", "so"], "+441632960001")
    assert "already" in leader.post(address, answers).text
    assert "Polish, Punjabi, Somali" in leader.get("/staff/calls/set-up/").text
    assert at_desk(world, "stranger").get(f"/staff/calls/set-up/interpreters/{lingua.pk}/").status_code in (403, 404)
    talk(world, call)
    advisor, page = at_desk(world, "advisor"), f"/staff/calls/{call.contact.reference}/"
    assert '<optgroup label="Somali">' in advisor.get(page).text
    for wrong in ("999999", "x", "9" * 30):
        assert advisor.post(f"{page}ask-in/", {"interpreter": wrong}).status_code == 302
    assert not CallOrder.objects.exists()
    advisor.post(f"{page}ask-in/", {"interpreter": f"{lingua.pk}:so"})
    asked = CallOrder.objects.get().detail
    assert asked.pop("language") == "so", "that under which they were chosen"
    assert asked == {"number": "+441632960001", "interpreter": lingua.pk, "name": "Lingua", "cost_code": "C-77"}
    assert (
        leader.post(f"/staff/calls/set-up/interpreters/{lingua.pk}/", answers | {"is_active": "no"}).status_code == 302
    )
    assert "optgroup" not in advisor.get(page).text
