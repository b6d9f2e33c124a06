"""A ticket on paper: by the desk's printer, or as a PDF where that does not answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.core.errors import HubError
from civichub.frontdesk.operations import ask_for_print
from civichub.frontdesk.queries import ticket_text, visit_for
from civichub.web.access import staff
from civichub.web.display.qr import qr_image

RECEIVES = "contact.handle"


@staff(RECEIVES)
@require_POST
def print_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it to the printer, once more if need be."""
    visit = visit_for(request.user, pk)
    try:
        ask_for_print(visit=visit, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    return redirect("front-desk-ticket", pk)


@staff(RECEIVES)
@require_GET
def as_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticket as a PDF, 80 mm wide; where this machine cannot make one, the page to print says so."""
    visit = visit_for(request.user, pk)
    text = ticket_text(visit)
    page = render_to_string("staff/frontdesk/ticket_pdf.html", {"text": text, "qr": qr_image(text.link, scale=3)})
    try:
        from weasyprint import HTML

        content = HTML(string=page).write_pdf(pdf_ua=True)
    except (ImportError, OSError):
        messages.error(request, "This hub cannot make PDFs. Print this page, or read out the number.")
        return redirect("front-desk-ticket", pk)
    name = f'inline; filename="ticket-{visit.ticket}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})
