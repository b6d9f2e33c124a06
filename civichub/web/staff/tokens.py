"""Keys for other systems: issued once, shown once, taken back at once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.accounts.operations import issue_token, revoke_token
from civichub.accounts.queries import tokens_managed_by
from civichub.accounts.roles import API_SCOPES
from civichub.core.errors import HubError
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import choices_of, one_of, organisations_with
from civichub.web.ui.components import Column
from civichub.web.ui.forms import DateField, HubForm, ManyChoicesField, OneChoiceField, SelectBox, TextField

COLUMNS = (Column("Name"), Column("May"), Column("Made"), Column("Last used"), Column("State"))
LONDON = ZoneInfo("Europe/London")


class TokenForm(HubForm):
    """What the key is for and what it may do."""

    label = TextField(label="Which system uses it?", max_length=80, missing="Enter which system uses it")
    scopes = ManyChoicesField(
        label="What may it do?", choices=list(API_SCOPES.items()), missing="Select what it may do",
        hint="Choose no more than it needs.",
    )  # fmt: skip
    last_day = DateField(label="Last day", hint="Leave empty for no end", required=False)

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label="Organisation", choices=bodies, widget=SelectBox(), missing="Select the organisation"
        )
        self.order_fields(["organisation", "label", "scopes", "last_day"])


@staff("api.manage")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every key of the reader's organisations, without the key itself, which nobody keeps."""
    now = timezone.now()
    rows = [(token, [API_SCOPES.get(scope, scope) for scope in token.scopes], _state(token, now))
            for token in tokens_managed_by(request.user)[:200]]  # fmt: skip
    return render(request, "staff/tokens.html", {"rows": rows, "columns": COLUMNS})


def _state(token: Any, now: datetime) -> str:
    if token.revoked_at:
        return "Withdrawn"
    return "Live" if token.usable(now) else "Expired"


@staff("api.manage")
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """Make a key; the answer to this very request is the only page that ever shows it."""
    bodies = organisations_with(request, "api.manage")
    form = TokenForm(request.POST or None, bodies=choices_of(bodies))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        last = data["last_day"]
        try:
            token, key = issue_token(
                label=data["label"], organisation=one_of(bodies, int(data["organisation"])), scopes=data["scopes"],
                expires_at=_end_of(last) if last else None, actor=request.user, at=timezone.now(),
            )  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            answer = render(request, "staff/token_issued.html", {"token": token, "key": key})
            answer["Cache-Control"] = "no-store"
            return answer
    return render(request, "staff/token_issue.html", {"form": form})


def _end_of(day: Any) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON).astimezone(UTC)


@staff("api.manage")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a key at once."""
    token = one_of(tokens_managed_by(request.user).filter(revoked_at=None), pk)
    revoke_token(token=token, actor=request.user, at=timezone.now())
    messages.success(request, f"The key of {token.label} works no longer.")
    return redirect("token-list")
