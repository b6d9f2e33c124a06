"""What the desk asks about an article."""

from __future__ import annotations

from typing import Any

from django import forms

from civichub.knowledge.wording import (
    BODY_LENGTH,
    MOST_LINKS,
    MOST_POINTS,
    OTHER_WORDS_LENGTH,
    POINT_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    ArticleText,
)
from civichub.web.ui.forms import DateField, EmailField, HubForm, LongTextField, OneChoiceField, SelectBox, TextField

WORDS = ("title", "summary", "points", "body", "links", "other_words")


class WordsForm(HubForm):
    """The text of an article."""

    title = TextField(label="Title", max_length=TITLE_LENGTH, missing="Enter the title")
    summary = TextField(
        label="In a sentence", max_length=SUMMARY_LENGTH, required=False, hint="Shown in the list of what was found"
    )
    points = LongTextField(
        label="What to ask and say", limit=MOST_POINTS * (POINT_LENGTH + 1), rows=6, required=False,
        hint=f"A line each, {MOST_POINTS} at most. These stand beside the contact while somebody talks.",
    )  # fmt: skip
    body = LongTextField(
        label="What to know", limit=BODY_LENGTH, rows=14, required=False,
        hint="## before a heading, - before a point, 1. before a step, **bold**, [words](https://address)",
    )  # fmt: skip
    links = LongTextField(
        label="Links", limit=MOST_LINKS * 500, rows=3, required=False, hint="A line each: words | https://address"
    )
    other_words = TextField(
        label="Other words for it", max_length=OTHER_WORDS_LENGTH, required=False,
        hint="What people call it, so that it is found",
    )  # fmt: skip

    @property
    def text(self) -> ArticleText:
        """What was typed, whole or not."""
        return ArticleText(**{name: self[name].value() or "" for name in WORDS})


class DraftForm(WordsForm):
    """A draft, the reason for the change, and the checksum of the text it began from."""

    change_note = TextField(label="What did you change, and why?", max_length=500, required=False)
    seen_checksum = forms.CharField(widget=forms.HiddenInput, required=False)


class ParticularsForm(HubForm):
    """Who keeps it, what it is about, and when it is read again."""

    keeper = EmailField(label="Keeper’s email address", hint="The person who answers for it")
    service = OneChoiceField(label="Service", choices=[], required=False, widget=SelectBox())
    review_on = DateField(label="Review it by", missing="Enter the day by which it is read again")

    def __init__(self, *args: Any, services: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", "No service"), *((str(pk), title) for pk, title in services)]


class NewArticleForm(ParticularsForm, WordsForm):
    """A whole new article."""

    organisation = OneChoiceField(label="Which organisation keeps it?", choices=[], widget=SelectBox())
    shared = OneChoiceField(
        label="Who is it for?", choices=[("no", "This organisation"), ("yes", "The whole partnership")], inline=True,
        missing="Select who it is for",
    )  # fmt: skip
    field_order = (*WORDS, "service", "shared", "organisation", "keeper", "review_on")

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = owners


class PublishForm(HubForm):
    """When it comes into force, and when it is read again."""

    when = OneChoiceField(
        label="When does it come into force?", choices=[("now", "Now"), ("later", "At the start of a day")],
        missing="Select when it comes into force", reveals={"later": ["day"]},
    )  # fmt: skip
    day = DateField(label="Day", missing="Enter the day")
    review_on = DateField(label="Review it by", missing="Enter the day by which it is read again")


class WithdrawForm(HubForm):
    """Why a version ends."""

    reason = LongTextField(label="Why is it withdrawn?", limit=500, rows=3, missing="Enter why it is withdrawn")


class ReviewForm(HubForm):
    """It is still right."""

    review_on = DateField(label="Review it again by", missing="Enter the day by which it is read again")


class VariantForm(HubForm):
    """Whose own version it will be."""

    organisation = OneChoiceField(label="For which organisation?", choices=[], missing="Select it", widget=SelectBox())

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = owners


class SettleForm(HubForm):
    """What was done about a gap."""

    step = OneChoiceField(label="What became of it?", choices=[], missing="Select what became of it")
    article = OneChoiceField(label="Which article answers it?", choices=[], required=False, widget=SelectBox())
    done = LongTextField(
        label="What was done, or why nothing", limit=300, rows=2, required=False, missing="Enter what was done"
    )

    def __init__(self, *args: Any, steps: list[Any], articles: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step.name, step.label) for step in steps]
        self.fields["article"].choices = [("", "None"), *((str(pk), title) for pk, title in articles)]
