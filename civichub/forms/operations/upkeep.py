"""Forgetting what nobody came back to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.operations import operation, require
from civichub.forms import policies
from civichub.forms.models import FormDraft

BATCH = 200


@operation
def expire_drafts(*, actor: Any, at: datetime) -> int:
    """Empty the open drafts whose time has run out, with their files; how many, at most 200 a call.

    A draft with a payment that is waiting or paid stays: somebody's money is in it.
    """
    require(policies.may_tidy_drafts(actor))
    due = FormDraft.objects.select_for_update(skip_locked=True, of=("self",)).filter(state="open", expires_at__lte=at)
    drafts = list(due.exclude(payments__state__in=["waiting", "paid"]).order_by("expires_at")[:BATCH])
    for draft in drafts:
        for file in draft.files.all():
            file.content.delete(save=False)
            file.delete()
        draft.state, draft.answers, draft.email = "abandoned", {}, ""
        draft.save(update_fields=["state", "answers", "email"])
        audit("draft.expired", draft, actor=actor, at=at)
    return len(drafts)
