"""Half a year of contacts of one team, some of them scored; a dispute, calibrations and coaching."""

from __future__ import annotations

import io
import random
import wave
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.contacts.models import Contact
from civichub.core.clocks import LONDON, london_date
from civichub.core.references import unused_references
from civichub.core.speech import NoVoice, speak
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.feedback.quality.figures import months_until
from civichub.feedback.quality.models import Review
from civichub.feedback.quality.operations import (
    agree_calibration,
    begin_calibration,
    close_coaching,
    comment_score,
    compare_calibration,
    dispute_score,
    draw_contacts,
    finish_score,
    keep_answers,
    keep_rule,
    say_done,
    write_coaching,
)
from civichub.feedback.quality.queries.forms import parsed
from civichub.knowledge.queries import articles_holding
from civichub.organisations.queries import team_by_slug
from civichub.telephony.models import Call, CallFact, Interpreter, Leg, LegRole, Line
from civichub.telephony.operations import keep_recording
from civichub.telephony.surveys import ASKED

# Who works beside the cast and cannot sign in: name, role, months ago that they began.
COLLEAGUES = (
    ("Helen Ward", Role.TEAM_LEADER, 12), ("Owen Bell", Role.ADVISOR, 12), ("Priya Shah", Role.ADVISOR, 12),
    ("Kate Moran", Role.ADVISOR, 12), ("Luke Dean", Role.ADVISOR, 2),
)  # fmt: skip
RULE = {
    "title": "Three contacts a month", "form_key": "conversation", "period": "month", "count": 3, "low_survey": 1,
    "longest": 1, "shortest": 0, "repeat": 0, "new_for_months": 6, "new_times": 2, "due_days": 20,
}  # fmt: skip
REASONS = ("Pothole in their street", "Blue badge renewal", "Missed bin", "School place", "Street light out")
SPOKEN = (
    "Good morning, Brackenshire County Council, Asha speaking. How can I help you? I am ringing about the pothole in "
    "Mill Lane. I can see it here. An inspector will be there by Friday, and we will send you a text when it is done."
)
EACH_MONTH = 9
SEED = 1934


def score_contacts(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """The team's contacts, and what its leaders made of them."""
    county, dice = organisations[COUNTY], random.Random(SEED)
    leader, advisor, manager = (people[f"{who}@{MAIL}"] for who in ("leader", "advisor", "manager"))
    months = months_until(now)
    colleagues = _colleagues(county, actor, now)
    advisors = [advisor, *(one for one, role in colleagues if role == Role.ADVISOR)]
    _contacts(county, services["pothole"], advisors, months, now, dice)
    team = team_by_slug(county.pk, "customer-services")
    rule = keep_rule(rule=None, organisation=county, values={**RULE, "team": team}, actor=manager, at=now)
    for month in months[-2:]:
        at = min(datetime.combine(month, time(5), LONDON), now)
        for drawn in draw_contacts(rule=rule, actor=actor, at=at):
            _score(list(drawn.reviews.select_related("scorer", "form_version")), at, dice, last=month == months[-1])
    _say_something(advisor, now)
    _calibrate(advisor, [leader, manager, colleagues[0][0]], now, dice)
    _coach(county, leader, advisor, now)
    _speak(leader, actor)


def _colleagues(county: Any, actor: Any, now: datetime) -> list[tuple[Any, str]]:
    team = team_by_slug(county.pk, "customer-services")
    made = []
    for name, role, months in COLLEAGUES:
        local = name.lower().replace(" ", ".")
        began = now - timedelta(days=30 * months)
        person = add_staff(email=f"{local}@{MAIL}", name=name, organisation=county, team=team, role=role,
                           actor=actor, at=began)  # fmt: skip
        made.append((person, role))
    return made


def _contacts(
    county: Any, service: Any, advisors: Sequence[Any], months: Iterable[date], now: datetime, dice: random.Random
) -> None:
    """Telephone and counter, wrapped up; each call with its talk, a hold here and there, and an answer afterwards."""
    made = [
        _contact(county, service, person, month, dice)
        for month in months for person in advisors for _ in range(EACH_MONTH)
    ]  # fmt: skip
    past = [one for one in made if one.ended_at < now]
    for contact, reference in zip(past, unused_references(Contact, len(past)), strict=True):
        contact.reference = reference
    kept = Contact.objects.bulk_create(past)
    line = Line.objects.filter(organisation=county).order_by("pk").first()
    calls = Call.objects.bulk_create(
        Call(organisation=county, line=line, contact=one, exchange_id=f"past-{one.pk}", state="answered",
             arrived_at=one.started_at, queued_at=one.started_at, connected_at=one.started_at + timedelta(seconds=15),
             ended_at=one.wrap_up_started_at, survey_score=dice.choice((None, 2, 4, 5, 5, 4, 3)))
        for one in kept if one.channel == "phone"
    )  # fmt: skip
    facts, interpreters = [], list(Interpreter.objects.filter(organisation=county))
    for call in calls:
        held = call.connected_at + timedelta(seconds=40)
        times = [("held", held), ("resumed", held + timedelta(seconds=dice.randrange(10, 60)))] if call.pk % 3 else []
        facts += [
            CallFact(call=call, at=at, kind=kind)
            for kind, at in (*times, (ASKED, call.ended_at), ("ended", call.ended_at))
        ]
        facts += _interpreted(call, interpreters[call.pk % len(interpreters)]) if call.pk % 7 == 0 else []
    CallFact.objects.bulk_create(facts)


def _interpreted(call: Call, one: Interpreter) -> list[CallFact]:
    """Somebody of the register for the middle of it, in the first of their languages."""
    rung_at, came_at = call.connected_at, call.connected_at + timedelta(seconds=9)
    Leg.objects.create(
        call=call, channel=f"past-{call.pk}-guest", role=LegRole.GUEST, rung_at=rung_at, answered_at=came_at,
        ended_at=call.ended_at - timedelta(seconds=20),
    )  # fmt: skip
    detail = {"interpreter": one.pk, "name": one.name, "cost_code": one.cost_code, "language": one.languages[0]}
    return [CallFact(call=call, at=rung_at, kind="asked_in", detail=detail)]


def _contact(county: Any, service: Any, person: Any, month: date, dice: random.Random) -> Contact:
    began = datetime.combine(month, time(9), LONDON) + timedelta(days=dice.randrange(26), minutes=dice.randrange(450))
    spoken, wrap = timedelta(seconds=dice.randrange(140, 620)), timedelta(seconds=dice.randrange(15, 90))
    return Contact(
        organisation=county, service=service, channel=dice.choice(("phone", "phone", "counter")), self_service=False,
        state="closed", handled_by=person, reason=dice.choice(REASONS), avoidable="not",
        outcome=dice.choice(("resolved", "resolved", "resolved", "case_opened")), started_at=began,
        notes="Told them when the inspector comes, and that we send a text.", wrap_up_started_at=began + spoken,
        ended_at=began + spoken + wrap, worked_seconds=int((spoken + wrap).total_seconds()),
    )  # fmt: skip


def _answers(review: Review, dice: random.Random) -> dict[str, str]:
    """Mostly the highest answer, sometimes the one below; never one that fails the contact."""
    found = {}
    for question in parsed(review.form_version).questions:
        below = 0 if question.fails else dice.choice((0, 0, 0, 1))
        found[question.key] = question.levels[max(0, len(question.levels) - 1 - below)].value
    return found


def _score(reviews: list[Review], at: datetime, dice: random.Random, *, last: bool) -> None:
    """All of them; of the last draw one of each person is left to do."""
    for review in reviews[1:] if last else reviews:
        by = {"actor": review.scorer, "at": at + timedelta(hours=3)}
        keep_answers(review=review, answers=_answers(review, dice), summary="Calm and clear. Say the day when we come.",
                     remarks={"next": "The day was said only when asked."}, **by)  # fmt: skip
        finish_score(review=review, **by)


def _say_something(advisor: Any, now: datetime) -> None:
    scores = list(Review.objects.filter(person=advisor, state="finished").order_by("-finished_at")[:3])
    comment_score(review=scores[0], words="Thank you. I will say the day first.", actor=advisor, at=now)
    dispute_score(review=scores[1], why="The day is in the notes: I said it at the start.", actor=advisor, at=now)


def _calibrate(advisor: Any, scorers: list[Any], now: datetime, dice: random.Random) -> None:
    """Three that were agreed, in which the last scorer is always too kind; and one that goes on."""
    free = Contact.objects.filter(handled_by=advisor, state="closed", channel="phone", worked_seconds__gt=0)
    free = free.exclude(pk__in=Review.objects.values("contact")).order_by("-started_at")[:4]
    for number, contact in enumerate(free):
        at = now - timedelta(days=5 * number)
        by = {"actor": scorers[0], "at": at}
        session = begin_calibration(contact=contact, scorers=scorers, due_on=london_date(at + timedelta(days=7)), **by)
        if number == 0:
            continue
        for review in session.reviews.select_related("form_version", "scorer"):
            best = {one.key: one.levels[-1].value for one in parsed(review.form_version).questions}
            answers = best if review.scorer == scorers[-1] else _answers(review, dice)
            mine = {"actor": review.scorer, "at": at}
            keep_answers(review=review, answers=answers, remarks={}, summary="", **mine)
            finish_score(review=review, **mine)
        agreed = session.reviews.get(scorer=scorers[0]).answers
        compare_calibration(calibration=session, **by)
        agree_calibration(calibration=session, answers=agreed, lesson="“Next” is yes only where a day was said.", **by)


def _coach(county: Any, leader: Any, advisor: Any, now: datetime) -> None:
    score = Review.objects.filter(person=advisor, state="finished", calibration=None).order_by("-finished_at").first()
    articles = [one.article_id for one in articles_holding(county.pk, now)[:1]]
    both = {"person": advisor, "organisation": county, "actor": leader}
    today = london_date(now)
    first = write_coaching(
        about="Endings: callers rang again to ask for the day.", action="Say the day before goodbye, in ten calls.",
        due_on=today - timedelta(days=20), at=now - timedelta(days=40), **both,
    )  # fmt: skip
    say_done(note=first, words="It feels natural now.", actor=advisor, at=now - timedelta(days=22))
    came_of_it = "Heard it in all three calls we listened to."
    close_coaching(note=first, words=came_of_it, actor=leader, at=now - timedelta(days=18))
    write_coaching(
        about="The score of the blue badge call: kind, and a little long.", reviews=[score], articles=articles,
        action="Read the article and use its questions in order.", due_on=today + timedelta(days=9),
        at=now - timedelta(days=2), **both,
    )  # fmt: skip


def _speak(leader: Any, actor: Any) -> None:
    """The first call on the leader's list can be heard, where this machine has a voice."""
    todo = Review.objects.filter(scorer=leader, state="to_do", contact__channel="phone", calibration=None).first()
    call = Call.objects.filter(contact=todo.contact_id).first() if todo else None
    if call is None:
        return
    try:
        speech = speak(SPOKEN, voice="en-gb", words_per_minute=165, longest_seconds=3)
    except NoVoice:
        return
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, speech.rate, 0, "NONE", ""))
        sound.writeframes(speech.samples)
    seconds = len(speech.samples) // (2 * speech.rate)
    keep_recording(call=call, name=f"past-{call.pk}", content=file.getvalue(), seconds=seconds, kind="call",
                   actor=actor, at=call.ended_at)  # fmt: skip
