"""The language of templates has placeholders and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.core.errors import Invalid
from civichub.notifications.wording import check_wording, placeholders_in, render, render_line

KNOWN = ("reference", "due", "note")


def test_placeholders_are_filled_in() -> None:
    text = "Your reference is {{ reference }}.\nDue {{due}}."
    assert placeholders_in(text) == ["reference", "due"]
    assert render(text, {"reference": "7KM", "due": "Friday"}) == "Your reference is 7KM.\nDue Friday."


def test_a_line_with_nothing_to_say_is_left_out_and_leaves_no_gap() -> None:
    text = "Hello\n\nBy {{ due }}\n\n{{ note }}\n\nBye"
    assert render(text, {"due": "", "note": " "}) == "Hello\n\nBye"
    assert render("{{ due }} and {{ note }}", {"due": "", "note": "x"}) == "and x"


@given(st.text(max_size=40))
def test_what_a_value_holds_is_never_read_as_a_template(value: str) -> None:
    filled = render("A {{ note }} B", {"note": value, "reference": "SECRET"})
    assert "SECRET" not in filled.replace(value.strip(), "")


def test_a_value_cannot_call_up_another_value() -> None:
    assert render("{{ note }}", {"note": "{{ reference }}", "reference": "SECRET"}) == "{{ reference }}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello {{ name }}", "there is no placeholder name"),
        ("One\nTwo {{ address }}", "Line 2"),
        ("{{ reference.secret }}", "write a placeholder"),
        ("{{ Reference }}", "write a placeholder"),
        ("{{ reference|safe }}", "write a placeholder"),
        ("{% if due %}x{% endif %}", "write a placeholder"),
        ("{{ reference", "write a placeholder"),
        ("reference }}", "write a placeholder"),
        ("{{{ reference }}}", "write a placeholder"),
        ("{# reference #}", "write a placeholder"),
    ],
)
def test_anything_else_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        check_wording(text, field="body", known=KNOWN)
    assert refused.value.field == "body"


def test_a_text_without_what_people_need_is_refused() -> None:
    with pytest.raises(Invalid, match=r"Add \{\{ reference \}\}"):
        check_wording("Thank you.", field="body", known=KNOWN, required=("reference",))


def test_a_subject_is_one_line_and_is_cut_with_an_ellipsis() -> None:
    assert render_line("About\n{{ note }}", {"note": "a\nb"}, max_length=20) == "About a b"
    assert render_line("{{ note }}", {"note": "x" * 30}, max_length=10) == "xxxxxxxxx…"
