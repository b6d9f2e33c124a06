"""What casework asks of staff."""

from __future__ import annotations

from datetime import date
from typing import Any

from civichub.feedback.models import Remedy, RootCause, Watch
from civichub.web.ui.forms import (
    DateField,
    HubForm,
    LongTextField,
    ManyChoicesField,
    MoneyField,
    OneChoiceField,
    SelectBox,
    TextField,
    YesNoField,
)

YES_NO = [("yes", "Yes, agree and take the step"), ("no", "No")]


class SettleForm(HubForm):
    """Whether somebody agrees to a proposal, and why."""

    def __init__(self, *args: Any, mine: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mine:
            self.fields["answer"] = OneChoiceField(
                label="Do you agree?", choices=YES_NO, missing="Select whether you agree"
            )
        label = "Why do you take it back?" if mine else "Why?"
        self.fields["why"] = TextField(label=label, missing="Enter why", max_length=500)


class BudgetForm(HubForm):
    """How much there is to decide about, under which limit and in which year."""

    def __init__(
        self,
        *args: Any,
        owners: list[tuple[str, str]],
        limits: list[tuple[str, str]],
        services: list[tuple[int, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        year = today.year if today.month >= 4 else today.year - 1
        self.fields["organisation"] = OneChoiceField(
            label="Whose money", choices=owners, widget=SelectBox, missing="Select whose money it is"
        )
        self.fields["key"] = OneChoiceField(
            label="For which decision", choices=limits, widget=SelectBox, missing="Select the decision"
        )
        self.fields["service"] = OneChoiceField(
            label="For which service", choices=[("", "Every service"), *((str(pk), title) for pk, title in services)],
            widget=SelectBox, required=False,
        )  # fmt: skip
        self.fields["starts_on"] = DateField(
            label="From", missing="Enter the first day", initial=date(year, 4, 1), subject="The first day"
        )
        self.fields["ends_on"] = DateField(
            label="To", missing="Enter the last day", initial=date(year + 1, 3, 31), subject="The last day"
        )
        self.fields["amount"] = MoneyField(label="How much", missing="Enter how much there is")


class BesideForm(HubForm):
    """A further case for the same person."""

    description = LongTextField(
        label="What was said", hint="In the person’s own words, as far as you have them", limit=10_000,
        missing="Enter what was said",
    )  # fmt: skip
    since_first = YesNoField(
        label="Was it in what they first told us?",
        hint="Then its deadlines count from that day, not from today",
        missing="Select whether it was in what they first told us",
    )

    def __init__(self, *args: Any, services: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"] = OneChoiceField(
            label="What is it?", choices=[("", "Choose"), *((str(pk), title) for pk, title in services)],
            widget=SelectBox, missing="Choose what it is",
        )  # fmt: skip
        self.order_fields(["service", "description", "since_first"])


class FindingForm(HubForm):
    """Why it happened and how it is put right."""

    cause = OneChoiceField(label="Root cause", choices=RootCause.choices, missing="Select the root cause")
    words = LongTextField(
        label="What was found", hint="Do not name the customer", limit=1000, missing="Enter what was found"
    )
    remedies = ManyChoicesField(
        label="How is it put right?", choices=Remedy.choices, missing="Select how it is put right"
    )
    remedy_words = TextField(label="What exactly?", required=False, max_length=1000)
    remedy_due_on = DateField(label="By which day?", required=False, subject="The day by which it is done")
    remedy_done_on = DateField(label="Done on", required=False, subject="The day on which it was done")

    def __init__(self, *args: Any, services: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = OneChoiceField(
            label="Which service was it really about?",
            choices=[("", "Choose"), *((str(pk), title) for pk, title in services)],
            widget=SelectBox, missing="Choose the service",
        )  # fmt: skip
        self.order_fields(["about", "cause", "words", "remedies"])


class LearningForm(HubForm):
    """Who changes what by when, and what should become less."""

    text = TextField(label="What will change?", missing="Enter what will change", max_length=500)
    due_on = DateField(label="By which day?", missing="Enter the day")
    watch = OneChoiceField(
        label="What should become less afterwards?",
        hint="Twelve weeks after it is done the hub counts twelve weeks before and after, and says whether it did.",
        choices=Watch.choices,
        missing="Select what should become less",
    )

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = OneChoiceField(
            label="Who sees to it?", choices=[("", "Choose"), *((str(one.pk), one.name) for one in people)],
            widget=SelectBox, missing="Choose who sees to it",
        )  # fmt: skip
        self.order_fields(["text", "owner", "due_on", "watch"])


class DoneForm(HubForm):
    """What was done."""

    words = TextField(label="What was done?", missing="Enter what was done", max_length=500)
