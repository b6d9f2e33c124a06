"""What a chat asks before, instead and afterwards."""

from __future__ import annotations

from typing import Any

from civichub.web.ui.forms import EmailField, HubForm, LongTextField, OneChoiceField, PhoneField, TextField
from civichub.webchat.models import ENGLISH
from civichub.webchat.operations.ending import MOST_RATING_WORDS
from civichub.webchat.operations.starting import MOST_QUESTION


class BeginForm(HubForm):
    """The question, and a name for whoever wishes to give one."""

    question = LongTextField(
        label="What is your question?",
        hint="Do not give bank or card details here",
        missing="Enter your question",
        limit=MOST_QUESTION,
    )
    name = TextField(
        label="Your name (optional)",
        hint="What shall we call you?",
        required=False,
        autocomplete="name",
        max_length=80,
        width=20,
    )

    def __init__(self, *args: Any, languages: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if languages and len(languages) > 1:
            self.fields["language"] = OneChoiceField(
                label="Which language would you like to write in?", choices=list(languages.items()), initial=ENGLISH,
                missing="Select a language",
                hint="If nobody who speaks it is here, we answer with the help of an interpreter",
            )  # fmt: skip


class MessageForm(BeginForm):
    """The same with a way to answer, where nobody can chat now."""

    email = EmailField(label="Your email address", missing="Enter your email address", required=False)
    phone = PhoneField(
        label="Or a telephone number that we can ring", missing="Enter your telephone number", required=False
    )


class ReachForm(HubForm):
    """How to answer somebody who no longer wants to wait."""

    email = EmailField(label="Your email address", required=False)
    phone = PhoneField(label="Or a telephone number that we can ring", required=False)


class RatingForm(HubForm):
    """How it was."""

    rating = OneChoiceField(
        label="How was this chat?",
        choices=[("5", "Very good"), ("4", "Good"), ("3", "Neither good nor poor"), ("2", "Poor"), ("1", "Very poor")],
        missing="Select how this chat was",
    )
    words = LongTextField(
        label="Why? (optional)",
        hint="Do not include personal details",
        required=False,
        limit=MOST_RATING_WORDS,
        rows=3,
    )


class TranscriptForm(HubForm):
    """Where the transcript goes."""

    email = EmailField(
        label="Your email address",
        hint="We send a link first, so that nobody else can have your chat",
        missing="Enter the email address to send it to",
    )
