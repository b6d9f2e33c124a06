"""Addresses inside messages: signed, so that nobody can make one, and short, so that a text can carry it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner

from civichub.core.references import parse_reference

TRACK_PATH, STOP_PATH = "/track/link/{}/", "/track/stop/{}/"
APPOINTMENT_PATH, OFFER_PATH = "/appointments/manage/{}/", "/appointments/offer/{}/"
WAIT_PATH = "/appointments/waiting/{}/"
RESUME_PATH, DESK_PATH = "/apply/resume/{}/", "/staff/cases/{}/"
ACTING_PATH, WARD_PATH = "/acting-for/{}/", "/staff/ward/cases/{}/"
SENT_PATH = "/partner/cases/{}/"
GOOD_FOR = timedelta(days=365)
_TRACK, _STOP = TimestampSigner(salt="civichub.track"), Signer(salt="civichub.stop")
_APPOINTMENT, _OFFER = TimestampSigner(salt="civichub.appointment"), TimestampSigner(salt="civichub.offer")
_WAIT = TimestampSigner(salt="civichub.waiting")
_ACTING = Signer(salt="civichub.acting")
_ROLES = {"r": "reporter", "f": "follower"}


@dataclass(frozen=True)
class TrackLink:
    """What a good link says: which case, and whether its holder reported it or only follows it."""

    reference: str
    role: str


def track_link(reference: str, *, follower: bool = False) -> str:
    """The address that shows this case's progress without signing in, for a year."""
    return settings.PUBLIC_URL + TRACK_PATH.format(_TRACK.sign(f"{reference}{'f' if follower else 'r'}"))


def read_track_link(token: str) -> TrackLink | None:
    """What the token of a `track_link` says, or None when it is forged, mangled or over a year old."""
    try:
        value = _TRACK.unsign(token[:200], max_age=GOOD_FOR)
    except BadSignature:
        return None
    reference, role = parse_reference(value[:-1]), _ROLES.get(value[-1:])
    return TrackLink(reference, role) if reference and role else None


def appointment_link(reference: str) -> str:
    """The address at which somebody sees, moves or cancels their appointment without signing in, for a year."""
    return settings.PUBLIC_URL + APPOINTMENT_PATH.format(_APPOINTMENT.sign(reference))


def read_appointment_link(token: str) -> str | None:
    """The reference in the token of an `appointment_link`, or None when it is forged, mangled or over a year old."""
    try:
        return parse_reference(_APPOINTMENT.unsign(token[:200], max_age=GOOD_FOR))
    except BadSignature:
        return None


def offer_link(offer_id: int) -> str:
    """The address at which an earlier time is accepted or declined."""
    return settings.PUBLIC_URL + OFFER_PATH.format(_OFFER.sign(str(offer_id)))


def read_offer_link(token: str) -> int | None:
    """The offer's id in the token of an `offer_link`, or None when it is forged, mangled or over a year old."""
    try:
        value = _OFFER.unsign(token[:200], max_age=GOOD_FOR)
    except BadSignature:
        return None
    return int(value) if value.isascii() and value.isdigit() else None


def wait_link(reference: str) -> str:
    """The address at which somebody without an appointment sees what they wait for, or leaves the list."""
    return settings.PUBLIC_URL + WAIT_PATH.format(_WAIT.sign(reference))


def read_wait_link(token: str) -> str | None:
    """The reference in the token of a `wait_link`, or None when it is forged, mangled or over a year old."""
    try:
        return parse_reference(_WAIT.unsign(token[:200], max_age=GOOD_FOR))
    except BadSignature:
        return None


def stop_link(follower_id: int) -> str:
    """The address at which a follower stops the messages; it never expires."""
    return settings.PUBLIC_URL + STOP_PATH.format(_STOP.sign(str(follower_id)))


def read_stop_link(token: str) -> int | None:
    """The follower's id in the token of a `stop_link`, or None when it is forged or mangled."""
    try:
        value = _STOP.unsign(token[:200])
    except BadSignature:
        return None
    return int(value) if value.isascii() and value.isdigit() else None


def resume_link(token: str) -> str:
    """The address that opens a saved form. Whoever holds the form's token can read what was filled in."""
    return settings.PUBLIC_URL + RESUME_PATH.format(token)


def desk_link(reference: str) -> str:
    """The address of the case for staff, who sign in to see it."""
    return settings.PUBLIC_URL + DESK_PATH.format(reference)


def acting_link(representation_id: int) -> str:
    """The address at which a resident ends that a councillor acts for them; it never expires."""
    return settings.PUBLIC_URL + ACTING_PATH.format(_ACTING.sign(str(representation_id)))


def read_acting_link(token: str) -> int | None:
    """The representation's id in the token of an `acting_link`, or None when it is forged or mangled."""
    try:
        value = _ACTING.unsign(token[:200])
    except BadSignature:
        return None
    return int(value) if value.isascii() and value.isdigit() else None


def sent_link(reference: str) -> str:
    """The address of a case for the partner who sent it in, and who signs in to see it."""
    return settings.PUBLIC_URL + SENT_PATH.format(reference)


def ward_link(reference: str) -> str:
    """The address of the case for the councillor who acts in it, who signs in to see it."""
    return settings.PUBLIC_URL + WARD_PATH.format(reference)
