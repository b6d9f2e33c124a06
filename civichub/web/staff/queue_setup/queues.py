"""Queues: the list, one as a form with a preview of its line, and taking it out of use."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from civichub.core.errors import HubError
from civichub.routing.matching import Strategy, in_line, span
from civichub.routing.operations import change_queue_state, define_queue
from civichub.routing.queries import line_of, queue_run_by, queues_managed_by
from civichub.routing.what_if import waiting_at
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.queue_setup.forms import QueueForm, begun_with
from civichub.web.ui.components import Column
from civichub.web.ui.forms import HubForm, OneChoiceField, SelectBox
from civichub.web.ui.paging import keyset_page

RUNS = "work.supervise"
COLUMNS = (Column("Queue"), Column("Standard"), Column("People", numeric=True), Column("State"), Column("Change"))
# What the form calls fields that the operation names otherwise.
FIELDS = {"answer_within_seconds": "answer_within", "overflow_after_seconds": "overflow_after", "strategy": "order"}


@staff(RUNS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every queue whose set-up this person keeps, those out of use last."""
    rows, pager = keyset_page(request, queues_managed_by(request.user), order=("name", "pk"))
    shown = [
        (queue, f"{round(queue.answer_share * 100)}% within {span(queue.answer_within_seconds)}") for queue in rows
    ]
    return render(request, "staff/queue_setup/queues.html", {"rows": shown, "pager": pager, "columns": COLUMNS})


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new queue."""
    return _form(request, None)


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One queue; “Preview” shows what would become of today’s line, and changes nothing."""
    return _form(request, queue_run_by(request.user, pk))


def _form(request: HttpRequest, queue: Any) -> HttpResponse:
    bodies = organisations_with(request, RUNS)
    others = [one for one in queues_managed_by(request.user) if one.is_active and (not queue or one.pk != queue.pk)]
    form = QueueForm(
        request.POST or None, others=others, initial=begun_with(queue), bodies=None if queue else choices_of(bodies)
    )
    preview = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST and queue:
            preview = _preview(queue, form.strategy())
        else:
            organisation = queue.organisation if queue else one_of(bodies, int(form.cleaned_data["organisation"]))
            name = form.cleaned_data["name"]
            try:
                made = define_queue(
                    organisation=organisation, slug=queue.slug if queue else slugify(name)[:50] or "queue", name=name,
                    new=queue is None, actor=request.user, at=timezone.now(), **form.details(others),
                )  # fmt: skip
            except HubError as error:
                _refuse(form, error)
            else:
                messages.success(request, f"{made} is set up." if queue is None else f"{made} is changed.")
                return redirect("queue-members" if queue is None else "queue-setup", *([made.pk] if not queue else []))
    context = {"form": form, "queue": queue, "preview": preview, "sections": form.sections()}
    return render(request, "staff/queue_setup/queue.html", context)


def _refuse(form: Any, error: HubError) -> None:
    problems = getattr(error, "errors", None)
    if problems is not None:
        for name in problems.keys() & FIELDS.keys():
            problems[FIELDS[name]] = problems.pop(name)
    add_refusal(form, error)


def _preview(queue: Any, strategy: dict[str, Any]) -> list[tuple[Any, int, int]]:
    """Each who waits now with its place as it is and as it would be, in the new order."""
    now = timezone.now()
    items = {item.pk: item for item in line_of(queue, now)}
    places = {pk: place for place, pk in enumerate(items, 1)}
    rule = Strategy(**{key: tuple(value) if isinstance(value, list) else value for key, value in strategy.items()})
    order = [one.item for one in in_line(waiting_at(queue, now), now, rule)]
    return [(items[pk], places[pk], place) for place, pk in enumerate(order, 1) if pk in items]


class StateForm(HubForm):
    """Where those who wait go on."""

    def __init__(self, *args: Any, others: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move_to"] = OneChoiceField(
            label="Where do those who wait go on?", widget=SelectBox(), required=False,
            choices=[("", "Nobody waits"), *((str(one.pk), f"{one}, {one.organisation.short_name}") for one in others)],
        )  # fmt: skip


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of use, or into use again."""
    queue = queue_run_by(request.user, pk)
    others = [one for one in queues_managed_by(request.user) if one.is_active and one.pk != pk]
    form = StateForm(request.POST if request.method == "POST" else None, others=others)
    if not queue.is_active:
        del form.fields["move_to"]

    def act(sent: dict[str, Any]) -> None:
        move_to = next((one for one in others if str(one.pk) == sent.get("move_to")), None)
        change_queue_state(
            queue=queue, active=not queue.is_active, move_to=move_to, actor=request.user, at=timezone.now()
        )

    if queue.is_active:
        page = FormPage(
            f"Take {queue} out of use", reverse("queue-setup"), f"{queue} is out of use.", button="Take it out of use",
            guidance="Nothing new comes into it. Those who wait keep their place from when they came; what somebody "
            "has in hand stays with them.",
        )  # fmt: skip
    else:
        page = FormPage(
            f"Put {queue} into use again", reverse("queue-setup"), f"{queue} is in use.", button="Put it into use",
            guidance="Its people and its standard are as they were.",
        )  # fmt: skip
    return ask_and_do(request, form, page, act)
