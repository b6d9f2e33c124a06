"""Links in messages open one thing for whoever was sent them, and cannot be made up."""

from __future__ import annotations

import time

import pytest

from civichub.core.references import new_reference
from civichub.notifications import links


def token(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def test_a_link_says_which_case_and_for_whom() -> None:
    reference = new_reference()
    assert links.read_track_link(token(links.track_link(reference))) == links.TrackLink(reference, "reporter")
    followed = links.read_track_link(token(links.track_link(reference, follower=True)))
    assert followed == links.TrackLink(reference, "follower")
    assert links.read_stop_link(token(links.stop_link(41))) == 41


def test_a_follower_cannot_turn_the_link_into_the_reporter_s() -> None:
    followed = token(links.track_link("7KM4PQXT9", follower=True))
    assert links.read_track_link(followed.replace("f:", "r:", 1)) is None


@pytest.mark.parametrize("forged", ["", "x", "7KM4PQXT9r", "7KM4PQXT9r:1:x", "\x00", "é" * 300, ":" * 50])
def test_what_we_did_not_sign_opens_nothing(forged: str) -> None:
    assert links.read_track_link(forged) is None
    assert links.read_stop_link(forged) is None


def test_one_kind_of_link_is_not_good_as_another() -> None:
    assert links.read_stop_link(token(links.track_link("7KM4PQXT9"))) is None
    assert links.read_track_link(token(links.stop_link(41))) is None


def test_a_link_runs_out_after_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    address = links.track_link(new_reference())
    in_a_year = time.time() + 366 * 86_400
    monkeypatch.setattr("django.core.signing.time.time", lambda: in_a_year)
    assert links.read_track_link(token(address)) is None


def test_a_link_fits_in_a_text() -> None:
    assert len(links.track_link("7KM4PQXT9")) < 110
