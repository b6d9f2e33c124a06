"""People and roles: who may do what in which organisation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.accounts.operations import add_staff, end_membership
from civichub.accounts.queries import memberships_managed_by
from civichub.accounts.roles import POWERS, ROLE_POWERS, Role
from civichub.organisations.queries import teams_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.ui.components import Column
from civichub.web.ui.forms import EmailField, HubForm, OneChoiceField, SelectBox, TextField
from civichub.web.ui.paging import keyset_page

COLUMNS = (Column("Name"), Column("Role"), Column("Where"), Column("Since"), Column("Actions", hidden=True))


class StaffForm(HubForm):
    """Who gets which role, where."""

    name = TextField(label="Full name", max_length=120, missing="Enter the full name", autocomplete="off")
    email = EmailField(label="Work email", missing="Enter the work email")
    role = OneChoiceField(label="Role", choices=Role.choices, missing="Select the role")

    def __init__(self, *args: Any, bodies: list[Any], teams: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label="Organisation", choices=bodies, widget=SelectBox(), missing="Select the organisation"
        )
        self.fields["team"] = OneChoiceField(
            label="Team", choices=[("", "No team"), *teams], widget=SelectBox(), required=False
        )


class EndForm(HubForm):
    """Nothing more is asked: the page says what happens."""


@staff("accounts.manage")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody with a role, by name; `?ended=yes` shows roles that were taken away."""
    ended = request.GET.get("ended") == "yes"
    words = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    found = memberships_managed_by(request.user).filter(ends_at__isnull=not ended)
    if words:
        found = found.filter(user__name__icontains=words) | found.filter(user__email__icontains=words)
    rows, pager = keyset_page(request, found, order=("user__name", "pk"), size=100)
    powers = [(role.label, sorted(POWERS[power] for power in ROLE_POWERS[role])) for role in Role]
    context = {"rows": rows, "pager": pager, "ended": ended, "search": words, "columns": COLUMNS, "roles": powers}
    return render(request, "staff/people.html", context)


@staff("accounts.manage")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Give somebody a role, making the account when the email is new."""
    bodies = organisations_with(request, "accounts.manage")
    teams = teams_of([body.pk for body in bodies])
    listed = [(str(team.pk), f"{team.name}, {team.organisation.short_name}") for team in teams]
    form = StaffForm(request.POST or None, bodies=choices_of(bodies), teams=listed)

    def act(data: dict[str, Any]) -> None:
        add_staff(
            email=data["email"], name=data["name"], organisation=one_of(bodies, int(data["organisation"])),
            team=one_of(teams, int(data["team"])) if data["team"] else None, role=data["role"],
            actor=request.user, at=timezone.now(),
        )  # fmt: skip

    page = FormPage(
        "Give somebody a role", reverse("people"), "They have the role.", button="Give the role",
        guidance="With a new email an account is made. They choose a password by “Forgotten your password?” "
        "on the sign-in page, or sign in with your organisation’s own accounts.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff("accounts.manage")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away."""
    membership = one_of(memberships_managed_by(request.user).filter(ends_at=None), pk)
    form = EndForm(request.POST if request.method == "POST" else None)

    def act(_: dict[str, Any]) -> None:
        end_membership(membership=membership, actor=request.user, at=timezone.now())

    where = f"{membership.get_role_display()}, {membership.organisation.name}"
    page = FormPage(
        f"Take this role from {membership.user}", reverse("people"), f"{membership.user} has the role no longer.",
        caption=where, button="Take the role away",
        guidance="It stops working at their next page. What they did stays in the audit under their name.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
