"""What is asked about a queue, in plain words, and its way to the fields of `define_queue`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from civichub.catalogue.queries import live_services, search_services, services_by_ids
from civichub.core.clocks.hours import WEEKDAYS
from civichub.routing.matching import Strategy
from civichub.routing.models import WEIGHTS, Queue, WorkKind
from civichub.routing.operations.queues import MOST_CALL_BACKS
from civichub.web.staff.office_hours import HoursForm
from civichub.web.ui.forms import EmailField, LongTextField, NumberField, OneChoiceField, SelectBox, TextField

UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
ORDERS = {
    "need-promise-live-waited": "Need first, then promises that end soon, then who is there before writing, then the "
    "longest waiting",
    "promise-need-live-waited": "Promises that end soon first, then need, then who is there before writing, then the "
    "longest waiting",
    "need-promise-waited": "Need first, then promises that end soon, then the longest waiting",
    "need-waited": "Need first, then the longest waiting",
    "waited": "The longest waiting, whatever else",
}
CHOICES = {
    "wanted-rank-spare_skills-idle": "Whoever it is kept for, then lower ranks, then the fewest other skills, "
    "then free longest",
    "wanted-rank-idle": "Whoever it is kept for, then lower ranks, then free longest",
    "wanted-idle": "Whoever it is kept for, then free longest",
}


class ServicesField(LongTextField):
    """Services by title, one a line; cleans to their numbers."""

    def clean(self, value: Any) -> Any:
        """Raise with the line that names no live service, and the nearest that there is."""
        by_title = {service.title.casefold(): service.pk for service in live_services().only("id", "title")}
        found = []
        for number, line in enumerate(filter(None, (one.strip() for one in super().clean(value).splitlines())), 1):
            if line.casefold() not in by_title:
                hits = search_services(line).hits[:1]
                nearest = f" Did you mean “{hits[0].service.title}”?" if hits else ""
                raise ValidationError(f"Line {number}: there is no live service called “{line[:60]}”.{nearest}")
            found.append(by_title[line.casefold()])
        return sorted(set(found))


class QueueForm(HoursForm):
    """A queue. `others` are the queues it may overflow into."""

    name = TextField(label="Name of the queue", max_length=80, missing="Enter the name of the queue")
    services = ServicesField(
        label="Services that it serves", required=False, limit=8000,
        hint="One a line, by its title. Leave it empty for everything that has no queue of its own.",
    )  # fmt: skip
    order = OneChoiceField(label="Who is next?", choices=list(ORDERS.items()), missing="Select who is next")
    promise_soon = NumberField(
        label="A promise ends soon when it ends within", suffix="minutes", min_value=0, max_value=1440,
        missing="Enter minutes, like 15",
    )  # fmt: skip
    choose = OneChoiceField(
        label="Who of those who are free gets it?", choices=list(CHOICES.items()), missing="Select who gets it"
    )
    ring_seconds = NumberField(
        label="How long does an offer stand?", suffix="seconds", missing="Enter seconds, like 20"
    )
    answer_within = NumberField(label="Standard: answer within", min_value=1, missing="Enter a number, like 20")
    unit = OneChoiceField(
        label="Of what?", choices=[(unit, unit) for unit in UNITS], widget=SelectBox(), missing="Select the unit"
    )
    answer_share = NumberField(
        label="For how many of a hundred?", suffix="%", min_value=1, max_value=100, missing="Enter a share, like 90"
    )
    short_abandon_seconds = NumberField(
        label="Whoever leaves within this time is not counted", suffix="seconds", missing="Enter seconds, like 5"
    )
    call_backs_each_half_hour = NumberField(
        label="Most call-backs promised for any one half hour", min_value=0, max_value=MOST_CALL_BACKS,
        missing="Enter a number, like 3",
        hint="Callers and colleagues choose among half hours that are not full. With 0, no hour is promised.",
    )  # fmt: skip
    overflow_after = NumberField(
        label="After how long?", suffix="minutes", min_value=0, missing="Enter minutes, like 5",
        hint="Those who wait longer are offered to the people of the other queue too.",
    )  # fmt: skip
    alert_email = EmailField(
        label="Send warnings by email to", required=False,
        hint="Such as the team leader’s mailbox. Leave it empty for warnings on screens only.",
    )  # fmt: skip

    def __init__(self, *args: Any, others: list[Any], bodies: list[tuple[str, str]] | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        into = [(str(one.pk), f"{one}, {one.organisation.short_name}") for one in others]
        self.fields["overflow_to"] = OneChoiceField(
            label="Overflows into", widget=SelectBox(), required=False, choices=[("", "No other queue"), *into]
        )
        for kind, label in WorkKind.choices:
            self.fields[f"weight_{kind}"] = NumberField(
                label=label, suffix="of 100", min_value=1, max_value=100, missing="Enter a number from 1 to 100"
            )
        self.fields["bank_holidays"].initial = "closed"
        if bodies:
            self.fields["organisation"] = OneChoiceField(
                label="Organisation", choices=bodies, widget=SelectBox(), missing="Select the organisation"
            )

    def sections(self) -> list[tuple[str, str, list[Any]]]:
        """The fields under their headings, each with a line of help."""
        first = ["organisation"] if "organisation" in self.fields else []
        found = [
            ("The queue", "", [*first, "name", "services"]),
            ("Who is next", "", ["order", "promise_soon", "choose", "ring_seconds"]),
            ("Its standard", "", ["answer_within", "unit", "answer_share", "short_abandon_seconds", "alert_email"]),
            ("Call-backs at a chosen hour", "", ["call_backs_each_half_hour"]),
            ("Overflow", "", ["overflow_to", "overflow_after"]),
            (
                "How much of a person each takes",
                "A person has 100. What takes 100 comes alone; three chats of 33 go side by side.",
                [f"weight_{kind}" for kind in WorkKind.values],
            ),
            ("Hours", "Leave all days empty to keep the hours of the office.", [*WEEKDAYS, "bank_holidays"]),
        ]
        return [(title, help_text, [self[name] for name in names]) for title, help_text, names in found]

    def strategy(self) -> dict[str, Any]:
        """What differs from the usual rule."""
        sent, usual = self.cleaned_data, Strategy()
        order, choose = tuple(sent["order"].split("-")), tuple(sent["choose"].split("-"))
        differs: dict[str, Any] = {"order": list(order)} if order != usual.order else {}
        differs |= {"choose": list(choose)} if choose != usual.choose else {}
        soon = sent["promise_soon"]
        return differs | ({"promise_soon_minutes": soon} if soon != usual.promise_soon_minutes else {})

    def details(self, others: list[Any]) -> dict[str, Any]:
        """The answers as `define_queue` takes them."""
        sent = self.cleaned_data
        week = {day: sent[day] for day in WEEKDAYS if sent[day]}
        weights = {kind: sent[f"weight_{kind}"] for kind in WorkKind.values}
        return {
            "services": sent["services"],
            "hours": self.hours() if week else {},
            "strategy": self.strategy(),
            "weights": {kind: weight for kind, weight in weights.items() if weight != WEIGHTS[WorkKind(kind)]},
            "overflow_to": next((one for one in others if str(one.pk) == sent["overflow_to"]), None),
            "overflow_after_seconds": sent["overflow_after"] * 60,
            "ring_seconds": sent["ring_seconds"],
            "answer_within_seconds": sent["answer_within"] * UNITS[sent["unit"]],
            "answer_share": sent["answer_share"] / 100,
            "short_abandon_seconds": sent["short_abandon_seconds"],
            "call_backs_each_half_hour": sent["call_backs_each_half_hour"],
            "alert_email": sent["alert_email"],
        }


def begun_with(queue: Queue | None) -> dict[str, Any]:
    """What the form shows of a queue, or of a new one."""
    queue = queue or Queue()
    rule, within = queue.rule(), queue.answer_within_seconds
    unit = next(unit for unit in reversed(UNITS) if within % UNITS[unit] == 0)
    titles = sorted(service.title for service in services_by_ids(queue.services).values()) if queue.services else []
    order, choose = "-".join(rule.order), "-".join(rule.choose)
    return {
        **queue.hours,
        "bank_holidays": queue.hours.get("bank_holidays", "closed"),
        "name": queue.name,
        "services": "\n".join(titles),
        "order": order if order in ORDERS else "",
        "choose": choose if choose in CHOICES else "",
        "promise_soon": rule.promise_soon_minutes,
        "ring_seconds": queue.ring_seconds,
        "answer_within": within // UNITS[unit],
        "unit": unit,
        "answer_share": round(float(queue.answer_share) * 100),
        "short_abandon_seconds": queue.short_abandon_seconds,
        "call_backs_each_half_hour": queue.call_backs_each_half_hour,
        "overflow_to": str(queue.overflow_to_id or ""),
        "overflow_after": queue.overflow_after_seconds // 60,
        "alert_email": queue.alert_email,
        **{f"weight_{kind}": queue.weight_of(kind) for kind in WorkKind.values},
    }
