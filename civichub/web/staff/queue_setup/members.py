"""Who serves a queue: one person, a whole team, their rank, and taking somebody off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civichub.accounts.queries import memberships_at, staff_holding, staff_member
from civichub.core.errors import HubError, Invalid
from civichub.organisations.queries import active_organisations, teams_of
from civichub.routing.operations import join_queue_together, leave_queue
from civichub.routing.policies import may_take_seat
from civichub.routing.queries import people_of, queue_run_by
from civichub.web.access import staff
from civichub.web.ui.components import Column

RUNS = "work.supervise"
COLUMNS = (Column("Name"), Column("Now"), Column("Rank"), Column("Change"))
RANKS = [(str(rank), words) for rank, words in ((1, "1: before other queues"), (2, "2: after those"), (3, "3: last"))]


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who serves it, and whom to add: people found by name anywhere in the partnership, or a team (H2)."""
    queue, now = queue_run_by(request.user, pk), timezone.now()
    if request.method == "POST":
        return _add(request, queue)
    words = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    found = _found(words, now) if words else []
    serving = people_of(queue)
    here = {member.person_id for member, _, _ in serving}
    context = {
        "queue": queue, "people": serving, "columns": COLUMNS, "ranks": RANKS, "words": words,
        "found": [(person, person.pk in here, may_take_seat(person)) for person in found],
        "teams": teams_of(active_organisations().values_list("pk", flat=True)),
    }  # fmt: skip
    return render(request, "staff/queue_setup/members.html", context)


def _found(words: str, now: Any) -> list[Any]:
    people = staff_holding(memberships_at(now))
    return list((people.filter(name__icontains=words) | people.filter(email__icontains=words)).distinct()[:20])


def _add(request: HttpRequest, queue: Any) -> HttpResponse:
    try:
        people = _sent(request)
        rank = request.POST.get("rank", "1")
        made = join_queue_together(
            queue=queue, people=people, rank=int(rank) if rank.isdigit() and len(rank) < 3 else 0,
            actor=request.user, at=timezone.now(),
        )  # fmt: skip
    except HubError as error:
        messages.error(request, error.message)
    else:
        who = str(people[0]) if len(made) == 1 else f"{len(made)} people"
        messages.success(request, f"{who} {'serves' if len(made) == 1 else 'serve'} {queue} now.")
    return redirect("queue-members", queue.pk)


def _sent(request: HttpRequest) -> list[Any]:
    team = request.POST.get("team", "")
    if team.isdigit() and len(team) < 18:
        people = list(staff_holding(memberships_at(timezone.now()).filter(team=int(team))))
        people = [person for person in people if may_take_seat(person)]
        if not people:
            raise Invalid({"team": "Nobody in this team has a role that takes work. Give them one first."})
        return people
    person = staff_member(request.POST.get("person", ""))
    if person is None:
        raise Invalid({"person": "Choose a person or a team."})
    return [person]


@staff(RUNS)
@require_POST
def remove(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Somebody no longer serves it; what they have in hand stays with them."""
    queue = queue_run_by(request.user, pk)
    member = next((one for one, _, _ in people_of(queue) if one.person_id == person), None)
    if member is not None:
        leave_queue(queue=queue, person=member.person, actor=request.user, at=timezone.now())
        messages.success(request, f"{member.person} no longer serves {queue}.")
    return redirect("queue-members", queue.pk)
