"""The voice of a board: one call in one language, for whoever was given its address by a board's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from civichub.core.errors import NotFound
from civichub.core.speech import NoVoice
from civichub.frontdesk.keys import marked, read_marked
from civichub.frontdesk.models import Call
from civichub.frontdesk.queries import call_by_id
from civichub.frontdesk.speech import PHRASES, spoken, words_of_call
from civichub.web.access import public


def sounds_of(call: Call, languages: list[str]) -> list[str]:
    """The addresses of a call as sound, in the desk's languages. Only a board's page writes them out."""
    return [reverse("call-sound", args=[one, marked(f"call-{one}", call.pk)]) for one in languages if one in PHRASES]


@public
@cache_control(private=True, max_age=600)
@require_GET
def call_sound(request: HttpRequest, language: str, mark: str) -> HttpResponse:
    """A WAV file. 404 for a mark that no board gave out; 503 where this machine has no such voice."""
    number = read_marked(f"call-{language}", mark)
    call = call_by_id(number) if number is not None else None
    if call is None:
        raise NotFound()
    try:
        sound = spoken(words_of_call(call.visit.call_words, call.counter.label, language), language)
    except NoVoice:
        return HttpResponse(status=503)
    return HttpResponse(sound, content_type="audio/wav")
