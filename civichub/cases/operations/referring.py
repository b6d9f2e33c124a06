"""Cases that an organisation of the partnership sends in: for a person, or for its parish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.models import Case, EntryKind, Referral, ReferralKind
from civichub.cases.operations.attachments import attach_to_case
from civichub.cases.operations.history import add_history
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.steps import move_case
from civichub.cases.placing import locate
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text

CHANNEL = "partner"


@operation
def send_referral(
    *, request: Request, kind: str, actor: Any, at: datetime, files: Sequence[tuple[str, bytes]] = ()
) -> Referral:
    """Send a case in for one's organisation, `request.front_door`. `files` are (name, content).

    What the sender wrote is read by the receiving organisation and by the sender; the person reads that they were
    referred and by whom. Raises as `take_request` does.
    """
    sender = request.front_door
    require(policies.may_refer(actor, sender.pk, kind))
    if kind == ReferralKind.PARISH:
        _check_area(request, sender, at)
    case = take_request(request=request, actor=actor, at=at)
    referral = Referral.objects.create(case=case, kind=kind, sender=sender, sent_by=actor, sent_at=at)
    case.referral = referral
    title = f"{sender.name} referred you to us" if kind == ReferralKind.PERSON else f"{sender.name} reported it"
    add_history(case, EntryKind.CONTACT, actor=actor, at=at, public=True, public_title=title)
    for name, content in files:
        attach_to_case(case=case, name=name, content=content, public=False, actor=actor, at=at)
    audit("case.referred", case, actor=actor, at=at, sender=sender.pk, referral_kind=kind)
    return referral


@operation
def write_to_receiver(*, referral: Referral, text: str, actor: Any, at: datetime) -> Referral:
    """Tell the organisation that has the case something more. The person does not read it."""
    case = lock(referral.case)
    require(policies.may_follow_referral(actor, referral))
    text = clean_text(text, field="text", max_length=4_000, required=True, lines=True)
    add_history(case, EntryKind.CONTACT, actor=actor, at=at, text=text, by_sender=True)
    _touch(case, at)
    audit("case.sender_wrote", case, actor=actor, at=at, referral=referral.pk)
    return referral


@operation
def add_file_to_referral(*, referral: Referral, name: str, content: bytes, actor: Any, at: datetime) -> Referral:
    """Send one more file after the referral. The person does not get it from us."""
    require(policies.may_follow_referral(actor, referral))
    attach_to_case(case=referral.case, name=name, content=content, public=False, actor=actor, at=at)
    return referral


@operation
def take_sender_step(*, referral: Referral, step: str, outcome: str, why: str, actor: Any, at: datetime) -> Case:
    """A step that the procedure gives to partners, such as taking the referral back."""
    require(policies.may_follow_referral(actor, referral))
    why = clean_text(why, field="why", max_length=1_000, required=True, lines=True)
    add_history(lock(referral.case), EntryKind.CONTACT, actor=actor, at=at, text=why, by_sender=True)
    return move_case(case=referral.case, step=step, outcome=outcome, actor=actor, at=at, as_partner=True)


def _check_area(request: Request, parish: Any, at: datetime) -> None:
    """A parish reports what lies in its own area; a place in words alone is taken as it is."""
    areas = locate(request.where, on=london_date(at)).areas
    if areas and not {parish.pk, parish.gss_code} & set(areas):
        raise Invalid({"place": f"This place is not in {parish.name}. Its own council, or anybody, can report it."})


def _touch(case: Case, at: datetime) -> None:
    case.updated_at = at
    save(case, "updated_at")
