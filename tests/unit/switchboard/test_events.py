"""What the exchange tells, read as frozen values: kinds that nobody needs are left out."""

from __future__ import annotations

from civichub.ari.events import ChannelEnded, ChannelEntered, PlaybackEnded, RecordingEnded, TransferAsked, read

AT = "2026-11-22T12:00:00.000+0000"


def test_a_channel_that_comes_in_brings_its_arguments_and_its_caller() -> None:
    told = {
        "type": "StasisStart", "timestamp": AT, "args": ["in", "01632960100"],
        "channel": {"id": "1.1", "caller": {"number": "07700900123"}, "dialplan": {"exten": "01632960100"}},
    }  # fmt: skip
    assert read(told) == ChannelEntered(AT, "1.1", ("in", "01632960100"), "07700900123", "01632960100", {})


def test_ends_carry_their_cause_and_failures_are_told_apart() -> None:
    channel = {"id": "1.1"}
    assert read({"type": "ChannelDestroyed", "timestamp": AT, "channel": channel, "cause": 17}) == ChannelEnded(
        AT, "1.1", 17
    )
    failed = {"type": "PlaybackFinished", "timestamp": AT, "playback": {"id": "p", "state": "failed"}}
    assert read(failed) == PlaybackEnded(AT, "p", True)
    recorded = {"type": "RecordingFailed", "timestamp": AT, "recording": {"name": "r", "duration": 3}}
    assert read(recorded) == RecordingEnded(AT, "r", None)


def test_a_transfer_names_who_asked_and_where_to() -> None:
    told = {
        "type": "ChannelTransfer", "timestamp": AT, "referred_by": {"source_channel": {"id": "a"}},
        "refer_to": {"requested_destination": {"destination": "2002"}},
    }  # fmt: skip
    assert read(told) == TransferAsked(AT, "a", "2002")


def test_what_nobody_needs_is_nothing() -> None:
    assert read({"type": "ChannelVarset"}) is None
