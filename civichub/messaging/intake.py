"""From the outside into the hub: keep the original, let the server go, read it, file it. Nothing is lost on the way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DataError
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.core.errors import HubError
from civichub.core.scanning import ScannerDown, scan
from civichub.messaging.models import RawMail
from civichub.messaging.operations.mail_filing import file_mail, file_unreadable
from civichub.messaging.operations.mail_keeping import record_file_scan
from civichub.messaging.queries.mail import held_files
from civichub.messaging.reading.mime import CannotRead

logger = logging.getLogger(__name__)


def file_original(original: RawMail, *, clock: Callable[[], datetime] = timezone.now) -> None:
    """Read and file one original; what cannot be read becomes work for a person, with the original beside it."""
    actor, at = system_account(), clock()
    try:
        file_mail(original=original, actor=actor, at=at)
    except (CannotRead, HubError, DataError, ValueError) as error:
        logger.warning("mail %s cannot be read: %s", original.pk, type(error).__name__)
        file_unreadable(original=original, why=str(error), actor=actor, at=at)


def look_at_held_files(limit: int = 100) -> int:
    """Have files that wait looked at, the oldest first; how many got a verdict. Stops when the scanner is down."""
    looked_at = 0
    for file in held_files(limit):
        with default_storage.open(file.path, "rb") as content:
            try:
                verdict = scan(content, settings.CLAMAV)
            except ScannerDown:
                return looked_at
        record_file_scan(
            file=file, infected=verdict.infected, signature=verdict.signature, actor=system_account(), at=timezone.now()
        )
        looked_at += 1
    return looked_at
