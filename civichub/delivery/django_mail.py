"""Django's way to send email, leading into the queue: sign-in messages wait for the worker like all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.html import strip_tags

from civichub.accounts.queries import system_account
from civichub.core.errors import Invalid
from civichub.delivery.drafts import Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import BeyondLimit, Channel, Purpose


class DeliveryBackend(BaseEmailBackend):
    """`EMAIL_BACKEND`: each recipient gets a message of their own. Nobody on the staff can read them.

    Beyond the hourly limit of an address they are dropped, not held: a late sign-in link helps only an attacker.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue them; return how many. A message that breaks rules raises `Invalid` unless `fail_silently`."""
        queued = 0
        for email in email_messages:
            for address in email.recipients():
                try:
                    self._queue(email, address)
                except Invalid:
                    if not self.fail_silently:
                        raise
                    continue
                queued += 1
        return queued

    @staticmethod
    def _queue(email: EmailMessage, address: str) -> None:
        if email.attachments:
            raise Invalid({"attachments": "Messages from the hub carry no attachments."})
        alternatives: list[Any] = getattr(email, "alternatives", [])
        html = next((content for content, kind in alternatives if kind == "text/html"), "")
        text = str(email.body)
        if email.content_subtype == "html":
            text, html = strip_tags(text), text
        draft = Draft(
            channel=Channel.EMAIL,
            to_address=address,
            subject=email.subject,
            body=text,
            body_html=str(html),
            purpose=Purpose.SIGN_IN,
            why_channel="The sign-in page sends email only.",
            is_secret=True,
            is_urgent=True,
        )
        queue_message(
            draft=draft,
            organisation=None,
            actor=system_account(),
            at=timezone.now(),
            beyond_limit=BeyondLimit.DROP,
        )
