"""Your data: read it, take it with you, and close the account."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.accounts.operations import close_own_account
from civichub.accounts.queries import system_account
from civichub.cases.queries import cases_of_customers, progress_of
from civichub.core.audit import audit_read
from civichub.core.references import format_reference
from civichub.customers.models import Customer
from civichub.customers.operations import unlink_account
from civichub.customers.queries import export_own_data, family_ids, own_customer
from civichub.web.access import resident
from civichub.web.portal.account import with_customer
from civichub.web.portal.case_words import story_of
from civichub.web.portal.gates import not_kept

MOST_CASES = 200


def _own_data(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    at = timezone.now()
    audit_read(customer, actor=request.user, at=at, ground="This is your own record.", purpose="Data download")
    cases = cases_of_customers(request.user, list(family_ids(customer.pk)), limit=MOST_CASES)
    return export_own_data(customer) | {"requests": [_request(case, at) for case in cases]}


def _request(case: Any, at: Any) -> dict[str, Any]:
    progress = progress_of(case, at=at)
    return {
        "reference": format_reference(case.reference),
        "service": case.service.title,
        "council": case.organisation.name,
        "made_at": case.opened_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "state": progress.outcome_words or progress.stage.resident,
        "what_you_told_us": case.answers,
        "history": [
            {"at": event.at.isoformat(), "what": event.title, "words": event.text}
            for event in story_of(progress, in_full=True)
        ],
        "files": [{"name": file.name, "size": file.size} for file in progress.files],
    }


@resident
@not_kept
@require_GET
@with_customer
def read(request: HttpRequest, customer: Customer) -> HttpResponse:
    """What we hold, on a page."""
    return render(request, "portal/account/data.html", {"data": _own_data(request, customer)})


@resident
@not_kept
@require_GET
@with_customer
def download(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The same as a file for machines (UK GDPR, Article 20)."""
    body = json.dumps(_own_data(request, customer), indent=2, ensure_ascii=False, default=str)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@resident
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Give up the sign-in. What was asked for goes on, and can be followed by reference."""
    if request.method != "POST":
        return render(request, "portal/account/close.html", {})
    at, account = timezone.now(), request.user
    customer = own_customer(account)
    if customer is not None:
        unlink_account(customer=customer, reason="They closed their account", actor=system_account(), at=at)
    close_own_account(account=account, actor=account, at=at)
    logout(request)
    return redirect("account-closed")
