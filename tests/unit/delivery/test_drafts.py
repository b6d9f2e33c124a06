"""What may be stored as a message, and what is refused (abuse cases 8, 14 and 27)."""

from dataclasses import replace

import pytest

from civichub.core.errors import Invalid
from civichub.delivery.drafts import Draft, checked

DRAFT = Draft(channel="email", to_address="jo@example.com", subject="Your report", body="Dear Jo\n\nThank you.")


@pytest.mark.parametrize("field", ["subject", "to_name", "to_address", "recipient", "why_channel", "unsubscribe_url"])
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028"])
def test_a_line_break_where_a_header_could_grow_is_refused(field: str, line_break: str) -> None:
    value = getattr(DRAFT, field) or "Jo"
    with pytest.raises(Invalid) as refused:
        checked(replace(DRAFT, **{field: f"{value}{line_break}Bcc: victim@example.com"}))
    assert field in refused.value.errors


def test_text_that_the_public_typed_goes_to_verified_addresses_only() -> None:
    with pytest.raises(Invalid, match="nobody has verified"):
        checked(replace(DRAFT, carries_public_text=True))
    assert checked(replace(DRAFT, carries_public_text=True, recipient_verified=True))


def test_a_text_message_that_notify_would_refuse_is_refused_here() -> None:
    text = Draft(channel="sms", to_address="07700900982", body="a" * 918)
    assert checked(text).to_address == "+447700900982"
    with pytest.raises(Invalid, match="918"):
        checked(replace(text, body="a" * 919))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "fax"),
        ("letter_format", "papyrus"),
        ("purpose", "fun"),
        ("language", "English"),
        ("subject", " "),
        ("body", ""),
        ("body", "a\x00b"),
        ("body_html", "\ud800"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_name(field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(replace(DRAFT, **{field: value}))
    assert field in refused.value.errors


def test_the_lines_of_a_body_stay() -> None:
    assert checked(replace(DRAFT, body="One\r\n\r\nTwo ")).body == "One\n\nTwo"
