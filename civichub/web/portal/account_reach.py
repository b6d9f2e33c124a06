"""How to reach you: add an email address or a mobile number, prove it by a code we send, take one away."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_http_methods, require_POST

from civichub.accounts.queries import system_account
from civichub.core.errors import HubError, NotFound
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.customers.models import ContactPoint, Customer, VerifiedHow
from civichub.customers.operations import add_contact_point, end_contact_point, verify_contact_point
from civichub.customers.queries import view_of
from civichub.delivery.drafts import Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import BeyondLimit, Channel, Purpose
from civichub.web.access import resident
from civichub.web.errors import add_refusal
from civichub.web.portal.account import with_customer
from civichub.web.portal.gates import not_kept
from civichub.web.ui.forms import EmailField, HubForm, OneChoiceField, PhoneField, TextField

CODE_DIGITS, CODE_MINUTES = 6, 15
SEND_SCOPE, GUESS_SCOPE = "contact_code_sent", "contact_code_guess"
MOST_SENT, MOST_GUESSES = 3, 5
GUESS_WINDOW = timedelta(minutes=CODE_MINUTES)
_SESSION = "contact_code"


class AddForm(HubForm):
    """An email address or a number."""

    kind = OneChoiceField(
        label="What do you want to add?",
        choices=[("email", "An email address"), ("phone", "A phone number")],
        reveals={"email": ["email"], "phone": ["phone"]},
        missing="Select what you want to add",
    )
    email = EmailField(label="Email address")
    phone = PhoneField(label="Phone number")


class CodeForm(HubForm):
    """What we sent."""

    code = TextField(
        label="Security code",
        missing="Enter the code that we sent you",
        width=10,
        max_length=12,
        autocomplete="one-time-code",
    )


@resident
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
@with_customer
def show(request: HttpRequest, customer: Customer) -> HttpResponse:
    """What we have, and a further one."""
    form = AddForm(request.POST) if request.method == "POST" else AddForm()
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        try:
            point = add_contact_point(
                customer=customer, kind=kind, value=form.cleaned_data[kind], actor=request.user, at=timezone.now()
            )
        except HubError as error:
            add_refusal(form, error)
        else:
            if point.verified_at is not None or not _can_be_proved(point):
                messages.success(request, "We have added it.")
                return redirect("account-reach")
            return _send(request, point)
    points = [point for point in view_of(customer, request.user).contact_points if point.is_current]
    values = {"form": form, "points": points, "own_email": request.user.email}
    return render(request, "portal/account/reach.html", values)


def _can_be_proved(point: Any) -> bool:
    return point.kind == "email" or (point.kind == "phone" and point.is_mobile)


def _point_of(request: HttpRequest, point_id: int, customer: Customer) -> ContactPoint:
    found = ContactPoint.objects.live().visible_to(request.user).filter(pk=point_id, customer=customer).first()
    if found is None:
        raise NotFound
    return found


@resident
@not_kept
@require_POST
@with_customer
def send_code(request: HttpRequest, point_id: int, customer: Customer) -> HttpResponse:
    """Send a code to an address that has not been proved yet."""
    point = _point_of(request, point_id, customer)
    if point.verified_at is not None or not _can_be_proved(point):
        return redirect("account-reach")
    return _send(request, point)


def _send(request: HttpRequest, point: ContactPoint) -> HttpResponse:
    at, actor, keys = timezone.now(), system_account(), (f"account {request.user.pk}", point.normalised)
    if too_many_tries(SEND_SCOPE, keys, at=at, tries=MOST_SENT):
        messages.error(request, "We have sent several codes already. Wait five minutes, then ask for another.")
        return redirect("account-reach")
    count_try(scope=SEND_SCOPE, keys=keys, actor=actor, at=at)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    request.session[_SESSION] = _signer().sign(f"{point.pk}:{_digest(point, code)}")
    words = (
        f"{code} is your security code. It works for {CODE_MINUTES} minutes. If you did not ask for it, ignore this."
    )
    queue_message(
        draft=Draft(
            channel=Channel.EMAIL if point.kind == "email" else Channel.SMS,
            to_address=point.normalised,
            subject="Your security code" if point.kind == "email" else "",
            body=words,
            purpose=Purpose.SIGN_IN,
            why_channel="It proves this very address.",
            is_secret=True,
            is_urgent=True,
        ),
        organisation=None,
        beyond_limit=BeyondLimit.DROP,
        actor=actor,
        at=at,
    )
    return redirect("account-reach-code", point.pk)


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="civichub.contact_code")


def _digest(point: ContactPoint, code: str) -> str:
    return salted_hmac("civichub.contact_code", f"{point.pk}:{code}", algorithm="sha256").hexdigest()


@resident
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
@with_customer
def give_code(request: HttpRequest, point_id: int, customer: Customer) -> HttpResponse:
    """Give the code back; five guesses."""
    point = _point_of(request, point_id, customer)
    if point.verified_at is not None:
        return redirect("account-reach")
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        problem = _judge(request, point, form.cleaned_data["code"], at)
        if not problem:
            del request.session[_SESSION]
            verify_contact_point(contact_point=point, how=VerifiedHow.CODE, actor=system_account(), at=at)
            messages.success(request, "Thank you. We know that it is yours.")
            return redirect("account-reach")
        form.add_error("code", problem)
    return render(request, "portal/account/code.html", {"form": form, "point": point})


def _judge(request: HttpRequest, point: ContactPoint, typed: str, at: datetime) -> str:
    """What is wrong with a code, or ""."""
    keys = (f"point {point.pk}",)
    if too_many_tries(GUESS_SCOPE, keys, at=at, tries=MOST_GUESSES, within=GUESS_WINDOW):
        return "You have tried too often. Wait 15 minutes, then ask for a new code"
    try:
        kept = _signer().unsign(str(request.session.get(_SESSION, "")), max_age=GUESS_WINDOW)
    except BadSignature:
        return "This code has run out. Ask for a new one"
    code = "".join(letter for letter in typed if letter.isdigit())
    if constant_time_compare(kept, f"{point.pk}:{_digest(point, code)}"):
        return ""
    count_try(scope=GUESS_SCOPE, keys=keys, actor=system_account(), at=at)
    return "That is not the code that we sent. Check it and try again"


@resident
@not_kept
@require_POST
@with_customer
def take_away(request: HttpRequest, point_id: int, customer: Customer) -> HttpResponse:
    """It is no longer theirs. The address they sign in with stays: closing the account ends that."""
    point = _point_of(request, point_id, customer)
    if point.kind == "email" and point.normalised == request.user.email.lower():
        messages.error(request, "You sign in with this address. Change it under Sign-in and security first.")
        return redirect("account-reach")
    end_contact_point(contact_point=point, actor=request.user, at=timezone.now())
    messages.success(request, "We have taken it off.")
    return redirect("account-reach")
