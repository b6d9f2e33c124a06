"""What the desk asks when somebody acts on a case."""

from __future__ import annotations

from typing import Any

from django import forms

from civichub.procedures.definition import DECISION, NOTE, OUTCOME, REASON, Procedure, Transition
from civichub.web.ui.forms import DateField, HubForm, LongTextField, MoneyField, OneChoiceField, TextField


class StepForm(HubForm):
    """The questions of one step: only those it needs, and two notes that are always possible."""

    seen_stage = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, step: Transition, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step.outcomes:
            choices = [(key, procedure.outcome(key).label) for key in step.outcomes]
            self.fields["outcome"] = OneChoiceField(
                label="Outcome", choices=choices, missing="Select the outcome", required=OUTCOME in step.requires
            )
        if step.reasons:
            self.fields["reason"] = OneChoiceField(
                label="Reason", choices=list(step.reasons), missing="Select a reason", required=REASON in step.requires
            )
        elif REASON in step.requires:
            self.fields["reason"] = TextField(label="Reason", missing="Enter a reason")
        if step.decision:
            limit = procedure.decision(step.decision)
            self.fields["amount"] = MoneyField(
                label=f"{limit.label}: amount",
                missing="Enter the amount you have decided",
                required=DECISION in step.requires,
            )
        self.fields["public_note"] = LongTextField(
            label="What to tell the customer", hint="They see this, and it is sent to them.", required=False
        )
        self.fields["note"] = LongTextField(
            label="Note for staff", missing="Enter a note that says why", required=NOTE in step.requires
        )

    def filling(self) -> dict[str, Any]:
        """The answers as `move_case` takes them."""
        data = self.cleaned_data
        return {
            "outcome": data.get("outcome") or "",
            "reason": data.get("reason") or "",
            "note": data.get("note") or "",
            "public_note": data.get("public_note") or "",
            "amount_pence": data.get("amount"),
            "seen_stage": data.get("seen_stage") or "",
        }


class WhyForm(HubForm):
    """A reason in words."""

    why = LongTextField(label="Why?", hint="The customer sees this.", limit=2000, missing="Enter the reason")


class NoteForm(HubForm):
    """A note, for staff or for the customer too."""

    text = LongTextField(label="Note", limit=10_000, missing="Enter a note")
    public = OneChoiceField(
        label="Who is it for?",
        choices=[
            ("no", "Staff only"),
            ("yes", "The customer: it is shown and sent to them"),
            ("ask", "Ask the customer"),
        ],
        initial="no",
        missing="Select who it is for",
    )


class PromiseForm(HubForm):
    """What is promised, and by which day."""

    text = TextField(label="What do we promise?", missing="Enter what we promise")
    due_on = DateField(label="By which day?", missing="Enter the day")


class MovePromiseForm(HubForm):
    """Another day for a promise, and why."""

    due_on = DateField(label="New day", missing="Enter the day")
    why = TextField(label="Why does it move?", hint="The customer is told.", missing="Enter the reason")


class TaskForm(HubForm):
    """A piece of work inside the case."""

    title = TextField(label="What is to be done?", missing="Enter what is to be done")


class ResultForm(HubForm):
    """What came of a task."""

    result = TextField(label="What came of it?", required=False)


class ClockForm(HubForm):
    """A change to a clock, on a ground its rule names."""

    kind = OneChoiceField(
        label="What happens to the clock?",
        choices=[("pause", "Pause"), ("resume", "Resume"), ("restart", "Start again"), ("extend", "Extend")],
        missing="Select what happens to the clock",
    )
    amount = TextField(label="By how much (when extending)?", hint="In the clock's own unit", required=False)
    reason = TextField(label="Reason", missing="Enter the reason")

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"] = OneChoiceField(label="Ground", choices=grounds, required=False)
        self.order_fields(["kind", "ground", "amount", "reason"])


class LinkForm(HubForm):
    """Another case, and how it belongs to this one."""

    other = TextField(label="Reference of the other case", missing="Enter the reference")
    kind = OneChoiceField(
        label="How do they belong together?",
        choices=[
            ("duplicate", "This case is a duplicate of it"),
            ("related", "They are related"),
            ("follows", "This case follows on from it"),
        ],
        missing="Select how they belong together",
    )


class AssignForm(HubForm):
    """Who works on it."""

    def __init__(self, *args: Any, teams: list[Any], people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = OneChoiceField(
            label="Team",
            choices=[(str(team.pk), team.name) for team in teams],
            widget=forms.Select(attrs={"class": "govuk-select"}),
            required=False,
        )
        self.fields["assignee"] = OneChoiceField(
            label="Officer",
            choices=[("", "Nobody yet"), *((str(person.pk), person.name) for person in people)],
            widget=forms.Select(attrs={"class": "govuk-select"}),
            required=False,
        )
