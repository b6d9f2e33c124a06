"""A form asked at the desk, for a resident or by a partner."""

from datetime import date

from civichub.forms.parsing import parse_form
from civichub.forms.shipped import shipped_sources
from civichub.web.staff.requests import ask

TODAY = date(2026, 11, 22)


def test_what_the_form_refuses_is_never_complete_however_it_is_sent() -> None:
    form = parse_form(shipped_sources()["bus-pass"])
    everything = [page.key for page in form.pages]
    posted = {"lives_here": ["no"], "reason": ["new"], "ground": ["age"]}
    asked = ask(form, posted, today=TODAY, judged=everything)
    assert asked.refusal.title == "Apply to the council where you live"
    assert not asked.complete
