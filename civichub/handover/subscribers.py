"""What hand-over hears: everything that happens to a case whose service goes somewhere."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.events import (
    AttachmentAdded,
    AttachmentCleared,
    CaseMoved,
    CaseOpened,
    CaseReopened,
    CaseRerouted,
    CaseResolved,
    PublicNoteAdded,
)
from civichub.cases.queries import case_by_id
from civichub.core.events import subscriber
from civichub.delivery.events import DeliveryFailed, DeliveryUnclear
from civichub.handover.operations.sending import record_perhaps_sent, record_returned
from civichub.handover.plugs.by_message import ABOUT
from civichub.handover.queries.outbox import dispatch_by_id
from civichub.handover.states import What
from civichub.handover.telling import pass_on, tell
from civichub.procedures.queries import procedure_by_version


@subscriber(CaseOpened, queue="handover")
def hand_over_the_new_case(event: CaseOpened, at: datetime) -> None:
    """To wherever its service goes."""
    tell(case_by_id(event.case_id), What.OPENED, at)


@subscriber(CaseMoved, queue="handover")
def tell_of_the_step(event: CaseMoved, at: datetime) -> None:
    """A step that ends the case is told as its end."""
    case = case_by_id(event.case_id)
    if not procedure_by_version(case.procedure_version_id).stage(event.to_stage).is_closed:
        tell(case, What.MOVED, at)


@subscriber(CaseResolved, queue="handover")
def tell_of_the_end(event: CaseResolved, at: datetime) -> None:
    """It is closed."""
    tell(case_by_id(event.case_id), What.CLOSED, at)


@subscriber(CaseReopened, queue="handover")
def tell_of_the_reopening(event: CaseReopened, at: datetime) -> None:
    """It is open again."""
    tell(case_by_id(event.case_id), What.REOPENED, at)


@subscriber(PublicNoteAdded, queue="handover")
def tell_of_the_note(event: PublicNoteAdded, at: datetime) -> None:
    """What the customer reads, they read too."""
    tell(case_by_id(event.case_id), What.NOTE, at, entry_id=event.entry_id)


@subscriber(AttachmentAdded, queue="handover")
def tell_of_the_file(event: AttachmentAdded, at: datetime) -> None:
    """A file came. One that went with something before is not told again when its turn comes."""
    tell(case_by_id(event.case_id), What.FILE, at, entry_id=event.attachment_id)


@subscriber(AttachmentCleared, queue="handover")
def tell_of_the_file_that_was_held(event: AttachmentCleared, at: datetime) -> None:
    """A file has been found clean."""
    tell(case_by_id(event.case_id), What.FILE, at, entry_id=event.attachment_id)


@subscriber(CaseRerouted, queue="handover")
def pass_the_case_on(event: CaseRerouted, at: datetime) -> None:
    """Off the old body's back office, on to the new one's."""
    pass_on(case_by_id(event.case_id), event.from_organisation_id, at)


@subscriber(DeliveryFailed, queue="handover")
def see_what_came_back(event: DeliveryFailed, at: datetime) -> None:
    """An email or letter that carried a case did not arrive."""
    dispatch = dispatch_by_id(event.about_id) if event.about_type == ABOUT else None
    if dispatch is not None:
        record_returned(dispatch=dispatch, actor=system_account(), at=timezone.now())


@subscriber(DeliveryUnclear, queue="handover")
def see_what_perhaps_left(event: DeliveryUnclear, at: datetime) -> None:
    """Nobody knows whether the email that carried a case arrived."""
    dispatch = dispatch_by_id(event.about_id) if event.about_type == ABOUT else None
    if dispatch is not None:
        record_perhaps_sent(dispatch=dispatch, actor=system_account(), at=timezone.now())
