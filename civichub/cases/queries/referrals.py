"""What an organisation sent in, and how far it is: read by the sender, who sees no more than it wrote unless shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from civichub.cases.models import Attachment, Case, EntryKind, HistoryEntry, Referral
from civichub.cases.operations.effects import facts_of
from civichub.cases.queries.one import ClockLine, clock_lines
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.core.references import parse_reference
from civichub.customers.queries import sheltered_among
from civichub.organisations.queries import agreements_held_by
from civichub.procedures import engine
from civichub.procedures.definition import Procedure, Transition
from civichub.procedures.queries import procedure_by_version

NAMED = ("case__service", "case__organisation", "case__customer", "sender", "sent_by")
STORY = (EntryKind.OPENED, EntryKind.MOVED, EntryKind.RESOLVED, EntryKind.REOPENED, EntryKind.REROUTED)
SAME_PERSON_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class SentCase:
    """A referral as its sender may read it. `decision` is the outcome in staff's words with the reason, or "".

    `shared`: the agreement by which the receiving organisation shows the sender the history, or None; `history` is
    the customer's story where there is one, and otherwise the rows that say what happened and when.
    `withheld`: the person is at risk, or lives with somebody who is, so not even the sender's own words are shown.
    """

    referral: Referral
    procedure: Procedure
    stage_words: str
    decision: str
    clocks: tuple[ClockLine, ...]
    history: tuple[HistoryEntry, ...]
    own_words: tuple[HistoryEntry, ...]
    files: tuple[Attachment, ...]
    steps: tuple[Transition, ...]
    shared: Any
    withheld: bool

    @property
    def case(self) -> Case:
        return self.referral.case


def referrals_of(user: Any, *, kind: str, state: str = "", text: str = "") -> QuerySet[Referral]:
    """What `user`'s organisations sent in. `state`: open, closed or all; `text`: a reference, or part of a name."""
    found = Referral.objects.visible_to(user).filter(kind=kind).select_related(*NAMED)
    if state in ("open", "closed"):
        found = found.filter(case__closed_at__isnull=state == "open")
    if reference := parse_reference(text):
        return found.filter(case__reference=reference)
    if text:
        found = found.filter(Q(case__reporter_name__icontains=text) | Q(case__service__title__icontains=text))
    return found


def referral_for(user: Any, reference: str) -> Referral:
    """The referral of one of `user`'s organisations. Raises `NotFound`, the same for one that is not there."""
    found = Referral.objects.visible_to(user).select_related(*NAMED)
    one = found.filter(case__reference=parse_reference(reference) or "").first()
    if one is None:
        raise NotFound("We cannot find that referral.")
    return one


def for_sender(referral: Referral, *, at: datetime) -> SentCase:
    """What the sender's page shows. The caller has found the referral by `referral_for`."""
    case = referral.case
    procedure = procedure_by_version(case.procedure_version_id)
    shared = _shares_history(referral, at)
    rows = case.history.filter(public=True) if shared else case.history.filter(public=True, kind__in=STORY)
    own = case.history.filter(kind=EntryKind.CONTACT, public=False, detail__by_sender=True)
    steps = engine.allowed_transitions(procedure, case.stage, (), by="partner", facts=facts_of(case, at))
    return SentCase(
        referral=referral,
        procedure=procedure,
        stage_words=stage_words(case, procedure),
        decision=_decision(case, procedure),
        clocks=clock_lines(case, procedure, residents_only=True),
        history=tuple(rows.order_by("at", "id")),
        own_words=tuple(own.select_related("actor").order_by("at", "id")),
        files=tuple(case.attachments.filter(added_by__memberships__organisation=referral.sender_id).distinct()),
        steps=steps if case.closed_at is None else (),
        shared=shared,
        withheld=case.customer is not None and bool(sheltered_among([case.customer])),
    )


def stage_words(case: Case, procedure: Procedure) -> str:
    """Where it stands, in the words of those who work on it."""
    return procedure.outcome(case.outcome).label if case.outcome else procedure.stage(case.stage).staff


def _decision(case: Case, procedure: Procedure) -> str:
    if not case.outcome:
        return ""
    last = case.history.filter(kind=EntryKind.RESOLVED).order_by("-at", "-id").first()
    reason = last.detail.get("reason", "") if last else ""
    return ". ".join(filter(None, (procedure.outcome(case.outcome).label, reason)))


def _shares_history(referral: Referral, at: datetime) -> Any:
    """The agreement in force by which whoever holds the case now shows its history to the sender, for its service."""
    case = referral.case
    for one in agreements_held_by([referral.sender_id], on=london_date(at)):
        about_it = case.service_id in one.services if one.services else not case.sensitive
        if one.from_organisation_id == case.organisation_id and about_it and "case.history" in one.fields:
            return one
    return None


def same_person_before(user: Any, *, sender_id: int, name: str, email: str, phone: str, at: datetime) -> list[Referral]:
    """What one's own organisation sent in of late for somebody of the same name or reach, and that is still open.

    Nobody else's referrals are looked at: that somebody is known elsewhere is not for the sender to learn.
    """
    same = Q(pk=None)
    for column, value in (("reporter_name__iexact", name), ("reporter_email__iexact", email)):
        same |= Q(**{f"case__{column}": value.strip()}) if value.strip() else Q()
    same |= Q(case__reporter_phone=phone) if phone else Q()
    found = Referral.objects.visible_to(user).filter(same, sender=sender_id, case__closed_at=None)
    return list(found.filter(sent_at__gte=at - SAME_PERSON_WITHIN).select_related(*NAMED)[:5])


def sender_of(case_id: int) -> Any:
    """The organisation that sent the case in, or None: for listeners."""
    found = Referral.objects.filter(case=case_id).select_related("sender").first()
    return found.sender if found else None
