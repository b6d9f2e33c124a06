"""Volunteers and their checks, and asking them, or a community service, to help with a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid, TransitionRefused
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.delivery.drafts import About, Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import Channel
from civichub.directory import policies
from civichub.directory.document_values import as_email
from civichub.directory.events import HelpOfferMoved
from civichub.directory.links import help_link
from civichub.directory.matching import KINDS, TIMES, Check, Need, refusal
from civichub.directory.models import HelpOffer, Service, Volunteer, VolunteerCheck
from civichub.directory.queries.helping import as_candidate, need_words
from civichub.directory.states import HELP_OFFER, VolunteerState
from civichub.places.postcodes import parse_postcode
from civichub.places.queries import addresses_at_postcode

LONGEST_REACH_METRES, MOST_AT_ONCE = 80_000, 20


@operation
def save_volunteer(
    *, organisation: Any, fields: Mapping[str, Any], actor: Any, at: datetime, volunteer: Volunteer | None = None
) -> Volunteer:
    """Take on a volunteer, or change what is kept of one. `fields`: the columns of `Volunteer` but place and times.

    Raises `Invalid` naming fields; the postcode has to be one that the address book knows.
    """
    require(policies.may_keep_volunteers(actor, organisation.pk))
    held = lock(volunteer) if volunteer else Volunteer(organisation=organisation, created_at=at)
    if held.organisation_id != organisation.pk:
        raise Invalid({"organisation": "A volunteer stays with the organisation that took them on."})
    for name, value in _volunteer_values(fields).items():
        setattr(held, name, value)
    held.changed_at = at
    held.save()
    audit("volunteer.saved", held, actor=actor, at=at, fields=sorted(fields))
    return held


def _volunteer_values(fields: Mapping[str, Any]) -> dict[str, Any]:
    errors: dict[str, str] = {}
    postcode = parse_postcode(str(fields.get("postcode") or ""))
    homes = addresses_at_postcode(postcode) if postcode else []
    if not homes:
        errors["postcode"] = "Enter a full postcode that the address book knows."
    skills = [one for one in fields.get("skills") or () if one in KINDS]
    if not skills:
        errors["skills"] = "Select at least one kind of help."
    if fields.get("state", VolunteerState.ACTIVE) not in VolunteerState.values:
        errors["state"] = "Choose one from the list."
    reach, capacity = int(fields.get("reach_metres") or 0), int(fields.get("capacity") or 0)
    if not 0 < reach <= LONGEST_REACH_METRES:
        errors["reach_metres"] = "Enter how far they go, up to 50 miles."
    if not 1 <= capacity <= MOST_AT_ONCE:
        errors["capacity"] = f"Enter how many requests at a time, from 1 to {MOST_AT_ONCE}."
    if errors:
        raise Invalid(errors)
    return {
        "name": clean_text(fields.get("name") or "", field="name", max_length=160, required=True),
        "email": _required_email(fields.get("email")),
        "phone": clean_text(fields.get("phone") or "", field="phone", max_length=30),
        "postcode": postcode,
        "easting": sum(one.easting for one in homes) / len(homes),
        "northing": sum(one.northing for one in homes) / len(homes),
        "reach_metres": reach,
        "skills": skills,
        "times": [one for one in fields.get("times") or () if one in TIMES],
        "languages": clean_text(fields.get("languages") or "", field="languages", max_length=200),
        "capacity": capacity,
        "state": fields.get("state") or VolunteerState.ACTIVE,
        "notes": clean_text(fields.get("notes") or "", field="notes", max_length=4_000, lines=True),
    }


def _required_email(value: Any) -> str:
    address = as_email(value, "email")
    if not address:
        raise Invalid({"email": "Enter an email address: requests are sent there."})
    return address


@operation
def record_check(
    *, volunteer: Volunteer, level: str, issued_on: date, good_until: date, actor: Any, at: datetime
) -> VolunteerCheck:
    """Record that the actor saw a check. The certificate and its number are not kept (DBS code of practice)."""
    volunteer = lock(volunteer)
    require(policies.may_keep_volunteers(actor, volunteer.organisation_id))
    if level not in Check.values or level == Check.NONE:
        raise Invalid({"level": "Choose the level of the check."})
    if not issued_on <= min(london_date(at), good_until):
        raise Invalid({"issued_on": "The check has to have been issued already, and end after that."})
    made = VolunteerCheck.objects.create(
        volunteer=volunteer, level=level, issued_on=issued_on, good_until=good_until, seen_by=actor, seen_at=at
    )
    audit("volunteer.check_recorded", volunteer, actor=actor, at=at, level=level, good_until=good_until.isoformat())
    return made


@operation
def offer_to_volunteer(
    *, volunteer: Volunteer, case_reference: str, need: Need, area: str, words: str, reasons: Sequence[str], actor: Any,
    at: datetime,
) -> HelpOffer:  # fmt: skip
    """Ask a volunteer to help with a case, by email with a link. They learn the kinds, the rough `area` and the times.

    Refused, whoever asks, for one who may not be matched: without the check, without time or capacity, too far away.
    """
    volunteer = lock(volunteer)
    require(policies.may_match(actor, volunteer.organisation_id))
    if volunteer.state != VolunteerState.ACTIVE:
        raise TransitionRefused(f"{volunteer.name} takes no requests at the moment.")
    if why := refusal(need, as_candidate(volunteer), on=london_date(at)):
        raise TransitionRefused(f"{volunteer.name} cannot be asked. {why}")
    if volunteer.offers.filter(case_reference=case_reference, state__in=["offered", "accepted"]).exists():
        raise TransitionRefused(f"{volunteer.name} was asked already.")
    return _offer(
        HelpOffer(volunteer=volunteer, organisation=volunteer.organisation, to_email=volunteer.email), case_reference,
        need, area, words, reasons, actor, at,
    )  # fmt: skip


@operation
def offer_to_service(
    *, service: Service, organisation: Any, to_email: str, case_reference: str, need: Need, area: str, words: str,
    reasons: Sequence[str], actor: Any, at: datetime,
) -> HelpOffer:  # fmt: skip
    """Ask a community service to help with a case. A sensitive request goes to none: it is referred in another way."""
    require(policies.may_match(actor, organisation.pk))
    if need.sensitive:
        raise TransitionRefused(
            "This request is sensitive. Speak with the person, and refer them with their agreement."
        )
    address = _required_email(to_email)
    held = HelpOffer(service=service, organisation=organisation, to_email=address)
    return _offer(held, case_reference, need, area, words, reasons, actor, at)


def _offer(
    offer: HelpOffer, case_reference: str, need: Need, area: str, words: str, reasons: Sequence[str], actor: Any,
    at: datetime,
) -> HelpOffer:  # fmt: skip
    offer.case_reference, offer.offered_by, offer.offered_at = case_reference, actor, at
    offer.words = clean_text(words, field="words", max_length=1_000, lines=True)
    offer.need = {**asdict(need), "point": None, "area": clean_text(area, field="area", max_length=80)}
    offer.reasons = list(reasons)
    offer.save()
    draft = Draft(
        channel=Channel.EMAIL,
        to_address=offer.to_email,
        to_name=offer.named[:160],
        subject="Can you help somebody near you?",
        body=_letter(offer),
        recipient=f"directory.helpoffer:{offer.pk}",
        recipient_verified=offer.volunteer_id is not None,
        about=About("directory.helpoffer", offer.pk),
        why_channel="Email: how volunteers are asked.",
    )
    queue_message(draft=draft, organisation=offer.organisation, actor=actor, at=at, dedupe_key=f"help-offer:{offer.pk}")
    _tell(offer, actor, at)
    return offer


def _letter(offer: HelpOffer) -> str:
    lines = [
        f"Hello {offer.named},",
        "Somebody asked us for help that you may be able to give:",
        need_words(offer.need),
    ]
    if offer.words:
        lines.append(offer.words)
    lines += [
        f"Say yes or no here:\n{help_link(offer)}",
        "You learn who it is and where once you have said yes. If you cannot, say so: then we ask somebody else.",
        f"{offer.organisation.name}, {settings.PUBLIC_URL}",
    ]
    return "\n\n".join(lines)


@operation
def accept_offer(*, offer: HelpOffer, actor: Any, at: datetime) -> HelpOffer:
    """Whoever was asked says yes. A check that has run out meanwhile, or a full list, stands in the way even now."""
    return _answer(offer, "accept", "", actor, at)


@operation
def decline_offer(*, offer: HelpOffer, words: str, actor: Any, at: datetime) -> HelpOffer:
    """Whoever was asked says no; they need not say why."""
    return _answer(offer, "decline", words, actor, at)


def _answer(offer: HelpOffer, step: str, words: str, actor: Any, at: datetime) -> HelpOffer:
    offer = lock(offer)
    require(policies.may_answer_offer(actor))
    target = HELP_OFFER.target(offer.state, step)
    volunteer = lock(offer.volunteer) if offer.volunteer else None
    if step == "accept" and volunteer is not None:
        need = Need(tuple(offer.need["kinds"]), None, (), offer.need["sensitive"])
        if volunteer.state != VolunteerState.ACTIVE or refusal(need, as_candidate(volunteer), on=london_date(at)):
            raise TransitionRefused("This request cannot be taken on any more. Thank you all the same.")
    offer.state, offer.answered_at = target, at
    offer.answer = clean_text(words, field="answer", max_length=1_000, lines=True)
    save(offer, "state", "answered_at", "answer")
    _tell(offer, actor, at)
    return offer


@operation
def withdraw_offer(*, offer: HelpOffer, actor: Any, at: datetime) -> HelpOffer:
    """The desk takes the question back, or the help off again; the link then shows nobody's name any more."""
    offer = lock(offer)
    require(policies.may_match(actor, offer.organisation_id))
    offer.state, offer.ended_at = HELP_OFFER.target(offer.state, "withdraw"), at
    save(offer, "state", "ended_at")
    _tell(offer, actor, at)
    return offer


@operation
def finish_offer(*, offer: HelpOffer, feedback: str, actor: Any, at: datetime) -> HelpOffer:
    """The help was given: said by whoever gave it, by their link, or at the desk."""
    offer = lock(offer)
    require(policies.may_answer_offer(actor) or policies.may_match(actor, offer.organisation_id))
    offer.state, offer.ended_at = HELP_OFFER.target(offer.state, "finish"), at
    offer.feedback = clean_text(feedback, field="feedback", max_length=2_000, lines=True)
    save(offer, "state", "ended_at", "feedback")
    _tell(offer, actor, at)
    return offer


def _tell(offer: HelpOffer, actor: Any, at: datetime) -> None:
    audit(f"help.{offer.state}", offer, actor=actor, at=at, case=offer.case_reference)
    publish(HelpOfferMoved(offer_id=offer.pk, case_reference=offer.case_reference, state=offer.state), at=at)
