"""The pages of who runs the day: setting up, the register, rotas, warnings, walls, the whiteboard's own pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.cases.operations.assigning import assign_case
from civichub.contacts.models import Contact
from civichub.frontdesk.models import Visit
from civichub.frontdesk.operations import (
    add_counter,
    begin_with,
    call_next,
    park_visit,
    register_arrival,
    resume_visit,
    set_up_desk,
    stand_at,
)
from civichub.places.operations import add_site
from civichub.routing.models import Alert, Queue, QueueMember, WallKey, WorkItem
from civichub.routing.operations import define_queue, join_queue, place_work
from civichub.routing.queries import queues_now
from civichub.workforce.models import Duty, DutyTurn, PersonSkill, Presence, Skill, SkillProposal
from civichub.workforce.operations import define_duty, set_presence
from tests.factories.world import World, make_case

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Desk:
    """Somebody at the desk, and short words for what they do."""

    def __init__(self, world: World, word: str) -> None:
        self.client = Client()
        self.client.force_login(world.people[word], backend=BACKEND)

    def get(self, name: str, /, *args: Any, **query: Any) -> str:
        return self.client.get(reverse(name, args=args), query).content.decode()

    def post(self, name: str, /, *args: Any, **sent: Any) -> str:
        return self.client.post(reverse(name, args=args), sent, follow=True).content.decode()


@pytest.fixture
def queue(world: World) -> Queue:
    leader, now = world.people["leader"], timezone.now()
    made = define_queue(
        organisation=world.county, slug="calls", name="Calls", actor=leader, at=now, hours=ALWAYS,
        answer_within_seconds=600,
    )  # fmt: skip
    join_queue(queue=made, person=world.people["officer"], actor=leader, at=now)
    return made


DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = {day: ["00:00-24:00"] for day in DAYS} | {"bank_holidays": "open"}


def answers(**more: Any) -> dict[str, Any]:
    """A whole form about a queue."""
    weights = dict.fromkeys(("call", "visitor", "email", "letter", "message", "call_back", "task"), 100) | {"chat": 33}
    return {
        "name": "Post", "services": "", "order": "need-promise-waited", "choose": "wanted-rank-spare_skills-idle",
        "promise_soon": 15, "ring_seconds": 20, "answer_within": 2, "unit": "hours", "answer_share": 90,
        "short_abandon_seconds": 5, "overflow_to": "", "overflow_after": 5, "alert_email": "",
        "call_backs_each_half_hour": 2,
        "monday": "09:00 to 17:00",
        "bank_holidays": "closed", **{f"weight_{kind}": weight for kind, weight in weights.items()}, **more,
    }  # fmt: skip


def place(world: World, queue: Queue, number: int, **more: Any) -> WorkItem:
    details = {"kind": "task", "subject_kind": "thing", "subject_id": number, "title": f"Thing {number}"}
    return place_work(queue=queue, actor=world.system, at=timezone.now(), **{**details, **more})


def test_a_queue_is_made_given_people_previewed_and_taken_out_of_use(world: World, queue: Queue) -> None:
    leader, county = Desk(world, "leader"), world.county.pk
    assert "Calls" in leader.get("queue-setup")
    wrong = leader.post("queue-add", **answers(organisation=county, services="Potholes of old", ring_seconds=1))
    assert "Line 1: there is no live service called “Potholes of old”" in wrong
    wrong = leader.post("queue-add", **answers(organisation=county, ring_seconds=1))
    assert "Enter seconds from 5 to 600" in wrong
    wrong = leader.post("queue-add", **answers(organisation=county, name="calls"))
    assert "has a queue of that name already" in wrong
    sent = answers(organisation=county, services="pothole", overflow_to=queue.pk, order="waited", weight_email=50)
    assert "Post is set up" in leader.post("queue-add", **sent)
    post = Queue.objects.get(slug="post")
    assert (post.answer_within_seconds, post.overflow_to, post.strategy) == (7200, queue, {"order": ["waited"]})
    assert (post.services, post.weights) == ([world.services["pothole"].pk], {"email": 50})
    assert post.hours["monday"] == ["09:00-17:00"]

    found = leader.get("queue-members", post.pk, q="district")
    assert "district@lowton.example" in found, "officers of other organisations can be found (H2)"
    assert "has no role that takes work" in leader.get("queue-members", post.pk, q="analyst")
    assert "serves Post now" in leader.post("queue-members", post.pk, person=world.people["district"].pk, rank=2)
    assert "serve Post now" in leader.post("queue-members", post.pk, team=world.teams["desk"].pk, rank=1)
    assert QueueMember.objects.filter(queue=post).count() == 4
    page = leader.post("queue-member-remove", post.pk, world.people["district"].pk)
    assert "no longer serves Post" in page

    first, second = place(world, post, 1), place(world, post, 2, priority=2)
    preview = leader.post("queue-change", post.pk, **answers(preview="yes"))
    assert preview.index("Thing 2") < preview.index("Thing 1"), "need would go first"
    assert "Nothing is changed yet" in preview
    post.refresh_from_db()
    assert post.strategy == {"order": ["waited"]}
    assert "2 items wait in this queue" in leader.post("queue-state", post.pk, move_to="")
    assert "out of use" in leader.post("queue-state", post.pk, move_to=queue.pk)
    assert set(WorkItem.objects.filter(queue=queue)) == {first, second}
    assert "is in use" in leader.post("queue-state", post.pk)


def test_skills_are_kept_proposed_confirmed_and_carried_by_file(world: World) -> None:
    leader, officer = Desk(world, "leader"), Desk(world, "officer")
    said = {"name": "Punjabi", "said": "you speak Punjabi", "kind": "language", "key": "language:pa"}
    assert "Use small letters" in leader.post("skill-add", **said | {"key": "Language PA"})
    assert "The skill is there" in leader.post("skill-add", **said)
    punjabi = Skill.objects.get()
    leader.post("skill-change", punjabi.pk, name="Panjabi", said="you speak Panjabi", kind="language")
    thanks = officer.post("my-skills", skill=punjabi.pk, level=4, evidence="Mother tongue")
    assert "Waiting to be confirmed" in thanks
    proposal = SkillProposal.objects.get()
    assert not PersonSkill.objects.exists(), "nothing counts before it is confirmed"
    assert "Mother tongue" in leader.get("skill-register")
    assert Desk(world, "district").client.get(reverse("skill-register")).status_code == 403
    leader.post("skill-confirm", proposal.pk, expires_on_0="", expires_on_1="", expires_on_2="")
    assert PersonSkill.objects.get().person == world.people["officer"]
    out = leader.client.get(reverse("skill-register"), {"as": "csv"}).content.decode()
    assert out.splitlines()[1] == "officer@county.example,language:pa,4,,Mother tongue"
    lines = "email,skill,level,expires_on,evidence\nadvisor@county.example,language:pa,3,2026-13-01,\nx@y.z,bsl,9,,\n"
    wrong = leader.post("skill-file", file=SimpleUploadedFile("a.csv", lines.encode()))
    assert "Line 2: write expires_on like 2026-03-31" in wrong
    assert "Line 3: nobody you manage has the email x@y.z" in wrong
    soon = f"{timezone.localdate() + timedelta(days=10):%Y-%m-%d}"
    lines = f"email,skill,level,expires_on,evidence\r\nadvisor@county.example,language:pa,3,{soon},=1+1\r\n"
    assert "Every line" in leader.post("skill-file", file=SimpleUploadedFile("a.csv", lines.encode()))
    page = leader.get("skill-register", soon="yes")
    assert "Advisor" in page
    assert "Officer" not in page.split("hub-desk__main")[1]
    assert "'=1+1" in leader.client.get(reverse("skill-register"), {"as": "csv"}).content.decode()
    assert "retired" in leader.post("skill-retire", punjabi.pk)


def test_a_rota_is_planned_by_week_shows_its_gaps_and_turns_change_hands(world: World) -> None:
    leader, care = Desk(world, "leader"), Desk(world, "care")
    sent = {"organisation": world.county.pk, "title": "Duty social worker", "services": "social-care",
            "when_nobody": "Ring 01632 960 100", "saturday": "09:00 to 13:00", "bank_holidays": "open"}  # fmt: skip
    page = leader.post("duty-add", **sent | {"services": "Social care"})
    assert "Nobody on duty" in page
    assert "Saturday" in page
    assert "09:00–13:00" in page
    duty, today = Duty.objects.get(), timezone.localdate()
    days = {f"{name}_{part}": value for name, day in (("first", today), ("last", today + timedelta(days=27)))
            for part, value in enumerate((day.day, day.month, day.year))}  # fmt: skip
    turns = {"person": world.people["care"].pk, "weekdays": ["5"], "begins": "9:00", "ends": "11:00", **days}
    assert "Enter a time like 09:00" in leader.post("duty-turns", duty.pk, **turns | {"begins": "nine"})
    planned = leader.post("duty-turns", duty.pk, **turns)
    assert "11:00–13:00" in planned
    assert DutyTurn.objects.count() == 4
    assert "Somebody has part of Saturday" in leader.post("duty-turns", duty.pk, **turns)
    first, second = DutyTurn.objects.order_by("starts_at")[:2]
    leader.post("duty-give", second.pk, person=world.people["officer"].pk, reach="117", other="")
    given = DutyTurn.objects.get(person=world.people["officer"], withdrawn_at=None)
    leader.post("duty-give", first.pk, person="", reach="", other=given.pk)
    now = [turn.person for turn in DutyTurn.objects.filter(withdrawn_at=None).order_by("starts_at")[:2]]
    assert now == [world.people["officer"], world.people["care"]]
    own = DutyTurn.objects.filter(withdrawn_at=None, person=world.people["care"]).first()
    assert "Give it to a colleague" in care.get("whiteboard-person", world.people["care"].pk)
    care.post("duty-give", own.pk, person=world.people["advisor"].pk, reach="")
    own.refresh_from_db()
    assert own.withdrawn_at is not None
    other = DutyTurn.objects.filter(withdrawn_at=None, person=world.people["officer"]).first()
    assert care.client.get(reverse("duty-give", args=[other.pk])).status_code == 404
    assert "gap" in leader.get("duty-list")
    assert "has ended" in leader.post("duty-end", duty.pk)


def test_a_warning_is_seen_on_every_page_and_one_says_who_sees_to_it(world: World, queue: Queue) -> None:
    leader, now = Desk(world, "leader"), timezone.now()
    alert = Alert.objects.create(queue=queue, kind="standard", words="At this rate …", raised_at=now, seen_at=now)
    for name, args in (("work-strip", ()), ("queue-board", ()), ("queue", (queue.pk,)), ("wallboard", ())):
        assert "At this rate …" in leader.get(name, *args), name
    assert "At this rate" not in Desk(world, "officer").get("work-strip")
    assert "sees to it since" in leader.post("alert-acknowledge", alert.pk)
    assert "At this rate" not in leader.get("work-strip")
    assert "Leader" in leader.get("queue-alerts", queue.pk)
    assert Desk(world, "manager").client.get(reverse("queue-alerts", args=[queue.pk])).status_code == 200
    assert Desk(world, "district").client.post(reverse("alert-acknowledge", args=[alert.pk])).status_code == 403


def test_work_is_taken_out_of_turn_with_a_reason_and_not_without(world: World, queue: Queue) -> None:
    item, officer = place(world, queue, 1), Desk(world, "officer")
    assert "Take it out of turn" in officer.get("work")
    assert "Say why you take it out of turn" in officer.post("work-take", item.pk, why=" ")
    officer.post("work-take", item.pk, why="They rang me yesterday")
    item.refresh_from_db()
    assert item.taken_by == world.people["officer"]


def test_the_hand_off_shows_who_of_the_team_is_in_and_goes_to_one_of_them(world: World, queue: Queue) -> None:
    set_presence(person=world.people["officer"], status="visit", reach="117", actor=world.people["officer"],
                 at=timezone.now(), until=timezone.now() + timedelta(days=2))  # fmt: skip
    advisor, team = Desk(world, "advisor"), world.teams["highways"].pk
    address = advisor.client.post(reverse("contact-begin"), {"who": "Mrs Reed", "channel": "phone"}).url
    reference = address.strip("/").split("/")[-1]
    page = advisor.post("contact-hand-off", reference, team=team, notes="A hole", see="yes")
    assert "Out on a visit, until" in page
    assert "A hole" in page
    assert not WorkItem.objects.exists()
    done = advisor.post(
        "contact-hand-off", reference, team=team, person=world.people["officer"].pk, notes="A hole by the gate"
    )
    assert "Handed off to Officer" in done
    assert WorkItem.objects.get().wanted == world.people["officer"]
    assert Contact.objects.get().handled_by is None


def test_a_screen_on_the_wall_shows_counts_and_no_names_until_its_key_is_withdrawn(world: World, queue: Queue) -> None:
    leader = Desk(world, "leader")
    place(world, queue, 1, title="Mrs Reed about her rent")
    page = leader.post("wall-key-make", organisation=world.county.pk, label="Contact centre", queues=[queue.pk])
    address = page.split('id="the-address" value="')[1].split('"')[0].removeprefix("http://testserver")
    screen = Client().get(address)
    assert screen.status_code == 200
    shown = screen.content.decode()
    assert "Waiting" in shown
    assert "Mrs Reed" not in shown
    assert "hub-wall--light" in Client().get(f"{address}?look=light&queue={queue.pk}").content.decode()
    assert Client().get(f"{address}events/").status_code == 204, "no stream over a server that cannot hold one"
    leader.post("wall-key-withdraw", WallKey.objects.get().pk)
    assert Client().get(address).status_code == 404
    assert Client().get("/wall/nothing/").status_code == 404
    for query in ({"site": "nowhere"}, {"queue": "x"}, {"organisation": "\x00"}, {"queue": "9" * 30}):
        assert leader.client.get(reverse("wallboard"), query).status_code in (200, 404)
    assert Desk(world, "advisor").client.get(reverse("wallboard")).status_code == 403


def test_one_person_is_shown_with_what_was_said_and_their_calendar_is_read(world: World, settings: Any) -> None:
    officer, now = Desk(world, "officer"), timezone.now()
    for hour in range(30):
        set_presence(person=world.people["officer"], status="visit", place=f"Road {hour}",
                     actor=world.people["officer"], at=now - timedelta(hours=30 - hour))  # fmt: skip
    elsewhere = Desk(world, "district").get("whiteboard-person", world.people["officer"].pk)
    assert "Road 29" in elsewhere, "where somebody is now is everybody's business"
    assert "Road 28" not in elsewhere, "and where they were is their team's and their manager's"
    page = officer.get("whiteboard-person", world.people["officer"].pk)
    assert "Road 28" in page
    assert "Road 3<" not in page, "25 a page"
    assert "Kept for 365 days" in page
    meeting = now + timedelta(hours=1)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//", "BEGIN:VEVENT", "UID:a", "SUMMARY:Secret",
             f"DTSTART:{meeting:%Y%m%dT%H%M%SZ}", f"DTEND:{meeting + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
             "END:VEVENT", "END:VCALENDAR"]  # fmt: skip
    file = SimpleUploadedFile("me.ics", "\r\n".join(lines).encode())
    assert "knows 1 busy time" in officer.post("whiteboard-calendar", calendar=file)
    assert Presence.objects.get(source="calendar").status == "busy"
    assert "Choose a calendar file" in officer.post(
        "whiteboard-calendar", calendar=SimpleUploadedFile("me.ics", b"\x00")
    )
    settings.CALENDAR_ORIGINS = ("https://calendar.example",)
    for bad in ("http://169.254.169.254/x.ics", "https://calendar.example@evil.example/", "https://calendar.example:x"):
        assert "Give an address that begins with" in officer.post("whiteboard-calendar", follow="yes", address=bad)
    good = "https://calendar.example/me.ics"
    assert "read every ten minutes" in officer.post("whiteboard-calendar", follow="yes", address=good)
    assert "not read any more" in officer.post("whiteboard-calendar", follow="yes", address="")
    assert Presence.objects.get(source="calendar").withdrawn_at is not None


def test_a_case_shows_who_has_it_who_is_on_duty_and_whether_they_are_in(world: World) -> None:
    case, now = make_case(world, at=timezone.now()), timezone.now()
    officer, care = world.people["officer"], world.people["care"]
    assign_case(case=case, assignee=officer, team=case.team, actor=world.people["leader"], at=now)
    set_presence(person=officer, status="visit", reach="117", actor=officer, at=now)
    duty = define_duty(organisation=world.county, title="Duty inspector", services=[world.services["pothole"].pk],
                       actor=world.people["leader"], at=now)  # fmt: skip
    DutyTurn.objects.create(duty=duty, person=care, starts_at=now - timedelta(hours=1), reach="118",
                            ends_at=now + timedelta(hours=1))  # fmt: skip
    page = Desk(world, "advisor").get("case", case.reference)
    aside = page.split("Who to ask")[1]
    assert aside.index("Officer") < aside.index("Duty inspector")
    assert "Out on a visit" in aside
    assert "tel:117" in aside
    assert "tel:118" in aside


def test_a_parked_visitor_is_measured_once(world: World) -> None:
    leader, reception, now = world.people["leader"], world.people["reception"], timezone.now()
    line = define_queue(organisation=world.county, slug="shop", name="Shop", actor=leader, at=now)
    join_queue(queue=line, person=reception, actor=leader, at=now)
    site = add_site(
        organisation=world.county, slug="shop", name="Shop", kind="one_stop_shop", actor=world.system, at=now
    )
    desk = set_up_desk(site=site, queue=line, prefix="a", actor=leader, at=now)
    stand_at(counter=add_counter(desk=desk, label="1", actor=leader, at=now), actor=reception, at=now)
    register_arrival(desk=desk, services=[world.services["pothole"]], actor=reception, at=now)
    visit = begin_with(visit=call_next(actor=reception, at=now), actor=reception, at=now)
    park_visit(visit=visit, actor=reception, at=now)
    resume_visit(visit=Visit.objects.get(), actor=reception, at=now)
    assert queues_now([line], timezone.now())[0].answered == 1


def test_an_officer_of_another_organisation_takes_the_countys_caller_and_sees_no_more_than_that(world: World) -> None:
    """Several organisations' officers serve one line in one building (H2)."""
    leader, advisor, district = (Desk(world, word) for word in ("leader", "advisor", "district"))
    line = define_queue(
        organisation=world.county, slug="highways", name="Highways", actor=world.people["leader"], at=timezone.now()
    )
    assert "serves Highways now" in leader.post("queue-members", line.pk, person=world.people["district"].pk, rank=1)
    case = make_case(world, at=timezone.now())
    references = []
    for who in ("Mrs Reed", "Mr Moss"):
        address = advisor.client.post(reverse("contact-begin"), {"who": who, "channel": "phone"}).url
        references.append(address.strip("/").split("/")[-1])
    assert "Nothing just now" in district.post("work-ready")
    advisor.post("contact-hand-off", references[0], team=world.teams["highways"].pk, notes="A hole by the gate")
    offer = world.people["district"].offers.get(state="open")
    assert "Mrs Reed" in district.get("work-strip")
    assert "Mrs Reed" in district.post("offer-accept", offer.pk)
    assert Contact.objects.get(reference=references[0]).handled_by == world.people["district"]
    assert district.client.get(reverse("contact", args=[references[1]])).status_code == 404
    assert district.client.get(reverse("case", args=[case.reference])).status_code == 404
    assert district.client.get(reverse("queue", args=[line.pk])).status_code in (403, 404)
