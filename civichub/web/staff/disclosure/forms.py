"""What is asked on the pages of disclosure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from civichub.disclosure.exemptions import Exemption
from civichub.disclosure.models import AskResult, Delivery, Item, LogOutcome
from civichub.disclosure.states import DECISIONS, DISCLOSE, OUTSIDE, UNDECIDED, WITHHOLD
from civichub.web.ui.forms import (
    DateField,
    HubForm,
    LongTextField,
    OneChoiceField,
    SelectBox,
    TextField,
    UploadField,
)

NO_GROUND = ("", "Choose a reason")


def grounds_as_choices(grounds: Iterable[Exemption]) -> list[tuple[str, str]]:
    """The grounds of a law as the choices of a list."""
    return [NO_GROUND, *((one.code, str(one)) for one in grounds)]


class SearchForm(HubForm):
    """Why, for which words, and of which days."""

    words = TextField(
        label="Words to look for", hint="Put words that belong together in double quotes", missing="Enter words",
        max_length=200,
    )  # fmt: skip
    since = DateField(label="From (optional)", subject="First day", required=False)
    until = DateField(label="Until (optional)", subject="Last day", required=False)
    purpose = TextField(
        label="Why do you search?", hint="It is written down with your name and what you searched.", max_length=300,
        missing="Enter why you search",
    )  # fmt: skip

    def __init__(self, *args: Any, about_a_person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if about_a_person:
            del self.fields["words"]


class SubjectForm(HubForm):
    """Whose information it is, and on what authority somebody else asks for it."""

    customer = TextField(label="Reference of their customer record", missing="Enter the reference", width=20)
    why = TextField(
        label="On what authority does the customer ask?",
        hint="For example: mother of a child of 8, birth certificate seen", missing="Enter the authority",
        max_length=300,
    )  # fmt: skip


class DocumentForm(HubForm):
    """A file, and what it is."""

    title = TextField(label="What is it?", missing="Enter what it is", max_length=150)
    file = UploadField(
        label="File", hint="PDF, JPG, PNG, text or sound (WAV), up to 25 MB. Anything else is kept, but not given out.",
        missing="Choose a file",
    )  # fmt: skip


class AskForm(HubForm):
    """Whom, what, and by when."""

    team = OneChoiceField(label="Which team?", choices=[], missing="Select a team", widget=SelectBox())
    question = LongTextField(
        label="What do you need?", hint="Only the team reads this, when they are signed in.",
        missing="Enter what you need", limit=4000,
    )  # fmt: skip
    due_on = DateField(
        label="By which day?", subject="Day", missing="Enter the day",
        hint="We remind them 2 days before, on the day, and every other day after it, 5 times.",
    )  # fmt: skip

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", "Choose a team"), *teams]


class AskAnswerForm(HubForm):
    """What the team holds."""

    result = OneChoiceField(
        label="What do you hold?",
        choices=[(AskResult.GIVEN, "These files"), (AskResult.NOTHING, "Nothing"),
                 (AskResult.REFUSED, "Something, but we do not give it")],
        reveals={AskResult.GIVEN: ("files",), AskResult.REFUSED: ("words",)}, missing="Select what you hold",
    )  # fmt: skip
    files = UploadField(label="Files", hint="Up to 25 MB each", multiple=True, missing="Choose the files")
    words = LongTextField(label="Why not?", missing="Enter why not", limit=2000)


class LetterForm(HubForm):
    """The officer's own words."""

    words = LongTextField(
        label="What does the letter say?",
        hint="What was asked, and the answer in short. The opening, what is withheld and why, the rights and the "
        "schedule are added.",
        missing="Enter what the letter says", limit=20_000, rows=12,
    )  # fmt: skip


class DecideForm(HubForm):
    """What happens with an item."""

    decision = OneChoiceField(
        label="What happens with it?", choices=[], missing="Select what happens with it",
        reveals={WITHHOLD: ("code",)},
    )  # fmt: skip
    code = OneChoiceField(label="Reason", choices=[], missing="Select a reason", widget=SelectBox())
    note = TextField(label="Note for colleagues (optional)", required=False, max_length=500)

    def __init__(self, *args: Any, item: Item, grounds: Iterable[Exemption], **kwargs: Any) -> None:
        kwargs["initial"] = {
            "decision": "" if item.decision == UNDECIDED else item.decision, "code": item.code, "note": item.note,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        open_ones = (DISCLOSE, WITHHOLD, OUTSIDE) if item.can_be_marked else (WITHHOLD, OUTSIDE)
        self.fields["decision"].choices = [(one, DECISIONS[one]) for one in open_ones]
        self.fields["code"].choices = grounds_as_choices(grounds)


class WeighForm(HubForm):
    """The public interest, weighed for one ground."""

    for_disclosing = LongTextField(label="For disclosing it", missing="Enter what speaks for it", limit=5000)
    for_withholding = LongTextField(label="For withholding it", missing="Enter what speaks against it", limit=5000)
    conclusion = LongTextField(label="Which weighs more, and why?", missing="Enter which weighs more", limit=5000)


class WordsForm(HubForm):
    """What the second person says."""

    words = LongTextField(label="What has to change?", missing="Enter what has to change", limit=5000)


class ApproveForm(HubForm):
    """Anything that the second person wants to be remembered."""

    words = LongTextField(label="Anything to remember (optional)", required=False, limit=5000, rows=3)


class SendForm(HubForm):
    """How it goes out."""

    delivery = OneChoiceField(
        label="How does the requester get it?", choices=Delivery.choices, missing="Select how they get it",
        hints={Delivery.PAGE: "They are told in the way they prefer. For a sensitive case only who signs in as the "
               "customer can open the files.", Delivery.POST: "Download the files below, print and post them."},
    )  # fmt: skip


class KeepForm(HubForm):
    """Until when the copies are kept, and why."""

    until = DateField(label="Keep the copies until", subject="Day", missing="Enter the day")
    why = TextField(
        label="Why?", hint="For example: internal review, complaint to the Commissioner", missing="Enter why",
        max_length=300,
    )  # fmt: skip


class SummaryForm(HubForm):
    """What everybody may read."""

    title = TextField(label="Title", hint="What it is about, in a few words", missing="Enter a title", max_length=160)
    asked = LongTextField(
        label="What was asked", hint="In your own words, without anything that tells who asked",
        missing="Enter what was asked",
    )  # fmt: skip
    answered = LongTextField(label="What we answered", missing="Enter what we answered", limit=8000, rows=8)
    outcome = OneChoiceField(label="What came of it", choices=LogOutcome.choices, missing="Select what came of it")
    checked = OneChoiceField(
        label="Words that could be a name", required=False,
        choices=[("", "Refuse them"), ("yes", "I have checked: each of them means something else")],
        hint="We look for the requester’s name. “Reed” may be a plant. Addresses and numbers are always refused.",
    )  # fmt: skip


class WhyForm(HubForm):
    """Why an entry is taken out of the log."""

    why = TextField(label="Why?", missing="Enter why", max_length=300)
