"""What providers and readers suggested: both sides beside each other, and a person's decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import HubError, NotFound
from civichub.directory.document import differences
from civichub.directory.models import Suggestion
from civichub.directory.operations.suggestions import accept_suggestion, reject_suggestion
from civichub.directory.policies import EDIT, may_edit_record
from civichub.directory.queries.keeping import suggestion_by_id, waiting_suggestions
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.directory.forms import WhyForm
from civichub.web.ui.paging import keyset_page


@staff(EDIT)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first."""
    found = waiting_suggestions(request.user.organisations_with(EDIT))
    rows, pager = keyset_page(request, found, order=("at", "id"), size=20)
    context = {"rows": [(one, differences(one.base, one.document)) for one in rows], "pager": pager}
    return render(request, "staff/directory/waiting.html", context)


def _suggestion(request: HttpRequest, pk: int) -> Suggestion:
    found = suggestion_by_id(pk) if len(str(pk)) <= 18 else None
    if found is None or not may_edit_record(request.user, found.service.keeper_id):
        raise NotFound
    return found


@staff(EDIT)
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it over."""
    suggestion = _suggestion(request, pk)
    try:
        accept_suggestion(suggestion=suggestion, actor=request.user, at=timezone.now())
        messages.success(request, f"{suggestion.service.name}: taken over.")
    except HubError as error:
        messages.error(request, error.message)
    return redirect("directory-waiting")


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the record as it is, saying why."""
    suggestion = _suggestion(request, pk)

    def act(data: dict[str, Any]) -> None:
        reject_suggestion(suggestion=suggestion, answer=data["answer"], actor=request.user, at=timezone.now())

    page = FormPage("Leave the record as it is", reverse("directory-waiting"), "The record stays as it is.",
                    caption=suggestion.service.name, button="Leave it")  # fmt: skip
    return ask_and_do(request, WhyForm(request.POST or None), page, act)
