"""What a template may say, by event: the whole list, so that nothing else about a person can slip into a message. Pure.

No placeholder holds an address, an answer of a form or a private note.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Placeholder:
    """One word that a template may use. `public`: it holds words that the public typed, so they go to nobody else."""

    meaning: str
    sample: str
    public: bool = False


PLACEHOLDERS: dict[str, Placeholder] = {
    "greeting": Placeholder("“Dear” and the name, or “Hello” if we are not sure", "Dear Jo Bloggs", public=True),
    "reference": Placeholder("The reference, as it is read aloud", "7KM-4PQ-XT9"),
    "service": Placeholder("What the service is called", "Report a pothole"),
    "title": Placeholder("What the case is called; the service's name when that could give something away",
                         "Pothole outside the library", public=True),
    "organisation": Placeholder("The council or agency responsible", "Harborough District Council"),
    "phone": Placeholder("Its telephone number", "01858 496000"),
    "state": Placeholder("Where the case stands, in the resident's words", "We are looking at your report"),
    "next": Placeholder("What happens next, in the procedure's words", "An inspector visits within 5 working days."),
    "due": Placeholder("The day by which we expect to finish", "Tuesday 5 May 2026"),
    "track_link": Placeholder("The address of the page that shows progress", "https://hub.example/track/7KM4PQXT9…"),
    "stop_link": Placeholder("The address at which a follower stops these messages", "https://hub.example/stop/12…"),
    "note": Placeholder("What the officer wrote for the customer", "The road was resurfaced this morning."),
    "outcome": Placeholder("How it ended, in the resident's words", "We have repaired it"),
    "recourse": Placeholder("To whom else the customer may turn, in the procedure's words",
                            "You can ask the Ombudsman. Telephone 0300 061 0614."),
    "question": Placeholder("What we need from the customer", "Please send us a photo of your permit."),
    "promise": Placeholder("What we promised", "Call you about the inspection"),
    "promise_due": Placeholder("The day of the promise", "Tuesday 5 May 2026"),
    "promise_was_due": Placeholder("The day first promised, when it moved", "Friday 1 May 2026"),
    "promise_why": Placeholder("Why the day moved", "The machine we need is in use elsewhere."),
    "amount": Placeholder("What was paid", "£45.00"),
    "resume_link": Placeholder("The address that opens a saved form", "https://hub.example/apply/resume/…"),
    "expires": Placeholder("The day on which something is deleted", "Tuesday 5 May 2026"),
    "sign_in_link": Placeholder("The address of the sign-in page", "https://hub.example/sign-in/"),
    "team": Placeholder("The team that has the case", "Highways inspectors"),
    "digest": Placeholder("What came in, a line for each case", "New case: 7KM-4PQ-XT9, Report a pothole"),
    "ticket": Placeholder("The number on a visitor's ticket", "A07"),
    "ticket_link": Placeholder("The address of the ticket on a telephone", "https://hub.example/ticket/12-9f…"),
    "site": Placeholder("Where the visitor waits", "Harborough One-Stop Shop"),
    "desk_link": Placeholder("The address of the case for staff", "https://hub.example/staff/cases/7KM4PQXT9/"),
    "member": Placeholder("The councillor who acts for the resident", "Councillor Jo Bloggs"),
    "end_link": Placeholder("The address at which the resident ends it", "https://hub.example/acting-for/…"),
    "appointment": Placeholder("What the appointment is for; “your appointment” where that could give something away",
                               "Register a birth"),
    "when": Placeholder("The day and time of the appointment", "Tuesday 5 May 2026 at 10:20am"),
    "where": Placeholder("Where it is, or how; left out for somebody at risk", "at Harborough One-Stop Shop"),
    "bring": Placeholder("What to bring", "Proof of your address"),
    "why": Placeholder("Why the appointment cannot take place", "The office has no heating"),
    "new_times": Placeholder("The next free times", "Wednesday 6 May 2026 at 9am"),
    "offer_until": Placeholder("Until when an offered time is kept", "Monday 4 May 2026 at 2:32pm"),
    "manage_link": Placeholder("The address at which the appointment is seen, changed or cancelled",
                               "https://hub.example/appointments/manage/…"),
    "offer_link": Placeholder("The address at which an offered time is accepted",
                              "https://hub.example/appointments/offer/…"),
    "wait_link": Placeholder("The address at which somebody sees their place on the list, or leaves it",
                             "https://hub.example/appointments/waiting/…"),
    "wants": Placeholder("Which times would suit somebody who waits; left out for somebody at risk",
                         "at Harborough One-Stop Shop, on Monday, before midday"),
    "video_link": Placeholder("Where an appointment by video is held", "https://meet.example/…"),
}  # fmt: skip

_CASE = ("greeting", "reference", "service", "title", "organisation", "phone", "state", "next", "due", "track_link")
_CASE_NEWS = (*_CASE, "note", "outcome", "recourse")
_PROMISE = (*_CASE, "promise", "promise_due", "promise_was_due", "promise_why")
_EVERYTHING = (*_PROMISE, "note", "outcome", "recourse", "question", "amount")
_FOLLOWER = (*_CASE, "outcome", "stop_link")
_STAFF = ("reference", "service", "organisation", "team", "due", "desk_link")
_MEMBER = ("reference", "service", "organisation", "state", "desk_link")
_VISIT = ("greeting", "reference", "appointment", "organisation", "phone", "when", "where", "manage_link")
_TO_COME = (*_VISIT, "bring", "video_link")
_LINK = ("service", "organisation", "phone")
CASE, FOLLOWER, TEAM, PARTNER, LINK = "case", "follower", "team", "partner", "link"
APPOINTMENT, MEMBER = "appointment", "member"


@dataclass(frozen=True)
class EventKind:
    """An event that tells somebody.

    `audience`: for whom (the customer of a case, its followers, its team, a partner, whoever asked for a link,
    whoever has an appointment, or a councillor who acts for the customer).
    `required`: each text must have all of these. `letters`: worth the post to somebody who could be told otherwise.
    """

    key: str
    label: str
    placeholders: tuple[str, ...]
    required: tuple[str, ...] = ("reference",)
    audience: str = CASE
    channels: tuple[str, ...] = ("email", "sms", "letter")
    letters: bool = True
    urgent: bool = False


_EMAIL, _ELECTRONIC = ("email",), ("email", "sms")
_KINDS = (
    EventKind("case_received", "We have the report", _CASE_NEWS),
    EventKind("application_received", "We have the application", _CASE_NEWS),
    EventKind("case_update", "There is news", _CASE_NEWS),
    EventKind("case_scheduled", "The work is planned", _CASE_NEWS),
    EventKind("case_delayed", "It takes longer than usual", _CASE_NEWS),
    EventKind("case_question", "The case waits for the customer", (*_CASE_NEWS, "question")),
    EventKind("evidence_needed", "We need something to go on", (*_CASE, "question"), ("reference", "question")),
    EventKind("deadline_extended", "We need more time", _CASE_NEWS, ("reference", "note", "due")),
    EventKind("answer_given", "We give our answer", _CASE_NEWS),
    EventKind("case_resolved", "It is finished", _CASE_NEWS),
    EventKind("case_not_resolved", "It is finished, not as hoped", _CASE_NEWS),
    EventKind("case_passed_on", "Somebody else is responsible", _CASE_NEWS),
    EventKind("case_joined", "It is the same as another report", _CASE_NEWS),
    EventKind("case_rerouted", "Another body of the partnership has the case", _CASE_NEWS),
    EventKind("case_reopened", "We are looking at it again", _CASE_NEWS),
    EventKind("application_approved", "The application is approved", _CASE_NEWS),
    EventKind("application_refused", "The application is not approved", _CASE_NEWS),
    EventKind("appointment_offered", "An appointment is offered", _CASE_NEWS),
    EventKind("appointment_booked", "An appointment is booked", _CASE_NEWS),
    EventKind("place_offered", "A place is offered", _CASE_NEWS),
    EventKind("reminder", "We wait for the customer's answer", _CASE_NEWS),
    EventKind("promise_made", "We made or moved a promise", _PROMISE, ("reference", "promise", "promise_due")),
    EventKind("promise_at_risk", "We may be late", _PROMISE),
    EventKind("promise_late", "We are late", _PROMISE),
    EventKind("payment_received", "We have the payment", (*_CASE, "amount"), ("reference", "amount")),
    EventKind("following", "You follow a report", _FOLLOWER, audience=FOLLOWER),
    EventKind("followed_resolved", "What you follow is finished", _FOLLOWER, audience=FOLLOWER),
    EventKind("followed_reopened", "What you follow is looked at again", _FOLLOWER, audience=FOLLOWER),
    EventKind("track_link", "A link to follow a report", (*_LINK, "reference", "track_link"), ("track_link",),
              LINK, _ELECTRONIC, letters=False, urgent=True),
    EventKind("draft_saved", "A link to come back to a form", (*_LINK, "resume_link", "expires"), ("resume_link",),
              LINK, _ELECTRONIC, letters=False, urgent=True),
    EventKind("visit_near", "A visitor is near the front of the line", ("ticket", "ticket_link", "site",
              "organisation"), ("ticket",), LINK, ("sms",), letters=False, urgent=True),
    EventKind("account_welcome", "An account was opened", ("greeting", "sign_in_link"), (), LINK, _EMAIL),
    EventKind("booking_confirmed", "An appointment is made", _TO_COME, ("reference", "when"), APPOINTMENT),
    EventKind("booking_moved", "An appointment has another time", _TO_COME, ("reference", "when"), APPOINTMENT),
    EventKind("booking_cancelled", "An appointment cannot take place", (*_VISIT, "why", "new_times"),
              ("reference", "when"), APPOINTMENT, urgent=True),
    EventKind("booking_given_up", "Somebody cancelled their own appointment", _VISIT, ("reference", "when"),
              APPOINTMENT, letters=False),
    EventKind("booking_reminder", "An appointment is near", _TO_COME, ("reference", "when"), APPOINTMENT,
              letters=False),
    EventKind("earlier_offered", "An earlier time is free", (*_VISIT, "offer_until", "offer_link"),
              ("reference", "when", "offer_link"), APPOINTMENT, _ELECTRONIC, letters=False, urgent=True),
    EventKind("video_link_changed", "A video appointment has a link", (*_VISIT, "video_link"),
              ("reference", "when", "video_link"), APPOINTMENT, _ELECTRONIC, letters=False, urgent=True),
    EventKind("waiting_joined", "Somebody is on the list for a free time",
              ("greeting", "reference", "appointment", "organisation", "phone", "wants", "wait_link"), ("reference",),
              APPOINTMENT),
    EventKind("time_offered", "A time is free for somebody who waits", (*_VISIT, "offer_until", "offer_link",
              "wait_link"), ("when", "offer_link"), APPOINTMENT, _ELECTRONIC, letters=False, urgent=True),
    EventKind("member_acts", "A councillor acts for the customer", (*_CASE, "member", "end_link"),
              ("reference", "member", "end_link")),
    EventKind("member_stopped", "A councillor no longer acts for the customer", (*_CASE, "member"),
              ("reference", "member")),
    EventKind("member_begins", "A councillor is let in to a case", _MEMBER, audience=MEMBER, channels=_EMAIL),
    EventKind("member_news", "There is news for a councillor who acts", _MEMBER, audience=MEMBER, channels=_EMAIL),
    EventKind("member_ended", "A councillor is no longer let in", _MEMBER, audience=MEMBER, channels=_EMAIL),
    EventKind("partner_case", "A case concerns a partner", _STAFF, audience=PARTNER, channels=_EMAIL),
    EventKind("partner_asked", "A partner is asked to do its part", _STAFF, audience=PARTNER, channels=_EMAIL),
    EventKind("partner_answered", "A partner has answered", _STAFF, audience=TEAM, channels=_EMAIL),
    EventKind("referral_sent", "A partner has referred somebody", _STAFF, audience=PARTNER, channels=_EMAIL),
    EventKind("referral_news", "There is news of a referral", _STAFF, audience=PARTNER, channels=_EMAIL),
    EventKind("team_digest", "What came to a team since the last summary", ("team", "organisation", "digest"),
              ("digest",), TEAM, _EMAIL),
    EventKind("team_new_case", "A team has a new case", _STAFF, audience=TEAM, channels=_EMAIL),
    EventKind("team_case_reopened", "A case came back to a team", _STAFF, audience=TEAM, channels=_EMAIL),
    EventKind("customer_replied", "The customer has answered", _STAFF, audience=TEAM, channels=_EMAIL),
    EventKind("clock_due_soon", "A deadline is near", _STAFF, audience=TEAM, channels=_EMAIL),
    EventKind("leader_clock_due_soon", "A deadline is near: for who leads the team", _STAFF, audience=TEAM,
              channels=_EMAIL),
    EventKind("clock_missed", "A deadline has passed", _STAFF, audience=TEAM, channels=_EMAIL),
)  # fmt: skip
EVENT_KINDS: dict[str, EventKind] = {kind.key: kind for kind in _KINDS}


def event_kind(key: str) -> EventKind:
    """The event behind a template's key.

    ``case_resolved.no_fault`` is `case_resolved` in the words for one outcome. A key that the hub does not know is a
    procedure's own message about a case, and may use whatever any message about a case may use.
    """
    plain = key.partition(".")[0]
    return EVENT_KINDS.get(plain) or EventKind(plain, plain.replace("_", " ").capitalize(), _EVERYTHING)
