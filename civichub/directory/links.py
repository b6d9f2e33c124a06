"""Links without an account: a provider's to its record, and a volunteer's to an offer. Signed, and good for a time.

The address a link was sent to is part of what is signed, so a link dies when another address is kept in its place.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac

from civichub.directory.models import HelpOffer, Service
from civichub.directory.queries.keeping import address_to_ask

CONFIRM_PATH, HELP_PATH = "/directory/confirm/{}/", "/directory/help/{}/"
CONFIRM_GOOD_FOR, HELP_GOOD_FOR = timedelta(days=120), timedelta(days=180)
_CONFIRM, _HELP = TimestampSigner(salt="civichub.directory"), TimestampSigner(salt="civichub.help")


def confirm_link(service: Service) -> str:
    """The address at which this record's provider confirms it, or asks for a change."""
    return settings.PUBLIC_URL + CONFIRM_PATH.format(confirm_token(service))


def confirm_token(service: Service) -> str:
    """What stands in that address."""
    return _CONFIRM.sign(f"{service.pk}-{_mark(address_to_ask(service))}")


def read_confirm_link(token: str) -> Service | None:
    """The record of a good link; None when it is forged, mangled, four months old, or was sent to another address."""
    service_id, mark = _read(_CONFIRM, token, CONFIRM_GOOD_FOR)
    found = Service.objects.select_related("organization", "keeper").filter(pk=service_id).first()
    return found if found is not None and mark == _mark(address_to_ask(found)) else None


def help_link(offer: HelpOffer) -> str:
    """The address at which whoever is asked to help answers."""
    return settings.PUBLIC_URL + HELP_PATH.format(help_token(offer))


def help_token(offer: HelpOffer) -> str:
    """What stands in that address."""
    return _HELP.sign(f"{offer.pk}-{_mark(offer.to_email)}")


def read_help_link(token: str) -> HelpOffer | None:
    """The offer of a good link, or None when it is forged, mangled or half a year old."""
    offer_id, mark = _read(_HELP, token, HELP_GOOD_FOR)
    found = HelpOffer.objects.select_related("volunteer", "service", "organisation").filter(pk=offer_id).first()
    return found if found is not None and mark == _mark(found.to_email) else None


def _read(signer: TimestampSigner, token: str, good_for: timedelta) -> tuple[int, str]:
    try:
        number, _, mark = signer.unsign(token[:200], max_age=good_for).partition("-")
    except BadSignature:
        return 0, ""
    return int(number), mark


def _mark(address: str) -> str:
    return salted_hmac("civichub.directory.address", address.lower()).hexdigest()[:12]
