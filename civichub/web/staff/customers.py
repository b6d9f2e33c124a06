"""The page of a customer, and the joining of two records."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.appointments.queries import appointments_of_customers, wishes_of_customers
from civichub.appointments.wording import wish_words
from civichub.cases.queries import cases_of_customers
from civichub.contacts.queries import contacts_in_hand, contacts_of_customers
from civichub.core.audit import audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.customers.operations import merge_customers, undo_merge
from civichub.customers.policies import may_hold_records
from civichub.customers.queries import family_ids, get_customer_for, holds_of, view_of
from civichub.customers.queries.merges import merges_into
from civichub.messaging.queries.mail import files_by_email
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.case_words import stage_of
from civichub.web.staff.customer_forms import MergeForm
from civichub.web.staff.still_shared import words_for


@staff("customer.view")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one person that this reader may see; the reading is written down."""
    now, customer = timezone.now(), get_customer_for(request.user, reference)
    view = view_of(customer, request.user)
    audit_read(customer, actor=request.user, at=now, ground=view.access.ground)
    family = family_ids(customer.pk)
    context = {
        "customer": view,
        "cases": [(case, stage_of(case)) for case in cases_of_customers(request.user, family)],
        "contacts": list(contacts_of_customers(request.user, family)),
        "appointments": appointments_of_customers(request.user, family, now),
        "files": files_by_email(request.user, family),
        "wishes": [(one, wish_words(one)) for one in wishes_of_customers(request.user, family)],
        "merges": merges_into(request.user, customer) if request.user.holds_anywhere("customer.merge") else [],
        "holds": list(holds_of(customer.pk).in_force(london_date(now))),
        "may_hold": may_hold_records(request.user, customer),
        "in_hand": next(iter(contacts_in_hand(request.user)), None),
        "why": [view.access.ground],
        "shown_under": words_for([view.access.agreement] if view.access.agreement else []),
        "may_write_letters": request.user.holds_anywhere("case.act"),
    }
    return render(request, "staff/customer.html", context)


@staff("customer.merge")
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that two records are one person, with the reason. It can be undone."""
    keep, now = get_customer_for(request.user, reference), timezone.now()
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            other = get_customer_for(request.user, form.cleaned_data["other"])
            merge_customers(keep=keep, absorb=other, reason=form.cleaned_data["reason"], actor=request.user, at=now)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "The two records are one. You can undo this on the customer's page.")
            return redirect("customer", reference)
    context = {"customer": view_of(keep, request.user), "form": form}
    return render(request, "staff/customer_merge.html", context)


@staff("customer.merge")
@require_POST
def undo(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a merge apart again, exactly."""
    customer = get_customer_for(request.user, reference)
    found = next((merge for merge in merges_into(request.user, customer) if merge.pk == pk), None)
    if found is None:
        raise NotFound
    undo_merge(
        merge=found, actor=request.user, at=timezone.now(), reason=request.POST.get("reason", "Not the same person")
    )
    messages.success(request, "The merge is undone: both records are as they were.")
    return redirect("customer", reference)
