"""What is asked about partners."""

from __future__ import annotations

from typing import Any

from civichub.cases.models import PartState
from civichub.core.models import Verdict
from civichub.web.ui.forms import HubForm, LongTextField, NumberField, OneChoiceField, SelectBox, TextField


class AskForm(HubForm):
    """Which partner, what, and how long it has."""

    asked = LongTextField(
        label="What do you ask of them?", limit=1000, rows=4, missing="Enter what you ask of them",
        hint="They read it; the customer does not. They see of the case only what the agreement opens.",
    )  # fmt: skip
    working_days = NumberField(
        label="Within how many of their working days?", suffix="working days", missing="Enter a number of working days",
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label="Which organisation?", choices=[(str(one.pk), one.name) for one in organisations],
            missing="Select an organisation",
            hint="Those to which an agreement opens this case"
            if organisations else "No agreement opens this case to anybody. Ask your information-governance officer.",
        )  # fmt: skip
        self.order_fields(["organisation", "asked", "working_days"])


class AnswerForm(HubForm):
    """Done, or not possible, with words for the other organisation."""

    state = OneChoiceField(
        label="Is your part done?", missing="Select whether it is done",
        choices=[(PartState.DONE, "It is done"), (PartState.DECLINED, "We cannot do it")],
    )  # fmt: skip
    answer = LongTextField(
        label="What came of it?", limit=1000, rows=4, missing="Enter what came of it",
        hint="The responsible organisation reads it; the customer does not",
    )  # fmt: skip


class WhyForm(HubForm):
    """A reason that stays between the organisations."""

    why = LongTextField(label="Why?", limit=1000, rows=3, missing="Enter the reason")


class PassOnForm(HubForm):
    """To whom, and why."""

    why = LongTextField(label="Why?", limit=2000, rows=3, missing="Enter the reason", hint="The customer sees this.")

    def __init__(self, *args: Any, targets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"] = OneChoiceField(
            label="To which organisation and service?", choices=[("", "Choose one"), *targets], widget=SelectBox(),
            missing="Select an organisation",
        )  # fmt: skip
        self.order_fields(["target", "why"])


class BreakGlassForm(HubForm):
    """Which case, and why it cannot wait."""

    reference = TextField(label="Reference of the case", missing="Enter the reference", max_length=20)
    reason = LongTextField(
        label="Why do you have to see it now?", limit=500, rows=3, missing="Enter why you have to see it now",
        hint="Your information-governance officer reads this and reviews it.",
    )  # fmt: skip


class ReviewForm(HubForm):
    """Whether a reading was in order."""

    verdict = OneChoiceField(
        label="Was it in order?", choices=Verdict.choices, missing="Select whether it was in order"
    )
    words = LongTextField(label="How do you know?", limit=500, rows=3, missing="Enter how you know")
