"""The form kit: what it accepts, what it says when it does not, and markup in which every id leads somewhere."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils.datastructures import MultiValueDict

from civichub.web.ui import forms
from civichub.web.ui.gallery import SampleForm


class AskBack(forms.HubForm):
    how = forms.OneChoiceField(
        choices=[("email", "Email"), ("phone", "Telephone")], reveals={"email": ["email"], "phone": ["phone"]}
    )
    email = forms.EmailField()
    phone = forms.PhoneField()


class _Ids(HTMLParser):
    """Collects ids, and the ids that attributes point at."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"for", "aria-describedby", "aria-labelledby", "aria-controls"}:
                self.wanted |= set((value or "").split())


def rendered(form: forms.HubForm, heading: bool = False) -> str:
    source = "{% load ui %}{% ui_error_summary form %}{% ui_form form heading=heading %}"
    return Template(source).render(Context({"form": form, "heading": heading}))


def first_error(field: Any, value: Any) -> str:
    with pytest.raises(forms.base.forms.ValidationError) as caught:
        field.clean(value)
    return str(caught.value.messages[0])


@pytest.mark.parametrize("answers", [None, {}, {"how": "email", "email": "ada"}, {"place_1": "nowhere"}])
def test_every_id_that_markup_points_at_is_there_once(answers: dict[str, str] | None) -> None:
    found = _Ids()
    html = rendered(SampleForm(answers))
    found.feed(html)
    assert found.wanted - set(found.ids) == set()
    assert len(found.ids) == len(set(found.ids))


def test_the_error_summary_points_at_controls_that_exist() -> None:
    html = rendered(SampleForm({}))
    found = _Ids()
    found.feed(html)
    targets = re.findall(r'<li><a href="#([^"]+)"', html)
    assert len(targets) >= 8
    assert set(targets) <= set(found.ids)


def test_there_is_no_html5_validation_to_hide_errors_from_the_summary() -> None:
    html = rendered(SampleForm({}))
    assert not re.search(r"<(input|select|textarea)[^>]* required", html)
    assert "This field is required" not in html
    assert "maxlength=" not in html.replace("data-maxlength=", "")


def test_a_single_question_is_the_heading_of_its_page() -> None:
    class Question(forms.HubForm):
        postcode = forms.PostcodeField(label="What is your postcode?")

    html = rendered(Question(), heading=True)
    assert re.search(r'<h1 class="govuk-label-wrapper"><label [^>]*for="id_postcode">What is your postcode\?', html)


def test_what_people_type_is_escaped() -> None:
    html = rendered(SampleForm({"name": '"><script>alert(1)</script>', "problem": "</textarea><b>"}))
    assert "<script>" not in html
    assert "</textarea><b>" not in html


def test_a_question_that_is_not_asked_is_neither_required_nor_kept() -> None:
    form = AskBack({"how": "phone", "email": "not an address", "phone": "07700 900982"})
    assert form.is_valid()
    assert form.cleaned_data == {"how": "phone", "email": "", "phone": "+447700900982"}


def test_a_question_that_is_asked_is_required() -> None:
    form = AskBack({"how": "phone", "phone": ""})
    assert not form.is_valid()
    assert form.errors == {"phone": ["Enter a telephone number"]}


def test_revealed_questions_stand_under_their_answer_and_nowhere_else() -> None:
    html = rendered(AskBack())
    assert html.count('name="phone"') == 1
    assert html.index('value="phone"') < html.index('name="phone"')


@pytest.mark.parametrize(("typed", "kept"), [("b974hj", "B97 4HJ"), ("SW1A 1AA", "SW1A 1AA"), ("m1-1ae", "M1 1AE")])
def test_postcodes_are_tidied(typed: str, kept: str) -> None:
    assert forms.PostcodeField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["B97", "nowhere", "12345", "B97 4HJ B97 4HJ"])
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    assert first_error(forms.PostcodeField(), typed).startswith("Enter a full UK postcode")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["27", "3", "2026"], date(2026, 3, 27)),
        (["27", "March", "2026"], date(2026, 3, 27)),
        (["29", "2", "2028"], date(2028, 2, 29)),
    ],
)
def test_dates_come_from_three_boxes(typed: list[str], kept: date) -> None:
    assert forms.DateField().clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["", "", ""], "Enter the date of birth"),
        (["27", "", "2026"], "Date of birth must include a month"),
        (["27", "", ""], "Date of birth must include a month and year"),
        (["31", "2", "2026"], "Date of birth must be a real date"),
        (["29", "2", "2026"], "Date of birth must be a real date"),
        (["1", "1", "26"], "Year must include 4 numbers"),
        (["x", "y", "2026"], "Date of birth must be a real date"),
        (["1\x00", "1", "2026"], "Date of birth must be a real date"),
    ],
)
def test_wrong_dates_are_named(typed: list[str], said: str) -> None:
    assert first_error(forms.DateField(subject="Date of birth"), typed) == said


def test_only_the_wrong_boxes_of_a_date_are_marked() -> None:
    html = rendered(SampleForm({"seen_0": "27", "seen_2": "2026"}))
    assert 'govuk-input--error" id="id_seen_1"' in html
    assert 'govuk-input--error" id="id_seen_0"' not in html
    assert 'href="#id_seen_1"' in html


@pytest.mark.parametrize(("typed", "pence"), [("12", 1200), ("£1,200.50", 120_050), ("0", 0)])
def test_money_becomes_pence(typed: str, pence: int) -> None:
    assert forms.MoneyField().clean(typed) == pence


@pytest.mark.parametrize("typed", ["lots", "-3", "1.234", "Infinity", "1e30"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    assert first_error(forms.MoneyField(), typed).startswith("Enter an amount in pounds")


def test_no_text_field_takes_a_nul_byte() -> None:
    """PostgreSQL cannot store one: it would be an error page instead of a message."""
    for field in (forms.TextField(), forms.LongTextField(), forms.EmailField(), forms.PhoneField()):
        first_error(field, "a\x00b")
    first_error(forms.MapPointField(), ["a\x00b", "", "", ""])


def test_yes_and_no_become_true_and_false() -> None:
    field = forms.YesNoField(required=False)
    assert [field.clean(value) for value in ("yes", "no", "")] == [True, False, None]
    assert field.prepare_value(True) == "yes"


def test_long_text_is_counted_and_refused_in_a_sentence() -> None:
    assert first_error(forms.LongTextField(limit=20), "x" * 21) == "This must be 20 characters or fewer"


def test_files_are_limited_and_several_are_possible() -> None:
    class Upload(forms.HubForm):
        photos = forms.UploadField(multiple=True, largest=10_000)

    good, large = SimpleUploadedFile("a.jpg", b"a"), SimpleUploadedFile("b.jpg", b"b" * 10_001)
    form = Upload({}, MultiValueDict({"photos": [good, good]}))
    assert form.is_valid(), form.errors
    assert [file.name for file in form.cleaned_data["photos"]] == ["a.jpg", "a.jpg"]
    assert not Upload({}, MultiValueDict({"photos": [good, large]})).is_valid()
    assert Upload({}, MultiValueDict()).errors == {"photos": ["Select a file"]}


def test_one_file_field_takes_one_file() -> None:
    assert "multiple" not in str(SampleForm()["photo"])


@pytest.mark.parametrize(
    ("typed", "metres"),
    [
        ("SO 849 552", (384_900, 255_200)),
        ("so8490055200", (384_900, 255_200)),
        ("384900, 255200", (384_900, 255_200)),
        ("TQ 300 804", (530_000, 180_400)),
        ("HP 60 15", (460_000, 1_215_000)),
    ],
)
def test_grid_references_are_understood(typed: str, metres: tuple[int, int]) -> None:
    assert forms.parse_grid_reference(typed) == metres


@pytest.mark.parametrize("typed", ["", "nowhere", "SO 849 55", "999999, 255200", "XX 100 100", "I"])
def test_what_is_no_grid_reference_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"grid|National"):
        forms.parse_grid_reference(typed)


def test_a_place_is_words_or_a_pin_or_a_grid_reference() -> None:
    field = forms.MapPointField()
    assert field.clean(["Mill Street", "", "", ""]) == forms.MapPoint("Mill Street")
    assert field.clean(["", "SO 849 552", "", ""]) == forms.MapPoint(easting=384_900, northing=255_200)
    assert field.clean(["", "", "52.2532", "-1.9905"]) == forms.MapPoint(latitude=52.2532, longitude=-1.9905)
    assert first_error(field, ["", "", "", ""]).startswith("Choose a place")
    assert first_error(field, ["", "", "0", "0"]) == "Choose a place in the United Kingdom"
    assert first_error(field, ["", "", "nan", "x"]) == "Choose a place in the United Kingdom"
