"""What is asked on the pages of quality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms import BoundField

from civichub.contacts.models import Channel
from civichub.feedback.quality.choosing import LOW_SURVEY
from civichub.feedback.quality.definition import Question, ScoringForm
from civichub.feedback.quality.models import Period
from civichub.web.ui.forms import (
    DateField,
    HubForm,
    LongTextField,
    ManyChoicesField,
    NumberField,
    OneChoiceField,
    SelectBox,
    TextField,
    YesNoField,
)

ANSWER, REMARK = "a-", "r-"


class ScoreForm(HubForm):
    """The questions of a scoring form. Nothing is required until the score is finished, which the operation asks."""

    summary = LongTextField(
        label="What went well, and what would have been better", hint="The person reads it.", required=False, rows=4
    )

    def __init__(self, *args: Any, scoring: ScoringForm, remarks: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scoring = scoring
        for question in scoring.questions:
            fails = "“No” fails the whole contact." if question.fails and not question.is_scale else ""
            self.fields[ANSWER + question.key] = OneChoiceField(
                label=question.text, hint=f"{question.help} {fails}".strip(), choices=question.choices,
                required=False, inline=True,
            )  # fmt: skip
            if remarks:
                self.fields[REMARK + question.key] = TextField(label="Remark", required=False, max_length=500)

    def by_section(self) -> Iterator[tuple[str, list[tuple[Question, BoundField, BoundField | None]]]]:
        """The fields as the page shows them: section by section, each question with its remark."""
        for section in self.scoring.sections:
            remark = {one.key: REMARK + one.key for one in section.questions}
            yield (
                section.title,
                [
                    (one, self[ANSWER + one.key], self[remark[one.key]] if remark[one.key] in self.fields else None)
                    for one in section.questions
                ],
            )

    def typed(self, prefix: str) -> dict[str, str]:
        """What was answered, or remarked, by question."""
        found = {
            name.removeprefix(prefix): self.cleaned_data.get(name) or ""
            for name in self.fields
            if name.startswith(prefix)
        }
        return {key: value for key, value in found.items() if value}

    @staticmethod
    def of(answers: Mapping[str, str], remarks: Mapping[str, str], summary: str) -> dict[str, str]:
        """What the form begins with."""
        begun = {ANSWER + key: value for key, value in answers.items()}
        return begun | {REMARK + key: value for key, value in remarks.items()} | {"summary": summary}


class ReasonForm(HubForm):
    """Why a contact that was drawn cannot be scored."""

    reason = TextField(
        label="Why can it not be scored?", hint="For example: the recording is empty. It is kept with the draw.",
        missing="Enter why it cannot be scored", max_length=300,
    )  # fmt: skip


class AskForm(HubForm):
    """One contact beside what is drawn."""

    reference = TextField(label="Reference of the contact", missing="Enter the reference of a contact", width=10)
    reason = TextField(
        label="Why this one?", hint="For example: a compliment came in. The person reads it.",
        missing="Enter why this contact is scored", max_length=300,
    )  # fmt: skip


class WordsForm(HubForm):
    """Some words, under a label that the page gives."""

    words = LongTextField(label="Words", missing="Enter what you want to say")

    def __init__(self, *args: Any, label: str, hint: str = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label, self.fields["words"].help_text = label, hint
        self.fields["words"].required = required


class RuleForm(HubForm):
    """A rule by which contacts are chosen."""

    organisation = OneChoiceField(label="Whose contacts?", choices=[], widget=SelectBox(), missing="Select a body")
    title = TextField(label="What is the rule called?", missing="Enter a name", max_length=100)
    form_key = OneChoiceField(label="By which form?", choices=[], widget=SelectBox(), missing="Select a form")
    team = OneChoiceField(label="Which team? (optional)", choices=[], widget=SelectBox(), required=False)
    channels = ManyChoicesField(
        label="Only these channels (optional)",
        hint="None chosen: all that the form is for.",
        choices=[],
        required=False,
    )
    period = OneChoiceField(label="How often?", choices=[(one.value, f"Each {one.label.lower()}") for one in Period])
    count = NumberField(label="How many contacts of each person?", missing="Enter a number", width=3)
    low_survey = NumberField(
        label="Of them at least, where there are any, after a low answer", width=3,
        hint=f"The caller pressed {LOW_SURVEY} or less of 5.",
    )  # fmt: skip
    longest = NumberField(label="At least, of the longest tenth", width=3)
    shortest = NumberField(label="At least, of the shortest tenth", width=3)
    repeat = NumberField(label="At least, where the customer came again within a week", width=3)
    new_for_months = NumberField(label="For how many months is somebody new?", hint="0: nobody.", width=3)
    new_times = NumberField(label="How many times as many for them?", width=3)
    due_days = NumberField(label="Working days to score them", width=3)
    is_active = YesNoField(label="Is the rule in use?")

    def __init__(
        self, *args: Any, bodies: list[tuple[str, str]], titles: list[tuple[str, str]], teams: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = bodies
        self.fields["form_key"].choices = titles
        self.fields["team"].choices = [("", "Everybody who handles contacts"), *teams]
        self.fields["channels"].choices = Channel.choices


class CalibrationForm(HubForm):
    """A contact that several score."""

    reference = TextField(label="Reference of the contact", missing="Enter the reference of a contact", width=10)
    scorers = ManyChoicesField(label="Who scores it?", choices=[], missing="Select two or more people")
    due_on = DateField(label="By when?", subject="The day by which it is scored", missing="Enter a day")

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scorers"].choices = [(str(one.pk), one.name) for one in people]


class CoachingForm(HubForm):
    """What was talked about, and what will be done."""

    about = LongTextField(label="What did you talk about?", missing="Enter what you talked about", rows=4)
    reviews = ManyChoicesField(label="Scores it is about (optional)", choices=[], required=False)
    action = LongTextField(label="What will be done? (optional)", required=False, rows=3)
    due_on = DateField(label="By when? (optional)", subject="The day", required=False)
    article = OneChoiceField(label="An article to read (optional)", choices=[], widget=SelectBox(), required=False)

    def __init__(
        self, *args: Any, scores: list[tuple[str, str]], articles: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviews"].choices = scores
        self.fields["article"].choices = [("", "None"), *((str(pk), title) for pk, title in articles)]
