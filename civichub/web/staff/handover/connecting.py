"""Connecting a system, changing how it is reached, its keys, and its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civichub.core.errors import HubError, NotFound
from civichub.handover.operations.connections import (
    Particulars,
    change_connection,
    connect_system,
    end_connection,
    give_reporting_key,
    pause_connection,
    renew_signing_key,
)
from civichub.handover.plugs import REPEATS
from civichub.handover.queries.connections import get_connection_for
from civichub.handover.states import PlugKind, Repeats
from civichub.organisations.queries import active_organisations
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.handover.health import may_manage
from civichub.web.ui.forms import HubForm, LongTextField, OneChoiceField, SelectBox, TextField, YesNoField

ADDRESSES = {
    PlugKind.OPEN311: ("Address of their Open311 server", "For example https://example.org/open311/v2"),
    PlugKind.WEBHOOK: ("Address to post to", "It begins with https://"),
    PlugKind.EMAIL: ("Email address", ""),
    PlugKind.CSV: ("Name of the folder", "In small letters, digits and hyphens, such as highways-works"),
    PlugKind.LETTER: ("Postal address", "A name, a street and a postcode, one a line"),
}

USUAL = {"repeats": Repeats.BY_SEARCH, "takes_updates": "yes", "sends_reporter": "no"}


class ConnectionForm(HubForm):
    """How a system is reached; which questions are asked depends on what it speaks."""

    name = TextField(
        label="What do people call it?", max_length=80, missing="Enter its name",
        hint="For example Highways works system",
    )  # fmt: skip

    def __init__(self, *args: Any, plug: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, hint = ADDRESSES[PlugKind(plug)]
        field = LongTextField if plug == PlugKind.LETTER else TextField
        self.fields["address"] = field(label=label, hint=hint, missing=f"Enter the {label[0].lower()}{label[1:]}")
        if plug == PlugKind.OPEN311:
            self._ask_of_open311()
        self.fields["takes_updates"] = YesNoField(
            label="Do they take news of a case they have?", missing="Select yes if they take news",
            hint="Notes, steps and the end; without it they are told of the opening alone.",
        )  # fmt: skip
        self.fields["sends_reporter"] = YesNoField(
            label="Send the reporter’s name and contact details?", missing="Select yes to send them",
            hint="Only if the work cannot be done without. Details of people at risk are never sent.",
        )  # fmt: skip

    def _ask_of_open311(self) -> None:
        self.fields["secret"] = TextField(
            label="Their key (api_key)", required=False, max_length=400,
            hint="It is stored locked. Leave it empty to keep the one that is stored.",
        )  # fmt: skip
        self.fields["jurisdiction_id"] = TextField(label="Jurisdiction", required=False, max_length=120)
        choices = [(one.value, one.label) for one in REPEATS[PlugKind.OPEN311]]
        self.fields["repeats"] = OneChoiceField(
            label="If an answer is lost, what may the hub do?", choices=choices, missing="Select what the hub may do"
        )


def _particulars(data: dict[str, Any]) -> Particulars:
    return Particulars(
        name=data["name"],
        address=data["address"],
        repeats=data.get("repeats", ""),
        secret=data.get("secret", ""),
        takes_updates=data["takes_updates"],
        sends_reporter=data["sends_reporter"],
        options={"jurisdiction_id": data["jurisdiction_id"]} if data.get("jurisdiction_id") else {},
    )


def connection_to_manage(request: HttpRequest, pk: int) -> Any:
    """The connection, if the reader may change it and it has not ended. Raises `NotFound`."""
    link = get_connection_for(request.user, pk)
    if not may_manage(request, link) or link.ended_at is not None:
        raise NotFound
    return link


@staff("handover.manage")
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, plug: str) -> HttpResponse:
    """Connect a back office, or a partner who is told by webhook."""
    if plug not in PlugKind.values:
        raise NotFound
    bodies = organisations_with(request, "handover.manage")
    form = ConnectionForm(request.POST or None, plug=plug, initial=USUAL)
    form.fields["organisation"] = OneChoiceField(
        label="Whose cases?", choices=choices_of(bodies), widget=SelectBox(), missing="Select whose cases"
    )
    if plug == PlugKind.WEBHOOK:
        form.fields["receiver"] = OneChoiceField(
            label="Whose system is it?", required=False, widget=SelectBox(),
            choices=[("", "The organisation’s own back office"), *choices_of(active_organisations())],
            hint="A partner is told what a sharing agreement opens, and no more.",
        )  # fmt: skip
    form.order_fields(["organisation", "receiver", "name", "address"])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            receiver = one_of(active_organisations(), int(data["receiver"])) if data.get("receiver") else None
            link, made = connect_system(
                organisation=one_of(bodies, int(data["organisation"])), plug=plug, receiver=receiver,
                particulars=_particulars(data), actor=request.user, at=timezone.now(),
            )  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            if made:
                return _show_key(request, link, made, "The key that signs what is sent")
            messages.success(request, f"{link.name} is connected. Now say which services go there.")
            return redirect("handover-connection", link.pk)
    page = FormPage(f"Connect: {PlugKind(plug).label}", reverse("handover"), "", button="Connect")
    return render(request, "staff/form_page.html", {"form": form, "page": page, "back_url": page.back})


def _show_key(request: HttpRequest, link: Any, key: str, title: str) -> HttpResponse:
    answer = render(request, "staff/handover/key.html", {"link": link, "key": key, "title": title})
    answer["Cache-Control"] = "no-store"
    return answer


@staff("handover.manage")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """How it is reached; what waits is tried at once by the new way."""
    link = connection_to_manage(request, pk)
    words = {True: "yes", False: "no"}
    now = {
        "name": link.name,
        "address": link.address,
        "repeats": link.repeats,
        "jurisdiction_id": link.options.get("jurisdiction_id", ""),
        "takes_updates": words[link.takes_updates],
        "sends_reporter": words[link.sends_reporter],
    }
    form = ConnectionForm(request.POST or None, plug=link.plug, initial=now)
    page = FormPage("Change how it is reached", reverse("handover-connection", args=[pk]), "Saved.", caption=link.name)

    def act(data: dict[str, Any]) -> None:
        change_connection(connection=link, particulars=_particulars(data), actor=request.user, at=timezone.now())

    return ask_and_do(request, form, page, act)


@staff("handover.manage")
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold everything back, or let it go again."""
    link = connection_to_manage(request, pk)
    paused = request.POST.get("do") == "pause"
    pause_connection(connection=link, paused=paused, actor=request.user, at=timezone.now())
    messages.success(request, "Everything waits now." if paused else "What waited is being sent.")
    return redirect("handover-connection", pk)


@staff("handover.manage")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end the connection."""
    link = connection_to_manage(request, pk)
    if request.method == "POST":
        end_connection(connection=link, actor=request.user, at=timezone.now())
        messages.success(request, f"{link.name} is connected no longer.")
        return redirect("handover")
    context = {
        "page_title": f"End the connection to {link.name}?",
        "consequences": [
            "Nothing is told to it any more, and nothing that waits is sent.",
            "Its keys stop working.",
            "What was told stays on record.",
        ],
        "button_text": "End it",
        "cancel_url": reverse("handover-connection", args=[pk]),
        "is_dangerous": True,
    }
    return render(request, "ui/confirm_action.html", context)


@staff("handover.manage")
@require_POST
def signing_key(request: HttpRequest, pk: int) -> HttpResponse:
    """A new key to sign with; the answer to this very request is the only page that ever shows it."""
    link = connection_to_manage(request, pk)
    made = renew_signing_key(connection=link, actor=request.user, at=timezone.now())
    return _show_key(request, link, made, "The new key that signs what is sent")


@staff("handover.manage")
@require_POST
def reporting_key(request: HttpRequest, pk: int) -> HttpResponse:
    """A key by which the back office reports statuses, shown once."""
    link = connection_to_manage(request, pk)
    made = give_reporting_key(connection=link, actor=request.user, at=timezone.now())
    return _show_key(request, link, made, "The key by which it reports statuses")
