"""A person's needs come first in the choice of channel, and the choice can be read back (B5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import pytest

from civichub.notifications.choosing import Choice, NoWay, Way, choose_channel

ALL = ("email", "sms", "letter")
ADDRESSES = {"email": "jo@example.com", "sms": "+447700900982", "letter": "1 High Street\nLE1 1AA"}


@dataclass(frozen=True)
class Needs:
    """As `customers.queries.CommunicationRules` has them."""

    language: str = "en"
    letter_format: str = "standard"
    allowed_channels: tuple[str, ...] = ("email", "sms", "phone", "letter")
    why_forbidden: tuple[tuple[str, str], ...] = ()
    at_risk: bool = False


def ways(*channels: str) -> Callable[[str], Sequence[Way]]:
    return lambda channel: [Way(channel, ADDRESSES[channel])] if channel in channels else []


def test_the_first_channel_in_the_person_s_own_order_is_used() -> None:
    prefers_post = Needs(allowed_channels=("letter", "email", "sms"))
    choice = choose_channel(prefers_post, ways(*ALL), offered=ALL, working=ALL)
    assert isinstance(choice, Choice)
    assert choice.way.channel == "letter"
    assert choice.why == "Letter, given with this case: first in this person's order."


@pytest.mark.parametrize("closed", [chosen for size in range(4) for chosen in combinations(ALL, size)])
def test_a_closed_channel_is_never_used(closed: tuple[str, ...]) -> None:
    allowed = tuple(channel for channel in ALL if channel not in closed)
    reasons = tuple((channel, "Never: as they asked.") for channel in closed)
    needs = Needs(allowed_channels=allowed, why_forbidden=reasons)
    choice = choose_channel(needs, ways(*ALL), offered=ALL, working=ALL)
    if isinstance(choice, Choice):
        assert choice.way.channel not in closed
    else:
        assert set(closed) == set(ALL)
        assert "is closed to them" in choice.why


def test_the_reason_names_what_was_passed_over_and_why() -> None:
    needs = Needs(allowed_channels=("sms", "letter"), why_forbidden=(("email", "Never email: Do not email."),))
    choice = choose_channel(needs, ways("letter"), offered=ALL, working=ALL)
    assert choice.why == (
        "Letter, given with this case: email is closed to them (Never email: Do not email); no mobile number is known."
    )


def test_a_channel_that_is_not_set_up_here_is_passed_over() -> None:
    choice = choose_channel(None, ways(*ALL), offered=ALL, working=("letter",))
    assert isinstance(choice, Choice)
    assert choice.way.channel == "letter"
    assert "email is not set up here" in choice.why


def test_an_address_is_asked_for_only_where_it_could_be_used() -> None:
    asked: list[str] = []

    def ask(channel: str) -> list[Way]:
        asked.append(channel)
        return [Way(channel, ADDRESSES[channel])]

    choose_channel(Needs(), ask, offered=ALL, working=ALL)
    assert asked == ["email"]


def test_small_news_is_not_worth_a_letter_unless_post_is_the_only_way() -> None:
    assert isinstance(choose_channel(Needs(), ways("letter"), offered=ALL, working=ALL, letters=False), NoWay)
    only_post = Needs(allowed_channels=("letter",))
    assert isinstance(choose_channel(only_post, ways("letter"), offered=ALL, working=ALL, letters=False), Choice)


@pytest.mark.parametrize("wanted", ["large_print", "braille", "audio", "easy_read"])
def test_a_letter_is_made_in_the_format_the_person_needs(wanted: str) -> None:
    needs = Needs(letter_format=wanted, allowed_channels=("letter",))
    choice = choose_channel(needs, ways("letter"), offered=ALL, working=ALL)
    assert isinstance(choice, Choice)
    assert choice.letter_format == wanted
    by_email = choose_channel(replace(needs, allowed_channels=("email",)), ways("email"), offered=ALL, working=ALL)
    assert isinstance(by_email, Choice)
    assert by_email.letter_format == "standard"


def test_somebody_without_any_address_is_not_told_and_the_record_says_so() -> None:
    choice = choose_channel(None, ways(), offered=ALL, working=ALL)
    assert choice == NoWay(
        "Not told: no email address is known; no mobile number is known; no postal address is known."
    )
