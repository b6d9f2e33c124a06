"""The rules of chat of one's organisations, and who is kept out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.catalogue.queries import service_titles
from civichub.core.errors import HubError, NotFound
from civichub.organisations.queries import active_organisations
from civichub.routing.models import Queue
from civichub.routing.operations import define_queue
from civichub.routing.policies import may_manage_queues
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.chats.forms import NUMBERS, SIDE_BY_SIDE, SetUpForm, hours_as_text, hours_from_text
from civichub.webchat.models import ChatSetup
from civichub.webchat.operations import set_up_chat
from civichub.webchat.policies import may_set_up_chat
from civichub.webchat.queries import blocks_in_force, language_names, setup_of


def _organisation(request: HttpRequest, slug: str) -> Any:
    """An organisation whose chat this person sets up. Raises `NotFound`."""
    found = active_organisations().filter(slug=slug).first()
    if found is None or not may_set_up_chat(request.user, found.pk):
        raise NotFound()
    return found


@staff()
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The organisations whose chat one sets up, and the blocks in force there."""
    ours = [one for one in active_organisations() if may_set_up_chat(request.user, one.pk)]
    if not ours:
        raise NotFound()
    rows = [(one, setup_of(one)) for one in ours]
    context = {"rows": rows, "blocks": blocks_in_force(request.user, timezone.now())}
    return render(request, "staff/chats/overview.html", context)


@staff()
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """On or off, queue, services, languages, greetings, and what happens when a chat goes quiet."""
    organisation = _organisation(request, slug)
    setup = setup_of(organisation) or ChatSetup(organisation=organisation)
    queues = list(Queue.objects.filter(organisation=organisation, is_active=True))
    languages = language_names()
    form = SetUpForm(
        request.POST or None, queues=queues, services=service_titles(), languages=languages,
        initial=_shown(setup, languages),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, organisation, form.cleaned_data, queues, languages)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "The rules of webchat are kept, and hold from now on.")
            return redirect("chat-set-up")
    return render(request, "staff/chats/rules.html", {"form": form, "organisation": organisation})


def _shown(setup: ChatSetup, languages: dict[str, str]) -> dict[str, Any]:
    queue = setup.queue
    weight = queue.weight_of("chat") if queue else 33
    shown = {field: getattr(setup, field) for field, *_ in NUMBERS}
    shown |= {f"greeting_{key.replace(':', '_')}": setup.greetings.get(key, "") for key in languages}
    return shown | {
        "is_on": "yes" if setup.is_on else "no",
        "queue": str(setup.queue_id or ""),
        "services": [str(number) for number in setup.services],
        "languages": setup.languages,
        "hours": hours_as_text(queue.hours) if queue else "",
        "side_by_side": str(max((number for number, of in SIDE_BY_SIDE.items() if of >= weight), default=1)),
    }


def _keep(
    request: HttpRequest, organisation: Any, given: dict[str, Any], queues: list[Any], languages: dict[str, str]
) -> None:
    at = timezone.now()
    queue = next(one for one in queues if str(one.pk) == given["queue"])
    greetings = {key: given[f"greeting_{key.replace(':', '_')}"] for key in languages}
    set_up_chat(
        organisation=organisation, is_on=given["is_on"], queue=queue,
        services=[int(number) for number in given["services"]], languages=given.get("languages", []),
        greetings={key: words for key, words in greetings.items() if words},
        **{field: given[field] for field, *_ in NUMBERS}, actor=request.user, at=at,
    )  # fmt: skip
    if may_manage_queues(request.user, organisation.pk):
        define_queue(
            organisation=organisation, slug=queue.slug, name=queue.name, hours=hours_from_text(given["hours"]),
            weights=queue.weights | {"chat": SIDE_BY_SIDE[int(given["side_by_side"])]}, actor=request.user, at=at,
        )  # fmt: skip
