"""One's own account: how colleagues see the name, single-key shortcuts, and the ways of signing in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.accounts.operations import change_own_settings
from civichub.accounts.roles import POWERS
from civichub.core.errors import HubError
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.ui.forms import HubForm, TextField, YesNoField


class SettingsForm(HubForm):
    """A name, and whether single keys act."""

    name = TextField(label="Your name", hint="Colleagues see it beside what you do", max_length=120,
                     missing="Enter your name", autocomplete="name")  # fmt: skip
    shortcuts_on = YesNoField(
        label="Use single-key shortcuts?", hint="Switch them off if you speak to your computer or use switch control",
        missing="Select yes to use single-key shortcuts",
    )  # fmt: skip


@staff()
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The settings, the roles held, and links to password, passkeys, codes and sessions."""
    user = request.user
    form = SettingsForm(request.POST or None, initial={"name": user.name, "shortcuts_on": user.shortcuts_on})
    if request.method == "POST" and form.is_valid():
        try:
            change_own_settings(account=user, actor=user, at=timezone.now(), **form.cleaned_data)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "Your settings are saved.")
            return redirect("desk-account")
    powers = {organisation: sorted(POWERS[power] for power in held) for organisation, held in user.powers.items()}
    held = [(one, powers.get(one.organisation_id, [])) for one in user.memberships_in_force]
    return render(request, "staff/desk_account.html", {"form": form, "held": held})
