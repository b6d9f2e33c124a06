"""The last questions: who comes and what they need; check; done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.appointments.models import Appointment, RoomFeature, Way
from civichub.appointments.operations import Who, confirm_booking, describe_hold
from civichub.appointments.wording import where_words
from civichub.core.errors import HubError, NotFound
from civichub.customers.queries import own_customer, view_of
from civichub.notifications.links import appointment_link
from civichub.web.access import public
from civichub.web.errors import add_refusal
from civichub.web.portal.appointments.choosing import Meeting, hold_token, read_hold
from civichub.web.portal.gates import not_kept
from civichub.web.portal.visitor import actor_of, resident_of
from civichub.web.ui.forms import (
    EmailField,
    HubForm,
    LongTextField,
    ManyChoicesField,
    OneChoiceField,
    PhoneField,
    SelectBox,
    TextField,
)
from civichub.workforce.queries import active_skills


class DetailsForm(HubForm):
    """Who comes, how to reach them, and what they need."""

    name = TextField(label="Full name", missing="Enter your full name", autocomplete="name", max_length=120)
    email = EmailField(label="Email address", hint="We send the confirmation and reminders here", required=False)
    phone = PhoneField(label="Telephone number", required=False)
    needs = ManyChoicesField(label="Do you need any of these?", choices=RoomFeature.choices, required=False)
    interpreter = OneChoiceField(label="Do you need an interpreter?", required=False, widget=SelectBox())
    notes = LongTextField(
        label="Is there anything else we should know?", hint="Anything that would make coming easier for you",
        required=False, limit=1000, rows=3,
    )  # fmt: skip

    def __init__(self, *args: Any, way: str = Way.SITE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = active_skills().filter(kind__in=("language", "sign")).values_list("key", "name")
        self.fields["interpreter"].choices = [("", "No"), *spoken]
        if way != Way.SITE:
            del self.fields["needs"]
        if way == Way.PHONE:
            self.fields["phone"].required = True
        if way == Way.VIDEO:
            self.fields["email"].required = True


def _held(token: str) -> Appointment:
    appointment = read_hold(token)
    if appointment.state not in ("held", "lapsed"):
        raise NotFound()
    return appointment


def _times_url(appointment: Appointment) -> str:
    code = Meeting(appointment.way, appointment.sitting.site).code
    return f"{reverse('appointment-times', args=[appointment.kind.slug])}?{urlencode({'where': code})}"


def _about(appointment: Appointment) -> dict[str, Any]:
    return {
        "appointment": appointment, "kind": appointment.kind, "times_url": _times_url(appointment),
        "where": where_words(appointment.way, appointment.sitting.site),
        "is_held": appointment.state == "held" and appointment.hold_until > timezone.now(),
    }  # fmt: skip


def _known(request: HttpRequest, appointment: Appointment) -> dict[str, Any]:
    fields = ("name", "email", "phone", "needs", "interpreter", "notes")
    known = {name: getattr(appointment, name) for name in fields}
    resident = resident_of(request)
    if resident and not known["name"]:
        customer = own_customer(resident)
        known |= {"email": resident.email, "name": view_of(customer, resident).name if customer else ""}
    return known


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, token: str) -> HttpResponse:
    """Who it is for."""
    appointment = _held(token)
    posted = request.method == "POST"
    form = DetailsForm(request.POST if posted else None, way=appointment.way, initial=_known(request, appointment))
    if posted and form.is_valid():
        given = form.cleaned_data
        who = Who(given["name"], given["email"] or "", given["phone"] or "", given.get("needs") or (),
                  given["interpreter"] or "", given["notes"] or "")  # fmt: skip
        try:
            describe_hold(appointment=appointment, who=who, actor=actor_of(request), at=timezone.now())
        except HubError as error:
            add_refusal(form, error)
        else:
            return redirect("appointment-check", token=token)
    return render(request, "portal/appointments/details.html", {"form": form, **_about(appointment)})


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Everything once more, and the button that books it."""
    appointment = read_hold(token)
    problem = ""
    if request.method == "POST":
        try:
            confirm_booking(appointment=appointment, actor=actor_of(request), at=timezone.now())
        except HubError as error:
            problem = error.message
        else:
            return redirect("appointment-done", token=token)
    elif appointment.state not in ("held", "lapsed"):
        return redirect("appointment-done", token=token)
    if not appointment.name:
        return redirect("appointment-details", token=token)
    spoken = dict(active_skills().values_list("key", "name"))
    values = {
        **_about(appointment), "problem": problem, "interpreter": spoken.get(appointment.interpreter, ""),
        "details_url": reverse("appointment-details", args=[token]),
    }  # fmt: skip
    return render(request, "portal/appointments/check.html", values)


@public
@not_kept
@require_GET
def done(request: HttpRequest, token: str) -> HttpResponse:
    """It is booked: the reference, what to bring, and how to change it."""
    appointment = read_hold(token)
    if appointment.state in ("held", "lapsed"):
        return redirect("appointment-check", token=hold_token(appointment))
    manage = urlsplit(appointment_link(appointment.reference)).path
    values = {**_about(appointment), "manage_url": manage, "signed_in": resident_of(request) is not None}
    return render(request, "portal/appointments/done.html", values)
