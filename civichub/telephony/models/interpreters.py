"""Who speaks a language for us by telephone."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models


class InterpreterKind(models.TextChoices):
    AGENCY = "agency", "Agency"
    PERSON = "person", "Person"


class InterpreterQuerySet(models.QuerySet["Interpreter"]):
    def visible_to(self, user: Any) -> Self:
        """Those of organisations for which this person answers people."""
        if user.is_system:
            return self
        return self.filter(organisation__in=user.organisations_with("contact.handle"))

    def kept_by(self, user: Any) -> Self:
        """Those of organisations whose day this person runs."""
        return self.filter(organisation__in=user.organisations_with("work.supervise"))


class Interpreter(models.Model):
    """An agency or a person who interprets, with the number to ring and what to charge it to.

    `languages` are ISO 639 codes; `number` is E.164; `hours` and `notes` are words for whoever rings.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=InterpreterKind, default=InterpreterKind.AGENCY)
    languages = ArrayField(models.CharField(max_length=10))
    number = models.CharField(max_length=20)
    hours = models.CharField(max_length=120, blank=True)
    cost_code = models.CharField(max_length=40, blank=True)
    notes = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)

    objects = InterpreterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_interpreter_of_a_name"),
            models.CheckConstraint(condition=~models.Q(languages=[]), name="interpreter_speaks_something"),
        ]

    def __str__(self) -> str:
        return self.name
