"""Help for a case: who can give it, ranked with reasons; asking them, and what came of it. For a case of any kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.cases.operations.notes import add_note
from civichub.cases.queries import get_case_for
from civichub.core.audit import audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotAllowed, NotFound
from civichub.customers.queries.access import sheltered_among
from civichub.directory.matching import KINDS, TIMES, Need, check_for
from civichub.directory.models.helping import SEE_VOLUNTEERS
from civichub.directory.operations.helping import finish_offer, offer_to_service, offer_to_volunteer, withdraw_offer
from civichub.directory.policies import may_match
from civichub.directory.queries.helping import get_offer_for, get_volunteer_for, matches_for, offers_of_case
from civichub.directory.queries.keeping import address_to_ask
from civichub.directory.queries.published import service_by_uuid
from civichub.directory.queries.search import Place, Wanted, search
from civichub.places.grid import GridPoint
from civichub.places.queries import who_serves
from civichub.web.access import staff
from civichub.web.ui.forms import HubForm, ManyChoicesField, YesNoField

OFFERS_SHOWN, WORDS_READ = 5, 300
# The questions of a form that say what is needed: any form that asks them so can be matched.
KINDS_ASKED, DAYS_ASKED, PARTS_ASKED, AT_RISK_ASKED = "help_with", "help_days", "help_times", "help_at_risk"


class NeedForm(HubForm):
    """What is needed and when, as far as the case does not say so itself."""

    kinds = ManyChoicesField(
        label="What is needed?", choices=[(key, kind.label) for key, kind in KINDS.items()], required=False
    )
    times = ManyChoicesField(label="When?", choices=list(TIMES.items()), required=False)
    sensitive = YesNoField(
        label="Is the person at risk, a child, or unable to decide for themselves?",
        hint="Then only volunteers with an enhanced check are suggested.", required=False,
    )  # fmt: skip


@dataclass(frozen=True)
class Asking:
    """A case as matching sees it. `area` is all that those who are asked learn of where it is."""

    case: Any
    need: Need
    area: str
    must_be_sensitive: bool
    place: Place | None


def _asking(request: HttpRequest, reference: str, given: Any) -> Asking:
    case = get_case_for(request.user, reference)
    if not may_match(request.user, case.organisation_id):
        raise NotAllowed("Volunteers help with cases of their own organisation.")
    answers = case.answers or {}
    sheltered = bool(case.customer_id and sheltered_among([case.customer]))
    must = case.sensitive or sheltered or answers.get(AT_RISK_ASKED) == "yes"
    looked = "kinds" in given or "times" in given or "sensitive" in given
    kinds = given.getlist("kinds") if looked else _answer(answers, KINDS_ASKED)
    times = given.getlist("times") if looked else _times(answers)
    point = (case.easting, case.northing) if case.easting is not None and not sheltered else None
    served = who_serves(GridPoint(*point)) if point else None
    need = Need(
        kinds=tuple(one for one in kinds if one in KINDS), point=point,
        times=tuple(one for one in times if one in TIMES), sensitive=must or given.get("sensitive") == "yes",
    )  # fmt: skip
    area = next((one.name for one in (served.ward, served.district) if one), "") if served else ""
    place = Place(area, point, frozenset(served.codes.values())) if point and served else None
    return Asking(case, need, area, must, place)


def _answer(answers: dict[str, Any], key: str) -> list[str]:
    value = answers.get(key) or []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _times(answers: dict[str, Any]) -> list[str]:
    parts = _answer(answers, PARTS_ASKED) or ["morning", "afternoon", "evening"]
    return [f"{day}-{part}" for day in _answer(answers, DAYS_ASKED) for part in parts]


@staff(SEE_VOLUNTEERS)
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Who can help, and who was asked. The reading is written down."""
    now = timezone.now()
    asking = _asking(request, reference, request.GET)
    case, need = asking.case, asking.need
    audit_read(case, actor=request.user, at=now, ground="Looking for help with it")
    matches = matches_for(
        request.user, need, organisation_id=case.organisation_id, case_reference=case.reference, on=london_date(now)
    ) if need.kinds else []  # fmt: skip
    words = " ".join([*(KINDS[kind].label for kind in need.kinds), case.description[:WORDS_READ]]).strip()
    offers = search(Wanted(words=words or case.title), asking.place, at=now).offers[:OFFERS_SHOWN]
    begun = {"kinds": need.kinds, "times": need.times, "sensitive": "yes" if need.sensitive else "no"}
    context = {
        "case": case, "need": need, "area": asking.area, "must_be_sensitive": asking.must_be_sensitive,
        "form": NeedForm(initial=begun), "matches": matches, "check": check_for(need.kinds, sensitive=need.sensitive),
        "offers": [(one, address_to_ask(one.service)) for one in offers],
        "asked": offers_of_case(request.user, case.reference), "kind_words": [KINDS[one].label for one in need.kinds],
        "time_words": [TIMES[one] for one in need.times],
    }  # fmt: skip
    return render(request, "staff/directory/on_case.html", context)


@staff(SEE_VOLUNTEERS)
@require_POST
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask one volunteer, or one community service."""
    asking, now = _asking(request, reference, request.POST), timezone.now()
    case, words = asking.case, request.POST.get("words", "")
    common = {"case_reference": case.reference, "need": asking.need, "area": asking.area, "words": words,
              "actor": request.user, "at": now}  # fmt: skip
    try:
        if request.POST.get("volunteer"):
            who = get_volunteer_for(request.user, _number(request.POST["volunteer"]))
            if who.organisation_id != case.organisation_id:
                raise NotFound
            made = offer_to_volunteer(volunteer=who, reasons=request.POST.getlist("reasons")[:6], **common)
            named = who.name
        else:
            service = service_by_uuid(request.POST.get("service", ""), on=london_date(now))
            if service is None:
                raise NotFound
            made = offer_to_service(service=service, organisation=case.organisation, reasons=[],
                                    to_email=address_to_ask(service), **common)  # fmt: skip
            named = service.name
        note_on_case(case, f"Asked {named} whether they can help.", actor=request.user, at=now)
        messages.success(request, f"{named} is asked at {made.to_email}.")
    except HubError as error:
        messages.error(request, error.message)
    return redirect("case-help", reference)


@staff(SEE_VOLUNTEERS)
@require_POST
def settle(request: HttpRequest, reference: str, pk: int, step: str) -> HttpResponse:
    """Take the question back, or say that the help was given."""
    case, now = get_case_for(request.user, reference), timezone.now()
    found = get_offer_for(request.user, pk if len(str(pk)) <= 18 else 0)
    if found.case_reference != case.reference or step not in ("withdraw", "finish"):
        raise NotFound
    try:
        if step == "withdraw":
            withdraw_offer(offer=found, actor=request.user, at=now)
            note_on_case(case, f"{found.named} is not asked any more.", actor=request.user, at=now)
        else:
            said = request.POST.get("words", "")
            finish_offer(offer=found, feedback=said, actor=request.user, at=now)
            note_on_case(case, f"{found.named} has helped. {said}".strip(), actor=request.user, at=now)
        messages.success(request, "It is kept.")
    except HubError as error:
        messages.error(request, error.message)
    return redirect("case-help", reference)


def note_on_case(case: Any, text: str, *, actor: Any, at: Any) -> None:
    """What happened, in the case's own history; where the reader may not write there, the offer alone keeps it."""
    try:
        add_note(case=case, text=text[:4_000], public=False, actor=actor, at=at)
    except NotAllowed:
        return


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
