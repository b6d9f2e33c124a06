"""Returned mail: scan or type the reference, say what is on the envelope, and undo it if it was another letter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import HubError, NotFound
from civichub.core.references import parse_reference
from civichub.delivery.queries import letter_by_reference
from civichub.messaging.letters import policies
from civichub.messaging.letters.policies import BRINGS_POST
from civichub.messaging.operations.letters_returned import Reason, record_returned_letter, undo_return
from civichub.messaging.queries.letters import letter_out_for, letters_out
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.letters.sections import headings, tabs, tell
from civichub.web.ui.forms import HubForm, OneChoiceField


class ReturnForm(HubForm):
    """What the post wrote on the envelope."""

    why = OneChoiceField(
        label="What is written on the envelope?", choices=Reason.choices, missing="Select what is on the envelope"
    )


@staff(BRINGS_POST)
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """By the reference on the letter, which a bar-code scanner types; and what came back lately."""
    asked = request.GET.get("reference", "").replace("\x00", "")[:40].strip()
    trouble = ""
    if asked:
        message = letter_by_reference(parse_reference(asked) or "")
        if message is not None and policies.may_record_return(request.user, message.organisation_id):
            return redirect("letter-came-back", message.reference)
        trouble = "No letter of yours has this reference. Check it against the letter: it has nine characters."
    back = letters_out(request.user).filter(returned_at__isnull=False).order_by("-returned_at")[:25]
    rows = [(out, Reason(out.returned_why).label) for out in back]
    context = {"asked": asked, "trouble": trouble, "rows": rows, "tabs": tabs(request, "letter-returned")}
    context["columns"] = headings("Letter", "To", "Why", "When")
    return render(request, "staff/letters/returned.html", context)


@staff(BRINGS_POST)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """This letter came back."""
    message = letter_by_reference(parse_reference(reference) or "")
    if message is None or not policies.may_record_return(request.user, message.organisation_id):
        raise NotFound
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            record_returned_letter(message=message, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(
                request, "The address is marked, letters to it are stopped, and the officer has been told."
            )  # fmt: skip
            return redirect("letter-returned")
    return render(request, "staff/letters/came_back.html", {"message_shown": message, "form": form})


@staff(BRINGS_POST)
@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """It was another letter."""
    out, by = letter_out_for(request.user, reference), {"actor": request.user, "at": timezone.now()}
    tell(request, lambda: undo_return(out=out, **by), "Undone. The address counts again.")
    return redirect("letter-out", reference)
