"""What is typed in a contact, kept while it is typed; and turning from one contact to another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from civichub.contacts.operations import keep_typed, turn_to_contact
from civichub.contacts.queries import get_contact_for
from civichub.core.errors import HubError
from civichub.web.access import staff
from civichub.web.staff.contacts import then_back

NOT_KEPT = frozenset({"csrfmiddlewaretoken", "key", "go"})


@staff("contact.handle")
@require_POST
def keep(request: HttpRequest, reference: str, place: str) -> HttpResponse:
    """Keep the fields of one form. The script sends them a moment after the last key, and again after a lost line."""
    contact = get_contact_for(request.user, reference)
    values = {name: texts for name, texts in dict(request.POST.lists()).items() if name not in NOT_KEPT}
    try:
        keep_typed(contact=contact, place=place, values=values, actor=request.user, at=timezone.now())
    except HubError as error:
        return JsonResponse({"error": error.message}, status=409)
    return JsonResponse({"kept": True})


@staff("contact.handle")
@require_POST
def turn(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on with this contact; the others wait, with their timers stopped."""
    return then_back(request, reference, lambda c: turn_to_contact(contact=c, actor=request.user, at=timezone.now()))
