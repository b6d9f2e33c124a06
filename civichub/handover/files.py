"""Files of a case on their way to another system: which go, and the address under which each can be fetched.

The address is signed and names the dispatch, so that whoever follows it late is asked again what they may have. It is
the same in every try: a receiver that compares a repeat with what it got finds no difference.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing

from civichub.cases.queries.files import files_to_hand_over
from civichub.handover.models import Dispatch
from civichub.handover.plugs.base import Carried

LINK_LASTS = timedelta(days=14)
_signer = signing.Signer(salt="civichub.handover.files")


def new_files(dispatch: Dispatch) -> list[int]:
    """The ids of the case's files that go with this fact: checked, open to the customer, and not told of before."""
    found = [file.pk for file in files_to_hand_over(dispatch.case_id)]
    if not found:
        return []
    others = Dispatch.objects.filter(connection=dispatch.connection_id, case=dispatch.case_id).exclude(pk=dispatch.pk)
    told = {pk for detail in others.values_list("detail", flat=True) for pk in detail.get("files", [])}
    return [pk for pk in found if pk not in told]


def carried_by(dispatch: Dispatch) -> tuple[Carried, ...]:
    """The files that were chosen for it, as far as they are there and may still be opened."""
    chosen = dispatch.detail.get("files", [])
    if not chosen:
        return ()
    ends = _end(dispatch)
    return tuple(
        Carried(
            file.name, file.content_type, file.size, file.sha256, file.path, _address(dispatch, file.pk, ends), ends
        )
        for file in files_to_hand_over(dispatch.case_id)
        if file.pk in chosen
    )


def _end(dispatch: Dispatch) -> datetime:
    """Two weeks after it happened here; of what is sent again later than that, two weeks from its new start."""
    ends = dispatch.created_at + LINK_LASTS
    return ends if dispatch.next_try_at < ends else dispatch.next_try_at + LINK_LASTS


def _address(dispatch: Dispatch, file_id: int, ends: datetime) -> str:
    signed = _signer.sign(f"{dispatch.pk}:{file_id}:{int(ends.timestamp())}")
    return f"{settings.PUBLIC_URL}/handover/files/{signed}/"


def read_address(signed: str, at: datetime) -> tuple[int, int] | None:
    """(dispatch's id, file's id) behind the signed part of an address; None for a wrong one and one that is over."""
    try:
        dispatch_id, file_id, ends = (int(part) for part in _signer.unsign(signed).split(":"))
    except (signing.BadSignature, ValueError):
        return None
    return (dispatch_id, file_id) if at < datetime.fromtimestamp(ends, UTC) else None
