"""The parts of a front desk: its lines, counters and rooms, and the keys of its screens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.catalogue.queries import live_services
from civichub.core.errors import HubError
from civichub.frontdesk import operations
from civichub.frontdesk.queries import address_of_key, counter_to_set_up, key_to_set_up, queues_of
from civichub.web.access import staff
from civichub.web.display.qr import qr_image
from civichub.web.staff.asking import FormPage, ask_and_do
from civichub.web.staff.frontdesk.setup import SETS_UP, desk_to_set_up, free_queues, page_of
from civichub.web.staff.frontdesk.setup_forms import CounterForm, KeyForm, LineForm

ASKED = ["GET", "HEAD", "POST"]


@staff(SETS_UP)
@require_http_methods(ASKED)
def add_line(request: HttpRequest, slug: str) -> HttpResponse:
    """One more queue: of a partner's officers in the same building, for instance."""
    desk = desk_to_set_up(request.user, slug)
    queues = {str(one.pk): one for one in free_queues()}
    form = LineForm(request.POST or None, queues=list(queues.values()))

    def act(given: dict[str, Any]) -> None:
        operations.add_line(desk=desk, queue=queues[given["queue"]], actor=request.user, at=timezone.now())

    page = FormPage("Add a line", page_of(desk), "Visitors of this desk may wait there now.", desk.site.name, "Add")
    return ask_and_do(request, form, page, act)


@staff(SETS_UP)
@require_POST
def remove_line(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a queue out of the desk again."""
    desk = desk_to_set_up(request.user, slug)
    for queue in queues_of(desk):
        if queue.pk == pk:
            try:
                operations.remove_line(desk=desk, queue=queue, actor=request.user, at=timezone.now())
            except HubError as error:
                messages.error(request, error.message)
            else:
                messages.success(request, f"Nobody waits in {queue} any more.")
    return redirect(page_of(desk))


def _answers(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "services": [int(one) for one in given["services"]]}


@staff(SETS_UP)
@require_http_methods(ASKED)
def add_counter(request: HttpRequest, slug: str) -> HttpResponse:
    """One more counter or room."""
    desk, at = desk_to_set_up(request.user, slug), timezone.now()
    usual = {"private": "no", "step_free": "yes", "hearing_loop": "no", "calls_at_once": "no", "is_active": "yes"}
    form = CounterForm(request.POST or None, initial=usual, services=list(live_services().only("id", "title")))

    def act(given: dict[str, Any]) -> None:
        counter = operations.add_counter(
            desk=desk, label=given["label"], private=given["private"], actor=request.user, at=at
        )
        operations.change_counter(counter=counter, actor=request.user, at=at, **_answers(given))

    page = FormPage("Add a counter or room", page_of(desk), "It is added.", desk.site.name, "Add")
    return ask_and_do(request, form, page, act)


@staff(SETS_UP)
@require_http_methods(ASKED)
def change_counter(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is called and like, what is served there, and whether it is in use."""
    counter = counter_to_set_up(request.user, pk)
    flags = ("private", "step_free", "hearing_loop", "calls_at_once", "is_active")
    initial: dict[str, Any] = {name: "yes" if getattr(counter, name) else "no" for name in flags}
    initial |= {"label": counter.label, "services": [str(one) for one in counter.services]}
    form = CounterForm(request.POST or None, initial=initial, services=list(live_services().only("id", "title")))

    def act(given: dict[str, Any]) -> None:
        operations.change_counter(counter=counter, actor=request.user, at=timezone.now(), **_answers(given))

    return ask_and_do(request, form, FormPage(counter.words, page_of(counter.desk), "Saved.", str(counter.desk)), act)


@staff(SETS_UP)
@require_http_methods(ASKED)
def make_key(request: HttpRequest, slug: str) -> HttpResponse:
    """One more board or kiosk."""
    desk = desk_to_set_up(request.user, slug)
    form = KeyForm(request.POST or None)

    def act(given: dict[str, Any]) -> str:
        key = operations.make_key(desk=desk, actor=request.user, at=timezone.now(), **given)
        return reverse("desk-setup-key", args=[key.pk])

    page = FormPage("Add a board or kiosk", page_of(desk), "Open this address on the screen.", desk.site.name, "Add")
    return ask_and_do(request, form, page, act)


@staff(SETS_UP)
@require_GET
def show_key(request: HttpRequest, pk: int) -> HttpResponse:
    """The address to open on the screen, to copy or to scan."""
    key = key_to_set_up(request.user, pk)
    name = "display-keyed" if key.kind == "display" else "kiosk"
    address = request.build_absolute_uri(reverse(name, args=[address_of_key(key)]))
    context = {"key": key, "address": address, "qr": qr_image(address), "back": page_of(key.desk)}
    return render(request, "staff/frontdesk/key.html", context)


@staff(SETS_UP)
@require_POST
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen shows nothing any more."""
    key = key_to_set_up(request.user, pk)
    operations.revoke_key(key=key, actor=request.user, at=timezone.now())
    messages.success(request, f"{key} is closed: its address opens nothing any more.")
    return redirect(page_of(key.desk))
