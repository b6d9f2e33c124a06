"""Declaring a notice: one page for whoever runs the day, live at every desk when it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.catalogue.models import NoticeChannel
from civichub.catalogue.notices import notice_kept_by, notices_kept_by, stands
from civichub.catalogue.operations import NoticeWords, change_notice, declare_notice, withdraw_notice
from civichub.catalogue.queries import service_by_id, service_titles, services_by_ids
from civichub.places.queries import areas_of_kind
from civichub.places.queries.streets import streets_named
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, organisations_with
from civichub.web.ui.forms import HubForm, LongTextField, ManyChoicesField, OneChoiceField, SelectBox, TextField
from civichub.web.ui.paging import keyset_page
from civichub.web.ui.words import when_words

DECLARES = "notice.declare"
ENDS = (("2", "In 2 hours"), ("6", "In 6 hours"), ("24", "In a day"), ("72", "In 3 days"), ("168", "In a week"),
        ("336", "In two weeks"))  # fmt: skip


class NoticeForm(HubForm):
    """What is said, about which services, how long. The place is asked only once: another place is another notice."""

    title = TextField(
        label="In a line",
        max_length=120,
        missing="Enter what has happened",
        hint="For example: Burst main in Mill Street",
    )
    text = LongTextField(
        label="What to tell people", limit=1_000, rows=4, missing="Enter what to tell people",
        hint="What it means for them, what is being done, and when more is known. Residents read these words.",
    )  # fmt: skip
    ends = OneChoiceField(label="When does it end?", choices=ENDS, widget=SelectBox(), missing="Select when it ends")
    channels = ManyChoicesField(
        label="Where is it said?", choices=[(c.value, c.label) for c in (NoticeChannel.DESK, NoticeChannel.PORTAL)],
        initial=["desk", "portal"],
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        """`places` are the organisations in which a new one may be declared; None for one that is there already."""
        super().__init__(*args, **kwargs)
        services = [(str(pk), title) for pk, title in service_titles()]
        self.fields["service"] = OneChoiceField(
            label="Which service does it touch?", choices=[("", "Every service"), *services], widget=SelectBox(),
            required=False,
        )  # fmt: skip
        if places is not None:
            self._ask_where(places)

    def _ask_where(self, places: list[tuple[str, str]]) -> None:
        wards = [("", "No ward"), *((area.code, area.name) for area in areas_of_kind("ward"))]
        self.fields["organisation"] = OneChoiceField(
            label="Who declares it?", choices=places, missing="Select an organisation"
        )
        self.fields["streets"] = LongTextField(
            label="Which streets?", limit=3_000, rows=3, required=False,
            hint="A line each, for example: Mill Street, Lowton. With neither street nor ward it holds everywhere.",
        )  # fmt: skip
        self.fields["ward"] = OneChoiceField(label="Or which ward?", choices=wards, widget=SelectBox(), required=False)
        self.order_fields(["organisation", "title", "text", "streets", "ward", "service", "ends", "channels"])

    def clean_streets(self) -> list[Any]:
        """Each line as the street it names. An unknown or ambiguous one is told with those that come near."""
        found: dict[int, Any] = {}
        for line in filter(None, (line.strip() for line in self.cleaned_data["streets"].splitlines()[:60])):
            streets, exact = streets_named(line)
            if not exact or len(streets) > 1:
                near = "; ".join(str(street) for street in streets[:4])
                raise forms.ValidationError(
                    f"There are several streets called {line}: {near}." if exact
                    else f"We know no street called {line}." + (f" Did you mean {near}?" if near else "")
                )  # fmt: skip
            found[streets[0].pk] = streets[0]
        return list(found.values())

    def words(self, now: datetime) -> NoticeWords:
        """What was typed, as the operation takes it. Whole minutes, because that is how people read it."""
        data = self.cleaned_data
        ends = now.replace(second=0, microsecond=0) + timedelta(hours=int(data["ends"]))
        service = service_by_id(int(data["service"])) if data["service"] else None
        return NoticeWords(
            title=data["title"], text=data["text"], ends_at=ends, services=(service,) if service else (),
            channels=tuple(data["channels"]),
        )  # fmt: skip


class WithdrawForm(HubForm):
    """Why it is taken back."""

    why = LongTextField(label="Why is it withdrawn?", limit=300, rows=2, missing="Enter why it is withdrawn",
                        hint="For example: The water is back on")  # fmt: skip


@staff(DECLARES)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What was declared, the latest first."""
    now = timezone.now()
    rows, pager = keyset_page(request, notices_kept_by(request.user), order=("-begins_at", "-id"))
    services = services_by_ids({pk for one in rows for pk in one.service_ids})
    shown = [(one, stands(one, now), [services[pk].title for pk in one.service_ids if pk in services]) for one in rows]
    return render(request, "staff/contact/notice_list.html", {"rows": shown, "pager": pager})


@staff(DECLARES)
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """Say it now: every desk shows it within seconds."""
    kept, now = organisations_with(request, DECLARES), timezone.now()
    begun = {"organisation": str(kept[0].pk), "ends": "6"} if len(kept) else {}
    form = NoticeForm(request.POST or None, places=choices_of(kept), initial=begun)

    def act(data: dict[str, Any]) -> None:
        areas = [area for area in areas_of_kind("ward") if area.code == data["ward"]]
        declare_notice(
            organisation=kept.get(pk=data["organisation"]), words=form.words(now), streets=data["streets"], areas=areas,
            actor=request.user, at=now,
        )  # fmt: skip

    page = FormPage(
        "Declare a notice", reverse("notices"), "It is declared. Every desk shows it now.", button="Declare it now",
        guidance="Advisors see it beside every contact from that place, and residents on the pages you choose.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(DECLARES)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say it anew, or longer."""
    notice, now = notice_kept_by(request.user, pk), timezone.now()
    begun = {
        "title": notice.title, "text": notice.text, "channels": notice.channels, "ends": "6",
        "service": str(notice.service_ids[0]) if notice.service_ids else "",
    }  # fmt: skip
    form = NoticeForm(request.POST or None, initial=begun)
    form.fields["ends"].label = "When does it end, from now?"

    def act(data: dict[str, Any]) -> None:
        change_notice(notice=notice, words=form.words(now), actor=request.user, at=now)

    page = FormPage(
        "Change a notice", reverse("notices"), "Every desk shows the new words.", caption=notice.place_words,
        guidance=f"It ends on {when_words(notice.ends_at)} as it stands.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(DECLARES)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    notice = notice_kept_by(request.user, pk)
    form = WithdrawForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        withdraw_notice(notice=notice, why=data["why"], actor=request.user, at=timezone.now())

    page = FormPage(
        f"Withdraw: {notice.title}", reverse("notices"), "It is withdrawn from every desk and page.",
        caption=notice.place_words, button="Withdraw it",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)
