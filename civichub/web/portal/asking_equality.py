"""Whether the equality questions are still to be asked for a form; the browser's session remembers that they were."""

from __future__ import annotations

from django.http import HttpRequest

from civichub.forms.models import FormVersion
from civichub.forms.queries import form_in_force
from civichub.web.portal.drafts import Filling

FORM_KEY = "equality"
_ASKED, MOST_REMEMBERED = "equality_asked", 20


def equality_is_due(request: HttpRequest, filling: Filling) -> bool:
    """Whether the form asks for them and this browser has not been asked yet for this draft."""
    if not filling.form.ask_equality_questions or was_asked(request, filling):
        return False
    return equality_questions(filling) is not None


def equality_questions(filling: Filling) -> FormVersion | None:
    """The version of the questions in force, or None where there is none."""
    return form_in_force(FORM_KEY, filling.draft.organisation, filling.at)


def was_asked(request: HttpRequest, filling: Filling) -> bool:
    """Whether this browser was asked for this draft: what it answered is not remembered."""
    return filling.draft.pk in request.session.get(_ASKED, [])


def note_asked(request: HttpRequest, filling: Filling) -> None:
    """Do not ask again for this draft."""
    request.session[_ASKED] = [*request.session.get(_ASKED, []), filling.draft.pk][-MOST_REMEMBERED:]
