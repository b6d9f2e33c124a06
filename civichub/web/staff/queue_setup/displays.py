"""Screens on walls: a key for each, shown once, taken back at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import HubError
from civichub.routing.operations import make_wall_key, withdraw_wall_key
from civichub.routing.queries import queues_run_by
from civichub.routing.wallboard import wall_keys_of
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import choices_of, one_of, organisations_with
from civichub.web.ui.components import Column
from civichub.web.ui.forms import HubForm, ManyChoicesField, OneChoiceField, SelectBox, TextField
from civichub.web.ui.paging import keyset_page

RUNS = "work.supervise"
COLUMNS = (Column("Screen"), Column("Shows"), Column("Made"), Column("State"))


class WallKeyForm(HubForm):
    """Where the screen hangs and what it shows."""

    label = TextField(label="Where does the screen hang?", max_length=80, missing="Enter where the screen hangs")

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], queues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label="Organisation", choices=bodies, widget=SelectBox(), missing="Select the organisation"
        )
        listed = [(str(queue.pk), f"{queue}, {queue.organisation.short_name}") for queue in queues]
        self.fields["queues"] = ManyChoicesField(
            label="Which queues?", choices=listed, required=False, hint="Choose none for all of the organisation."
        )


@staff(RUNS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every screen that has or had a key."""
    rows, pager = keyset_page(request, wall_keys_of(request.user), order=("-made_at", "-pk"))
    names = {queue.pk: queue.name for queue in queues_run_by(request.user)}
    shown = [(key, ", ".join(names.get(pk, "a queue out of use") for pk in key.queues) or "All queues") for key in rows]
    return render(request, "staff/queue_setup/wall_keys.html", {"rows": shown, "pager": pager, "columns": COLUMNS})


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """A new key; the answer to this very request is the only page that ever shows its address."""
    bodies, queues = organisations_with(request, RUNS), list(queues_run_by(request.user))
    form = WallKeyForm(request.POST or None, bodies=choices_of(bodies), queues=queues)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            made, key = make_wall_key(
                organisation=one_of(bodies, int(sent["organisation"])), label=sent["label"],
                queues=[queue for queue in queues if str(queue.pk) in sent["queues"]],
                actor=request.user, at=timezone.now(),
            )  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            address = request.build_absolute_uri(reverse("wall", args=[key]))
            answer = render(request, "staff/queue_setup/wall_key_made.html", {"made": made, "address": address})
            answer["Cache-Control"] = "no-store"
            return answer
    return render(request, "staff/queue_setup/wall_key.html", {"form": form})


@staff(RUNS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a screen at once."""
    key = one_of(wall_keys_of(request.user), pk)
    withdraw_wall_key(wall_key=key, actor=request.user, at=timezone.now())
    messages.success(request, f"The screen “{key}” shows nothing any more.")
    return redirect("wall-keys")
