"""What the hub says when something happens. Each reaction calls one operation, and tolerates repeats.

Where a procedure has words of its own for an opening, an ending or a reopening, those go out; where it has none, the
hub's own do, so nobody is left without. Notes, questions and promises are always passed on.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from civichub.accounts.events import AccountOpened
from civichub.accounts.queries import account_by_id, system_account
from civichub.appointments.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMoved,
    EarlierOffered,
    ReminderDue,
    VideoLinkChanged,
    WishMade,
)
from civichub.cases.events import (
    CaseAssigned,
    CaseMoved,
    CaseOpened,
    CaseReopened,
    CaseRerouted,
    CaseResolved,
    CustomerAsked,
    FollowerAdded,
    MessageDue,
    PartAnswered,
    PartAsked,
    PromiseMade,
    PromiseSettled,
    PublicNoteAdded,
    RepresentationBegan,
    RepresentationEnded,
)
from civichub.cases.queries import facts_for_message
from civichub.cases.queries.telling import (
    case_id_of,
    closed_by_customer,
    followers_to_tell,
    procedure_of,
    promise_facts,
    public_words,
    recourse_words,
    staff_words_of_step,
)
from civichub.core.clocks import london_date
from civichub.core.events import subscriber
from civichub.delivery.events import DeliveryFailed
from civichub.forms.events import DraftLinkWanted, PaymentPaid
from civichub.forms.queries import draft_link_facts
from civichub.frontdesk.events import VisitorNear
from civichub.notifications import appointment_news, deadline_news, member_news, partner_news, planning, queries
from civichub.notifications.composing import promise_values
from civichub.notifications.links import resume_link
from civichub.notifications.operations import (
    News,
    note_undelivered,
    send_account_welcome,
    send_draft_link,
    tell_customer,
    tell_followers,
    tell_partners,
    tell_team,
    text_visitor,
)


def _is_news(at: datetime) -> bool:
    return planning.is_news(at, timezone.now())


def _tell(case_id: int, news: News) -> None:
    tell_customer(facts=facts_for_message(case_id), news=news, actor=system_account(), at=timezone.now())


def own_up_to_missed_promise(case_id: int, promise_id: int) -> None:
    """Tell the customer that we did not do what we promised; once, whether an officer or the calendar said so."""
    promise = promise_facts(promise_id)
    if promise is not None:
        _tell(case_id, News("promise_late", f"promise:{promise_id}:late", promise_values(promise)))


def _tell_by_default(case_id: int, event_key: str, at: datetime, *events: str) -> None:
    """The hub's own words for a step, unless the case's procedure has words of its own for these events."""
    if _is_news(at) and not planning.speaks(procedure_of(case_id), *events, to="customer"):
        note = staff_words_of_step(case_id, at)
        _tell(case_id, News(event_key, planning.step_occasion(case_id, at), {"note": note}))


def _tell_followers(case_id: int, event_key: str, at: datetime, *events: str) -> None:
    if _is_news(at) and not planning.speaks(procedure_of(case_id), *events, to="followers"):
        news = News(event_key, planning.step_occasion(case_id, at))
        facts, followers = facts_for_message(case_id), followers_to_tell(case_id)
        tell_followers(facts=facts, news=news, followers=followers, actor=system_account(), at=timezone.now())


def _tell_team(case_id: int, event_key: str, at: datetime) -> None:
    if _is_news(at):
        occasion = f"{event_key}:{case_id}:{at.isoformat()}"
        facts = facts_for_message(case_id)
        tell_team(facts=facts, event_key=event_key, occasion=occasion, actor=system_account(), at=timezone.now())


def _still_ended(event: CaseResolved) -> bool:
    """Whether the case is still as the event left it: nobody is told that something is finished which was reopened."""
    return facts_for_message(event.case_id).outcome == event.outcome


@subscriber(CaseOpened, queue="notifications")
def acknowledge(event: CaseOpened, at: datetime) -> None:
    """We have it: reference, what happens next, by when."""
    _tell_by_default(event.case_id, "case_received", at, "opened")


@subscriber(CaseOpened, queue="notifications")
def tell_team_of_new_case(event: CaseOpened, at: datetime) -> None:
    """A team that works from a mailbox hears of its new case."""
    _tell_team(event.case_id, "team_new_case", at)


@subscriber(CaseAssigned, queue="notifications")
def tell_team_of_case_given_to_it(event: CaseAssigned, at: datetime) -> None:
    """So does the team that a case is moved to; not when one of its own takes it."""
    if event.team_id != event.from_team_id:
        _tell_team(event.case_id, "team_new_case", at)


@subscriber(CaseMoved, queue="notifications")
def pass_on_what_was_said_with_a_step(event: CaseMoved, at: datetime) -> None:
    """An officer's words to the customer are sent even when the procedure has no message for this step."""
    note = staff_words_of_step(event.case_id, at)
    if note and _is_news(at) and not queries.messages_due(event.case_id, to="customer", at=at):
        key = "case_resolved" if facts_for_message(event.case_id).outcome else "case_update"
        _tell(event.case_id, News(key, planning.step_occasion(event.case_id, at), {"note": note}))


@subscriber(CaseResolved, queue="notifications")
def tell_the_outcome(event: CaseResolved, at: datetime) -> None:
    """How it ended, and what to do if that is not right. Whoever ended it themselves knows."""
    if _still_ended(event) and not closed_by_customer(event.case_id, at):
        key = planning.outcome_key("case_resolved", event.outcome)
        _tell_by_default(event.case_id, key, at, "closed", f"outcome:{event.outcome}")


@subscriber(CaseResolved, queue="notifications")
def tell_followers_the_outcome(event: CaseResolved, at: datetime) -> None:
    """Those who asked to be told hear it too, without what the reporter wrote."""
    if _still_ended(event):
        _tell_followers(event.case_id, "followed_resolved", at, "closed", f"outcome:{event.outcome}")


@subscriber(CaseReopened, queue="notifications")
def tell_of_reopening(event: CaseReopened, at: datetime) -> None:
    """We look again."""
    _tell_by_default(event.case_id, "case_reopened", at, "reopened")


@subscriber(CaseReopened, queue="notifications")
def tell_followers_of_reopening(event: CaseReopened, at: datetime) -> None:
    """What was finished is not."""
    _tell_followers(event.case_id, "followed_reopened", at, "reopened")


@subscriber(CaseReopened, queue="notifications")
def tell_team_of_reopening(event: CaseReopened, at: datetime) -> None:
    """It was not fixed: the team hears it."""
    _tell_team(event.case_id, "team_case_reopened", at)


@subscriber(CaseRerouted, queue="notifications")
def tell_of_rerouting(event: CaseRerouted, at: datetime) -> None:
    """Another body of the partnership has it; nobody need say anything twice."""
    if _is_news(at) and event.from_organisation_id != event.to_organisation_id:
        _tell(event.case_id, News("case_rerouted", f"rerouted:{event.case_id}:{at.isoformat()}"))


@subscriber(MessageDue, queue="notifications")
def say_what_the_procedure_says(event: MessageDue, at: datetime) -> None:
    """The procedure's own message. Of several for one step the one nearest to the end is sent, so nobody hears two."""
    due = queries.messages_due(event.case_id, to=event.to, at=at)
    if not _is_news(at) or planning.chosen(due) != planning.Due(event.template, event.cause):
        return
    key = planning.known_key(event.template, event.cause, event.to, is_known=queries.is_known)
    if event.to == "team":
        _tell_team(event.case_id, key, at)
    elif event.to == "partner":
        tell_partners(
            facts=facts_for_message(event.case_id), event_key=key, actor=system_account(), at=timezone.now(),
            occasion=planning.occasion_of(event.case_id, event.cause, at),
        )  # fmt: skip
    elif event.to == "followers":
        news = News(key, planning.step_occasion(event.case_id, at))
        facts, followers = facts_for_message(event.case_id), followers_to_tell(event.case_id)
        tell_followers(facts=facts, news=news, followers=followers, actor=system_account(), at=timezone.now())
    elif event.to == "customer" and not _overtaken(event):
        note = staff_words_of_step(event.case_id, at)
        values = {"note": note, "recourse": recourse_words(event.case_id, event.cause)}
        _tell(event.case_id, News(key, planning.occasion_of(event.case_id, event.cause, at), values))


def _overtaken(event: MessageDue) -> bool:
    ended = event.cause.removeprefix("outcome:") if event.cause.startswith("outcome:") else ""
    return bool(ended) and facts_for_message(event.case_id).outcome != ended


@subscriber(PublicNoteAdded, queue="notifications")
def pass_on_note(event: PublicNoteAdded, at: datetime) -> None:
    """A note written for the customer reaches the customer."""
    if _is_news(at):
        note = public_words(event.case_id, event.entry_id)
        _tell(event.case_id, News("case_update", f"entry:{event.entry_id}", {"note": note}))


@subscriber(CustomerAsked, queue="notifications")
def pass_on_question(event: CustomerAsked, at: datetime) -> None:
    """We need something: what, and where to send it."""
    if _is_news(at):
        question = public_words(event.case_id, event.entry_id)
        _tell(event.case_id, News("evidence_needed", f"entry:{event.entry_id}", {"question": question}))


@subscriber(PromiseMade, queue="notifications")
def pass_on_promise(event: PromiseMade, at: datetime) -> None:
    """What we promised and for when; a moved date with the old one and the reason."""
    promise = promise_facts(event.promise_id)
    if promise and _is_news(at):
        _tell(event.case_id, News("promise_made", f"promise:{event.promise_id}", promise_values(promise)))


@subscriber(PromiseSettled, queue="notifications")
def own_up(event: PromiseSettled, at: datetime) -> None:
    """We say it before the customer has to ask."""
    if not event.kept and _is_news(at):
        own_up_to_missed_promise(event.case_id, event.promise_id)


@subscriber(FollowerAdded, queue="notifications")
def welcome_follower(event: FollowerAdded, at: datetime) -> None:
    """You follow this, and this is how to stop."""
    joined = [found for found in followers_to_tell(event.case_id) if found.follower_id == event.follower_id]
    if joined and _is_news(at):
        news = News("following", f"follower:{event.follower_id}")
        facts = facts_for_message(event.case_id)
        tell_followers(facts=facts, news=news, followers=joined, actor=system_account(), at=timezone.now())


@subscriber(PaymentPaid, queue="notifications")
def send_receipt(event: PaymentPaid, at: datetime) -> None:
    """We have the money. A payment made before there is a case is in the case's own acknowledgement."""
    case_id = case_id_of(event.case_reference) if event.case_reference else None
    if case_id is not None and _is_news(at):
        amount = f"£{event.amount_pence // 100:,}.{event.amount_pence % 100:02d}"
        _tell(case_id, News("payment_received", f"payment:{event.payment_id}", {"amount": amount}))


@subscriber(DeliveryFailed, queue="notifications")
def note_that_it_did_not_arrive(event: DeliveryFailed, at: datetime) -> None:
    """Somebody must know that this person was not told."""
    note_undelivered(message_id=event.message_id, permanent=event.permanent, actor=system_account(), at=at)


@subscriber(AccountOpened, queue="notifications")
def welcome_to_account(event: AccountOpened, at: datetime) -> None:
    """What an account is good for, and where to sign in."""
    account = account_by_id(event.account_id)
    if account is not None and _is_news(at):
        send_account_welcome(account=account, actor=system_account(), at=timezone.now())


@subscriber(DraftLinkWanted, queue="notifications")
def send_link_to_saved_form(event: DraftLinkWanted, at: datetime) -> None:
    """The way back to a form that somebody has begun."""
    wanted = draft_link_facts(event.draft_id)
    if wanted is not None and _is_news(at):
        send_draft_link(
            service=wanted.title,
            email=wanted.email,
            link=resume_link(wanted.token),
            expires_on=london_date(wanted.expires_at),
            organisation=wanted.organisation,
            occasion=f"draft:{event.draft_id}:{at.isoformat()}",
            actor=system_account(),
            at=timezone.now(),
        )


@subscriber(AppointmentBooked, queue="notifications")
def confirm_appointment(event: AppointmentBooked, at: datetime) -> None:
    """Where and when, what to bring, and how to change it."""
    if _is_news(at):
        appointment_news.tell_while_booked(
            event.appointment_id, "booking_confirmed", "booking_confirmed", timezone.now(), sequence=0
        )


@subscriber(AppointmentMoved, queue="notifications")
def tell_of_new_time(event: AppointmentMoved, at: datetime) -> None:
    """The new time."""
    if _is_news(at):
        occasion = f"booking_moved:{event.sequence}"
        appointment_news.tell_while_booked(
            event.appointment_id, "booking_moved", occasion, timezone.now(), sequence=event.sequence
        )


@subscriber(VideoLinkChanged, queue="notifications")
def tell_of_video_link(event: VideoLinkChanged, at: datetime) -> None:
    """Where the call is held."""
    if _is_news(at):
        appointment_news.tell_while_booked(
            event.appointment_id, "video_link_changed", f"video:{event.sequence}", timezone.now(),
            sequence=event.sequence,
        )  # fmt: skip


@subscriber(AppointmentCancelled, queue="notifications")
def tell_of_cancellation(event: AppointmentCancelled, at: datetime) -> None:
    """That it cannot take place, why, and what else is free."""
    if _is_news(at):
        appointment_news.tell_cancelled(
            event.appointment_id, event.sequence, timezone.now(), by_customer=event.by_customer
        )


@subscriber(ReminderDue, queue="notifications")
def remind_of_appointment(event: ReminderDue, at: datetime) -> None:
    """Some days before, and on the morning."""
    occasion = f"reminder:{event.sequence}:{event.days}"
    appointment_news.tell_while_booked(
        event.appointment_id, "booking_reminder", occasion, timezone.now(), sequence=event.sequence
    )


@subscriber(WishMade, queue="notifications")
def confirm_place_on_the_list(event: WishMade, at: datetime) -> None:
    """That they wait, for what, and how to leave the list."""
    if _is_news(at):
        appointment_news.tell_of_wish(event.wish_id, timezone.now())


@subscriber(EarlierOffered, queue="notifications")
def offer_earlier_time(event: EarlierOffered, at: datetime) -> None:
    """An earlier time is kept for them, until when, and how to take it."""
    appointment_news.tell_of_offer(event.offer_id, timezone.now())


@subscriber(VisitorNear, queue="notifications")
def text_visitor_near_the_front(event: VisitorNear, at: datetime) -> None:
    """Come back to the waiting room."""
    if _is_news(at):
        text_visitor(visit_id=event.visit_id, actor=system_account(), at=timezone.now())


@subscriber(RepresentationBegan, queue="notifications")
def tell_of_councillor_who_acts(event: RepresentationBegan, at: datetime) -> None:
    """A councillor acts for them, and this is how to end it."""
    if _is_news(at):
        member_news.tell_of_beginning(event.representation_id, timezone.now())


@subscriber(RepresentationEnded, queue="notifications")
def tell_that_councillor_no_longer_acts(event: RepresentationEnded, at: datetime) -> None:
    """It is over: the other side hears it."""
    if _is_news(at):
        member_news.tell_of_end(event.representation_id, timezone.now())


@subscriber(CaseResolved, queue="notifications")
def tell_members_the_outcome(event: CaseResolved, at: datetime) -> None:
    """Councillors who act in it hear how it ended."""
    if _is_news(at) and _still_ended(event):
        member_news.tell_members(event.case_id, planning.step_occasion(event.case_id, at), timezone.now())


@subscriber(CaseReopened, queue="notifications")
def tell_members_of_reopening(event: CaseReopened, at: datetime) -> None:
    """And that it is not over after all."""
    if _is_news(at):
        member_news.tell_members(event.case_id, planning.step_occasion(event.case_id, at), timezone.now())


@subscriber(PublicNoteAdded, queue="notifications")
def tell_members_of_note(event: PublicNoteAdded, at: datetime) -> None:
    """The team has written: to the resident, and so in answer to the councillor too."""
    if _is_news(at):
        member_news.tell_members(event.case_id, f"entry:{event.entry_id}", timezone.now())


subscriber(PartAsked, queue="notifications")(partner_news.tell_partner_of_its_part)
subscriber(PartAnswered, queue="notifications")(partner_news.tell_team_of_partners_answer)
subscriber(CaseRerouted, queue="notifications")(partner_news.tell_who_has_it_now)
for _kind, _reaction in deadline_news.REACTIONS:
    subscriber(_kind, queue="notifications")(_reaction)
