"""Whoever signs out of the hub leaves their seat."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from civichub.routing.operations import sign_out


@receiver(user_logged_out)
def leave_the_seat(sender: Any, user: Any, **more: Any) -> None:
    """Offers go to somebody else at once, and not only when the screen has been silent for half a minute."""
    if user is not None and user.is_staff_member:
        sign_out(actor=user, at=timezone.now())
