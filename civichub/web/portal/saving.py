"""Stopping half-way: a link by email to come back to the form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import system_account
from civichub.core.errors import HubError
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.forms.operations import request_draft_link
from civichub.web.access import public
from civichub.web.errors import add_refusal
from civichub.web.portal.drafts import filling_of
from civichub.web.portal.gates import of_a_draft
from civichub.web.portal.visitor import came_from
from civichub.web.ui.forms import EmailField, HubForm

SCOPE = "draft_link"


class SaveForm(HubForm):
    """Where the link goes."""

    email = EmailField(
        label="Your email address",
        hint="We only use it to send you the link",
        missing="Enter an email address, so that we can send you the link",
    )


@public
@of_a_draft
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the link. Whatever the address, the answer is the same."""
    filling = filling_of(request, token)
    if filling.draft.state == "finished":
        return redirect(filling.url("sent"))
    known = {"email": filling.actor.email} if filling.actor.kind == "resident" else None
    form = SaveForm(request.POST) if request.method == "POST" else SaveForm(initial=known)
    values = {"filling": filling, "form": form, "back_url": filling.resume_url}
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/save.html", values)
    email = form.cleaned_data["email"]
    keys = (came_from(request), email.lower())
    if too_many_tries(SCOPE, keys, at=filling.at):
        form.add_error("email", "You have asked for several links. Wait five minutes, then try again.")
        return render(request, "portal/save.html", values, status=429)
    count_try(scope=SCOPE, keys=keys, actor=system_account(), at=filling.at)
    try:
        draft = request_draft_link(draft=filling.draft, email=email, actor=filling.actor, at=filling.at)
    except HubError as error:
        add_refusal(form, error)
        return render(request, "portal/save.html", values)
    return render(request, "portal/saved.html", {**values, "form": None, "email": email, "until": draft.expires_at})
