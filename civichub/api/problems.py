"""Every error as an RFC 9457 problem document, with a sentence a person can act on."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from civichub.core.errors import Conflict, HubError, Invalid, NotAllowed, NotFound, TransitionRefused

_STATUS = {NotFound: 404, NotAllowed: 403, Conflict: 409, TransitionRefused: 409, Invalid: 422}


def problem(status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """The answer for a refusal. `errors` name the field and the fix, one each."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    return JsonResponse(body, status=status, content_type="application/problem+json")


def install(api: NinjaAPI) -> None:
    """Give `api` these answers for every kind of error."""

    @api.exception_handler(HubError)
    def refused(request: HttpRequest, error: HubError) -> HttpResponse:
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
        fields = error.errors if isinstance(error, Invalid) else {}
        errors = [{"field": field, "detail": words} for field, words in fields.items()]
        return problem(status, "Refused", error.message, errors)

    @api.exception_handler(ValidationError)
    def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [{"field": _field(one["loc"]), "detail": f"{one['msg']}."} for one in error.errors]
        return problem(422, "Not understood", "Some of what was sent cannot be read.", errors)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = problem(401, "Who are you?", "Send a key in the header: Authorization: Bearer hub_…")
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(Throttled)
    def too_fast(request: HttpRequest, error: Throttled) -> HttpResponse:
        answer = problem(429, "Too many requests", "Wait, and send fewer requests a minute.")
        if error.wait:
            answer["Retry-After"] = str(int(error.wait) + 1)
        return answer

    @api.exception_handler(HttpError)
    def bad_request(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "Not understood", str(error))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "Refused", "We cannot find that.")


def _field(path: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in path if part not in ("body", "query", "path", "header", "data"))
