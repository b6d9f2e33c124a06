"""What real people answered in a form, for trying out a change to it."""

from __future__ import annotations

from typing import Any

from civichub.cases.models import Case


def recent_answers(user: Any, form_key: str, *, limit: int = 200) -> list[tuple[str, dict[str, Any]]]:
    """(reference, answers) of the latest cases begun with that form, in the organisations where `user` sees cases.

    Cases that are seen by an agreement are left out: what was answered is not for those who only share a summary.
    """
    own = user.organisations_with("case.view")
    found = Case.objects.visible_to(user).filter(organisation__in=own, form_version__key=form_key).exclude(answers={})
    return list(found.order_by("-opened_at", "-id").values_list("reference", "answers")[:limit])
