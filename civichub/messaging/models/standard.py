"""What an email and a letter have alike: somebody wrote, and is owed an answer in time."""

from __future__ import annotations

from django.db import models


class AnswerOwed(models.Model):
    """Somebody wrote. `received_on` starts the clock; `due_on` is the last day in time, from `due_at` on it is late.

    `responded_at` is when the first answer or acknowledgement by a person left us. What needs no reply says so by
    `needs_no_reply`, and is not counted.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    responded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
