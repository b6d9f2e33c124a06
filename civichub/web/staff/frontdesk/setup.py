"""Setting up front desks: which sites have one, and how each greets, calls, prints and tells."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from civichub.catalogue.queries import services_by_ids
from civichub.core.errors import Invalid, NotFound
from civichub.frontdesk import operations
from civichub.frontdesk.models import FrontDesk, VoiceLanguage
from civichub.frontdesk.queries import address_of_key, all_counters, desks_to_set_up, queues_of
from civichub.frontdesk.screens import silent_screens
from civichub.places.queries import sites
from civichub.routing.operations import define_queue
from civichub.routing.queries import queues_in_use
from civichub.web.access import staff
from civichub.web.display.boards import week_of
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.frontdesk.setup_forms import DeskForm, NewDeskForm

SETS_UP = "frontdesk.manage"


def desk_to_set_up(user: Any, slug: str) -> FrontDesk:
    """The desk of that site, if this person sets it up. Raises `NotFound`."""
    found = desks_to_set_up(user).filter(site__slug=slug).first()
    if found is None:
        raise NotFound()
    return found


def page_of(desk: FrontDesk) -> str:
    """The address at which this desk is set up."""
    return reverse("desk-setup", args=[desk.site.slug])


def free_queues() -> list[Any]:
    """The queues that may still become a line: of any organisation in the partnership (H2), and of no other desk."""
    return list(queues_in_use().filter(desk_line=None))


@staff(SETS_UP)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The desks that this person sets up."""
    return render(request, "staff/frontdesk/setup_list.html", {"desks": list(desks_to_set_up(request.user))})


@staff(SETS_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A desk for a site that has none."""
    at = timezone.now()
    taken = set(FrontDesk.objects.values_list("site", flat=True))
    own = sites(organisation_ids=request.user.organisations_with(SETS_UP))
    free = {str(one.pk): one for one in own if one.pk not in taken}
    queues = {str(one.pk): one for one in free_queues()}
    form = NewDeskForm(request.POST or None, sites=list(free.values()), queues=list(queues.values()))

    def act(given: dict[str, Any]) -> str:
        site = free[given["site"]]
        queue = queues.get(given["queue"])
        if queue is None:
            if not given["new_queue"]:
                raise Invalid({"new_queue": "Choose a queue, or enter the name of a new one."})
            queue = define_queue(
                organisation=site.organisation, slug=slugify(given["new_queue"])[:50] or site.slug[:50],
                name=given["new_queue"], actor=request.user, at=at,
            )  # fmt: skip
        return page_of(
            operations.set_up_desk(site=site, queue=queue, prefix=given["prefix"], actor=request.user, at=at)
        )

    page = FormPage("New front desk", reverse("desk-setup-list"), "The front desk is made. Now add its counters.")
    return ask_and_do(request, form, page, act)


@staff(SETS_UP)
@require_GET
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one desk, each part with its own change."""
    desk = desk_to_set_up(request.user, slug)
    counters = all_counters(desk)
    named = services_by_ids({pk for one in counters for pk in one.services})
    context = {
        "desk": desk, "queues": queues_of(desk), "week": week_of(desk.site),
        "spoken": [VoiceLanguage(one).label for one in desk.languages],
        "counters": [(one, [named[pk].title for pk in one.services if pk in named]) for one in counters],
        "silent": {one.pk for one in silent_screens(desk, timezone.now())},
        "keys": [(one, _opened_at(one)) for one in desk.keys.select_related("made_by")],
    }  # fmt: skip
    return render(request, "staff/frontdesk/setup.html", context)


def _opened_at(key: Any) -> str:
    return reverse("display-keyed" if key.kind == "display" else "kiosk", args=[address_of_key(key)])


@staff(SETS_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """How it greets, calls, prints and tells."""
    desk = desk_to_set_up(request.user, slug)
    yes_no = ("gives_passes", "shows_hours", "is_active")
    plain = ("prefix", "languages", "printer", "printer_address", "text_before", "back_minutes", "silent_minutes")
    initial = {name: getattr(desk, name) for name in plain} | {"quick_answers": "\n".join(desk.quick_answers)}
    initial |= {name: "yes" if getattr(desk, name) else "no" for name in yes_no}
    form = DeskForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> None:
        values = {**given, "quick_answers": given["quick_answers"].splitlines()}
        values["printer_address"] = values["printer_address"] or ""
        operations.change_desk(desk=desk, actor=request.user, at=timezone.now(), **values)

    return ask_and_do(request, form, FormPage("Change the front desk", page_of(desk), "Saved.", desk.site.name), act)
