"""Refusals of operations, as answers of the web."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.defaults import page_not_found, permission_denied

from civichub.core.errors import HubError, Invalid, NotAllowed, NotFound

LONGEST_LENGTH = 18  # digits: more than any body has, and few enough for int()


class LengthMiddleware:
    """Answers 400 where Content-Length is no number, which Django finds out only when a view reads the body: a 500.

    The web server in front refuses such a request itself; this holds for every other server.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit() and len(length) <= LONGEST_LENGTH):
            return HttpResponseBadRequest("Content-Length must be a number.\n", content_type="text/plain")
        return self.get_response(request)


class RefusalMiddleware:
    """Turns what an operation refused, and no view handled, into the right page: 404, 403, or 400 with its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotFound):
            return page_not_found(request, Http404())
        if isinstance(error, NotAllowed):
            return permission_denied(request, PermissionDenied(error.message))
        if isinstance(error, HubError):
            return render(request, "400.html", {"message": error.message}, status=400)
        return None


def add_refusal(form: object, error: HubError) -> None:
    """Show a refusal in the form that asked for it: at its field where the form has that, else at the top."""
    problems = error.errors if isinstance(error, Invalid) else {error.field or "": error.message}
    for field, words in problems.items():
        form.add_error(field if field in form.fields else None, words)
