"""The ways out of the hub. Which one sends what follows from the settings alone."""

from __future__ import annotations

from django.conf import settings

from civichub.delivery.providers.base import ERRORS, Provider
from civichub.delivery.providers.notify import NotifyProvider
from civichub.delivery.providers.outbox import OutboxProvider
from civichub.delivery.providers.smtp import SmtpProvider
from civichub.delivery.states import Channel, LetterFormat


def provider_for(channel: str, letter_format: str = LetterFormat.STANDARD) -> Provider | None:
    """What sends this kind of message here, or None when nothing does.

    In a demonstration everything goes to the outbox, but letters, which are printed there. Otherwise email goes by
    SMTP when that is set up, else by GOV.UK Notify; texts and letters in standard print go by Notify. A letter in any
    other format is always made by hand.
    """
    if settings.DEMO:
        return None if channel == Channel.LETTER else OutboxProvider()
    if channel == Channel.EMAIL and settings.SMTP_URL:
        return SmtpProvider.from_url(settings.SMTP_URL, sender=settings.DEFAULT_FROM_EMAIL)
    if channel == Channel.LETTER and letter_format != LetterFormat.STANDARD:
        return None
    template = settings.NOTIFY_TEMPLATES.get(channel, "")
    if settings.NOTIFY_API_KEY and template:
        return NotifyProvider(
            api_key=settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_BASE_URL, templates=settings.NOTIFY_TEMPLATES
        )
    return None


def provider_by_name(name: str) -> Provider | None:
    """The provider that made an earlier attempt, as it is set up now; None when it is no longer set up."""
    if name == OutboxProvider.name:
        return OutboxProvider()
    if name == SmtpProvider.name and settings.SMTP_URL:
        return SmtpProvider.from_url(settings.SMTP_URL, sender=settings.DEFAULT_FROM_EMAIL)
    if name == NotifyProvider.name and settings.NOTIFY_API_KEY:
        return NotifyProvider(
            api_key=settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_BASE_URL, templates=settings.NOTIFY_TEMPLATES
        )
    return None


def why_no_files(channel: str) -> str:
    """A sentence when what sends by this channel here cannot carry files, empty when it can."""
    provider = provider_for(channel)
    return "" if provider is None or provider.carries_files else ERRORS["files_unsupported"]


def working_channels() -> frozenset[str]:
    """The channels by which this installation can send. A letter can always be produced by hand."""
    return frozenset(channel for channel in Channel.values if channel == Channel.LETTER or provider_for(channel))
