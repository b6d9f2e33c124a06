"""What people come for: report, apply, pay, tell us. Which services stand under each follows from what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from civichub.catalogue.states import ServiceClass


@dataclass(frozen=True)
class Intent:
    """One of the four tiles. `holds` says whether a service belongs under it."""

    key: str
    verb: str
    title: str
    lead: str
    holds: Callable[[Any], bool]


def _is_reported(service: Any) -> bool:
    return service.service_class == ServiceClass.SIMPLE and bool(service.form_key)


def _is_applied_for(service: Any) -> bool:
    return service.service_class in (ServiceClass.REGISTERED, ServiceClass.FACILITATED) and bool(service.form_key)


def _words_of(service: Any) -> str:
    return " ".join([service.title, *service.aliases]).lower()


def _is_paid(service: Any) -> bool:
    return any(
        word in f" {_words_of(service)} " for word in (" pay ", " payment ", " fine ", " council tax ", " rent ")
    )


def _is_said(service: Any) -> bool:
    words = ("complaint", "compliment", "comment", "enquiry", "consultation", "feedback", "freedom of information")
    return any(word in _words_of(service) for word in words)


INTENTS = (
    Intent("report", "Report", "Report a problem", "A pothole, a street light, a missed bin", _is_reported),
    Intent("apply", "Apply", "Apply for something", "A blue badge, a bus pass, a school place", _is_applied_for),
    Intent("pay", "Pay", "Pay for something", "Council tax, rent, a fine", _is_paid),
    Intent("tell-us", "Tell us", "Tell us something", "Ask, complain, or say that we did well", _is_said),
)


def services_for(intent: Intent, services: Iterable[Any]) -> list[Any]:
    """Those services that people come for with this intent; the ones that can be begun here first."""
    held = [service for service in services if intent.holds(service)]
    return sorted(held, key=lambda service: (not service.form_key, service.title.casefold()))
