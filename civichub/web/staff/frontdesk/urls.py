"""The addresses below the front desk."""

from __future__ import annotations

from django.urls import path

from civichub.web.staff.frontdesk import arrivals, passes, setup, setup_parts, tickets

urlpatterns = [
    path("expected/", arrivals.expected, name="front-desk-expected"),
    path("hosts/<int:pk>/call/", arrivals.call_in, name="front-desk-call-in"),
    path("hosts/<int:pk>/end/", arrivals.end, name="front-desk-host-end"),
    path("tickets/<int:pk>/print/", tickets.print_again, name="front-desk-print"),
    path("tickets/<int:pk>/ticket.pdf", tickets.as_pdf, name="front-desk-pdf"),
    path("passes/", passes.inside, name="front-desk-passes"),
    path("passes/<int:pk>/", passes.badge, name="front-desk-badge"),
    path("passes/<int:pk>/out/", passes.out, name="front-desk-pass-out"),
    path("fire-roll/", passes.roll, name="front-desk-roll"),
    path("set-up/", setup.listing, name="desk-setup-list"),
    path("set-up/new/", setup.new, name="desk-setup-new"),
    path("set-up/<slug:slug>/", setup.show, name="desk-setup"),
    path("set-up/<slug:slug>/change/", setup.change, name="desk-setup-change"),
    path("set-up/<slug:slug>/lines/", setup_parts.add_line, name="desk-setup-line"),
    path("set-up/<slug:slug>/lines/<int:pk>/remove/", setup_parts.remove_line, name="desk-setup-line-remove"),
    path("set-up/<slug:slug>/counters/", setup_parts.add_counter, name="desk-setup-counter-add"),
    path("set-up/<slug:slug>/keys/", setup_parts.make_key, name="desk-setup-key-add"),
    path("counters/<int:pk>/", setup_parts.change_counter, name="desk-setup-counter"),
    path("keys/<int:pk>/", setup_parts.show_key, name="desk-setup-key"),
    path("keys/<int:pk>/revoke/", setup_parts.revoke_key, name="desk-setup-key-revoke"),
]
