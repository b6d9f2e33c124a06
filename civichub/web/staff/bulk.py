"""Many records changed at once: all of them, or none and the reason."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from civichub.core.errors import HubError


def all_or_none(request: HttpRequest, act: Callable[[], None], *, count: int, noun: str, back: str) -> HttpResponse:
    """Run `act` in one transaction, say what came of it, and go back to the list as it was."""
    target = redirect(back)
    if query := request.POST.get("query", ""):
        target["Location"] += f"?{query}"
    if not count:
        messages.error(request, f"Choose at least one {noun} first.")
        return target
    try:
        with transaction.atomic():
            act()
    except HubError as error:
        messages.error(request, f"Nothing was changed. {error.message}")
        return target
    messages.success(request, f"{count} {noun}{'s' * (count != 1)} changed.")
    return target
