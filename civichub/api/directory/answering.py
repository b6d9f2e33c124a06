"""What every answer of the directory has: JSON, open to pages of other sites, throttled, and errors by RFC 9457."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja.throttling import AnonRateThrottle

from civichub.api.problems import problem
from civichub.core.errors import Invalid, NotFound

RATE = "300/m"
KEPT_SECONDS = 60
METHODS = "GET, HEAD, OPTIONS"
_throttle = AnonRateThrottle(RATE)
Answer = Callable[..., Any]


def open_data(view: Answer) -> Callable[..., HttpResponse]:
    """An endpoint that gives data: wrapped, it answers everybody, and for every refusal says why.

    The profile asks for ``Access-Control-Allow-Origin: *`` on every response, refusals included.
    """

    @csrf_exempt  # nothing is written here; without it a POST would get a page in HTML instead of 405
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _answer(view, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return answer


def _answer(view: Answer, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method == "OPTIONS":
        allowed = {"Allow": METHODS, "Access-Control-Allow-Methods": METHODS, "Access-Control-Max-Age": "86400"}
        return HttpResponse(status=204, headers=allowed)
    if request.method not in ("GET", "HEAD"):
        refused = problem(405, "Reading only", "The directory can be read with GET.")
        refused["Allow"] = METHODS
        return refused
    if not _throttle.allow_request(request):
        refused = problem(429, "Too many requests", "Wait, and send fewer requests a minute.")
        refused["Retry-After"] = str(int(_throttle.wait() or 60) + 1)
        return refused
    try:
        found = view(request, *args, **kwargs)
    except NotFound:
        return problem(404, "Not found", "There is nothing with that id that can be seen.")
    except Invalid as error:
        errors = [{"field": field, "detail": words} for field, words in error.errors.items()]
        return problem(400, "Not understood", error.message, errors)
    return JsonResponse(found, headers={"Cache-Control": f"public, max-age={KEPT_SECONDS}"})
