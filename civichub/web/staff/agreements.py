"""Sharing agreements: what one body lets another see, and until when."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.catalogue.queries import live_services, services_by_ids
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.organisations.models import SharedField
from civichub.organisations.operations import agree_sharing, end_sharing
from civichub.organisations.queries import active_organisations, agreements_seen_by
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.ui.forms import (
    DateField,
    HubForm,
    LongTextField,
    ManyChoicesField,
    OneChoiceField,
    SelectBox,
    TextField,
    YesNoField,
)


class AgreementForm(HubForm):
    """What is shared, with whom, why, and until when."""

    title = TextField(label="Name of the agreement", max_length=160, missing="Enter a name")
    purpose = LongTextField(
        label="Purpose", limit=300, rows=2, missing="Enter the purpose",
        hint="It completes “They may see this…”, and is shown on every page that the agreement opens",
    )  # fmt: skip
    legal_basis = TextField(label="Legal basis", max_length=200, required=False)
    fields_shared = ManyChoicesField(
        label="What may they see?", choices=SharedField.choices, missing="Select what they may see",
        hint="What is not chosen stays closed.",
    )  # fmt: skip
    may_act = YesNoField(label="May they act on the cases, too?", missing="Select yes if they may act")
    starts_on = DateField(label="First day", missing="Enter the first day")
    expires_on = DateField(label="Last day", missing="Enter the last day")

    def __init__(self, *args: Any, givers: list[Any], takers: list[Any], services: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_organisation"] = OneChoiceField(
            label="Whose records?", choices=givers, widget=SelectBox(), missing="Select whose records"
        )
        self.fields["to_organisation"] = OneChoiceField(
            label="Who may see them?", choices=[("", "Choose a body"), *takers], widget=SelectBox(),
            missing="Select who may see them",
        )  # fmt: skip
        self.fields["service"] = OneChoiceField(
            label="For which service?", choices=[("", "Every ordinary service"), *services], widget=SelectBox(),
            required=False, hint="A sensitive service is shared only when it is named.",
        )  # fmt: skip
        self.order_fields(["from_organisation", "to_organisation", "title", "purpose", "legal_basis", "service",
                           "fields_shared", "may_act", "starts_on", "expires_on"])  # fmt: skip


class EndForm(HubForm):
    """Why an agreement ends now."""

    reason = LongTextField(label="Why does it end?", limit=300, rows=2, missing="Enter why it ends")


@staff("sharing.manage")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Agreements given and held: in force, to come, and over."""
    today = london_date(timezone.now())
    found = list(agreements_seen_by(request.user))
    services = services_by_ids({pk for agreement in found for pk in agreement.services})
    own = request.user.organisations_with("sharing.manage")
    fields = dict(SharedField.choices)
    rows = [
        {
            "agreement": one,
            "state": _state(one, today),
            "services": [services[pk].title for pk in one.services if pk in services],
            "fields": [fields.get(name, name) for name in one.fields],
            "may_end": one.from_organisation_id in own and one.ended_at is None and one.expires_on >= today,
        }
        for one in found
    ]
    groups = [(heading, [row for row in rows if (row["state"] in ("Live", "Planned")) is current])
              for heading, current in (("In force and to come", True), ("Over", False))]  # fmt: skip
    return render(request, "staff/agreements.html", {"agreement_groups": groups, "any": bool(rows)})


def _state(agreement: Any, today: Any) -> str:
    if agreement.ended_at:
        return "Ended"
    if agreement.expires_on < today:
        return "Expired"
    return "Live" if agreement.starts_on <= today else "Planned"


@staff("sharing.manage")
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """A new agreement, for the records of one's own organisation."""
    givers, takers = organisations_with(request, "sharing.manage"), active_organisations()
    services = [(str(pk), title) for pk, title in live_services().values_list("pk", "title")]
    form = AgreementForm(request.POST or None, givers=choices_of(givers), takers=choices_of(takers), services=services)

    def act(data: dict[str, Any]) -> None:
        agree_sharing(
            from_organisation=one_of(givers, int(data["from_organisation"])),
            to_organisation=one_of(takers, int(data["to_organisation"])),
            title=data["title"], purpose=data["purpose"], legal_basis=data["legal_basis"],
            fields=data["fields_shared"], services=[int(data["service"])] if data["service"] else [],
            may_act=bool(data["may_act"]), starts_on=data["starts_on"], expires_on=data["expires_on"],
            actor=request.user, at=timezone.now(),
        )  # fmt: skip

    page = FormPage("New sharing agreement", reverse("agreement-list"), "The agreement is made.", button="Agree")
    return ask_and_do(request, form, page, act)


@staff("sharing.manage")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agreement that one's own organisation gave."""
    agreement = one_of(agreements_seen_by(request.user), pk)
    if agreement.ended_at:
        raise NotFound
    form = EndForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        end_sharing(agreement=agreement, reason=data["reason"], actor=request.user, at=timezone.now())

    page = FormPage(
        "End this agreement", reverse("agreement-list"), "The agreement has ended.", caption=agreement.title,
        button="End it now", guidance=f"At their next page {agreement.to_organisation.name} see nothing by it.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
