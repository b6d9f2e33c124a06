"""Whom a councillor acts for, and who acts for the resident of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civichub.cases.models import AskedByMember, Case, Representation
from civichub.cases.queries.progress import Progress, progress_of
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.core.references import parse_reference
from civichub.customers.queries import sheltered_among
from civichub.procedures.queries import procedure_by_version

NAMED = ("case__service", "case__organisation", "case__customer", "seat__organisation", "seat__account")


@dataclass(frozen=True)
class ForMember:
    """A case as the member who acts in it may see it: what the resident may see, less what they do not share.

    `withheld`: the person is at risk, or lives with somebody who is, so nothing shows where or how to reach them.
    `name`, `reach` and `place` are what the member typed, and empty otherwise.
    """

    representation: Representation
    progress: Progress
    withheld: bool
    name: str
    reach: tuple[str, ...]
    place: str

    @property
    def shares_words(self) -> bool:
        """Whether the texts between council and resident are shown."""
        return self._opens("words")

    @property
    def shares_files(self) -> bool:
        """Whether the names of files are shown."""
        return self._opens("files")

    def _opens(self, part: str) -> bool:
        return part in self.representation.shares and not self.withheld and not self.progress.case.sensitive


def represented_by(user: Any, *, at: datetime, open_only: bool = False) -> list[tuple[Representation, str, str]]:
    """The cases in which this member acts, the newest first: each with its state in residents' words and the name
    that the member typed."""
    found = Representation.objects.visible_to(user, on=london_date(at)).select_related(*NAMED)
    if open_only:
        found = found.filter(case__closed_at=None)
    return [(one, _state(one.case), one.case.reporter_name if one.typed_by_member else "") for one in found[:200]]


def _state(case: Case) -> str:
    procedure = procedure_by_version(case.procedure_version_id)
    return procedure.outcome(case.outcome).resident if case.outcome else procedure.stage(case.stage).resident


def representation_for(user: Any, reference: str, *, at: datetime) -> Representation:
    """The representation by which this member sees the case. Raises `NotFound`, the same for one that is not there."""
    found = Representation.objects.visible_to(user, on=london_date(at)).select_related(*NAMED)
    one = found.filter(case__reference=parse_reference(reference) or "").first()
    if one is None:
        raise NotFound("We cannot find that case.")
    return one


def for_member(representation: Representation, *, at: datetime) -> ForMember:
    """What the member's page shows. The caller has found the representation by `representation_for`."""
    case = representation.case
    withheld = case.customer is not None and bool(sheltered_among([case.customer]))
    typed = representation.typed_by_member
    known = typed and not withheld
    return ForMember(
        representation=representation,
        progress=progress_of(case, at=at),
        withheld=withheld,
        name=case.reporter_name if typed else "",
        reach=tuple(filter(None, (case.reporter_email, case.reporter_phone))) if known else (),
        place=case.place if known else "",
    )


def acting_in(case: Case, *, at: datetime) -> list[Representation]:
    """Those who act for the resident of a case now: for the resident's own page. The caller has checked who asks."""
    found = Representation.objects.in_force(london_date(at)).filter(case=case)
    return list(found.select_related("seat__organisation"))


def representation_by_id(representation_id: int) -> Representation | None:
    """One representation with its case and seat, whoever asks: for links that were signed, and for listeners."""
    return Representation.objects.select_related(*NAMED).filter(pk=representation_id).first()


def members_to_tell(case_id: int, *, at: datetime) -> list[Representation]:
    """Those who act in a case now and may hear of it: nobody where it is sensitive or its customer is sheltered."""
    found = Representation.objects.in_force(london_date(at)).filter(case=case_id, case__sensitive=False)
    told = list(found.select_related(*NAMED))
    if told and told[0].case.customer is not None and sheltered_among([told[0].case.customer]):
        return []
    return [one for one in told if one.seat.account and one.seat.account.is_active]


def asked_by_members(user: Any, *, at: datetime) -> list[AskedByMember]:
    """What this member asked, and what other members share with their ward or group, the newest first."""
    return list(AskedByMember.objects.visible_to(user, on=london_date(at)).select_related(*NAMED)[:200])


def asked_by_member_for(user: Any, reference: str, *, at: datetime) -> AskedByMember:
    """A member's question by its reference, if this member may see it. Raises `NotFound`, the same for none."""
    found = AskedByMember.objects.visible_to(user, on=london_date(at)).select_related(*NAMED)
    one = found.filter(case__reference=parse_reference(reference) or "").first()
    if one is None:
        raise NotFound("We cannot find that case.")
    return one
