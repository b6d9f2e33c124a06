"""Why something went wrong, how it was put right, and what was changed so that it does not happen again (F1)."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class RootCause(models.TextChoices):
    """Why, below what was complained of."""

    DELAY = "delay", "It took too long, or was not done"
    WRONG_DECISION = "wrong_decision", "The decision was wrong, or not explained"
    INFORMATION = "information", "We gave wrong, unclear or no information"
    CONDUCT = "conduct", "How somebody of ours behaved"
    QUALITY = "quality", "The work was not done well"
    POLICY = "policy", "The policy or procedure itself"
    SYSTEM = "system", "A system or form did not work"
    CONTRACTOR = "contractor", "A contractor or partner did not deliver"
    NONE = "none", "Nothing went wrong"


class Remedy(models.TextChoices):
    """How it was put right for this person (Local Government and Social Care Ombudsman, guidance on remedies)."""

    APOLOGY = "apology", "Apology"
    ACTION = "action", "Did what should have been done"
    REVIEW = "review", "Looked at the decision again"
    EXPLANATION = "explanation", "Explanation"
    PAYMENT = "payment", "Payment"
    NONE = "none", "None was due"


class Watch(models.TextChoices):
    """What should become less once an action is done."""

    SAME_CAUSE = "same_cause", "Findings with the same root cause about the service"
    CASES = "cases", "Cases of the service"
    CONTACTS = "contacts", "Contacts about the service"


class Verdict(models.TextChoices):
    """What the check showed. `UNCLEAR`: too few to tell from chance."""

    FELL = "fell", "It fell"
    UNCLEAR = "unclear", "No clear change"
    ROSE = "rose", "It rose"


class OwnedQuerySet(models.QuerySet[Any]):
    """Records that belong to an organisation."""

    def visible_to(self, user: Any) -> Self:
        """Those of organisations in which `user` sees cases or figures. A finding names no customer."""
        if user.is_system:
            return self
        seen = user.organisations_with("case.view") | user.organisations_with("performance.view")
        return self.filter(organisation__in=seen)


class Finding(models.Model):
    """What was found in a case, one to each. `about` is the service that it was really about."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=20, choices=RootCause)
    words = models.CharField(max_length=1000)
    remedies = ArrayField(models.CharField(max_length=20, choices=Remedy), default=list)
    remedy_words = models.CharField(max_length=1000, blank=True)
    remedy_due_on = models.DateField(null=True, blank=True)
    remedy_done_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "at"], name="findings_by_time")]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} in case {self.case_id}"

    @property
    def remedy_labels(self) -> list[str]:
        """The remedies in words."""
        return [str(Remedy(one).label) for one in self.remedies]


class LearningAction(models.Model):
    """Something to change, with an owner and a day. Some weeks after it is done it is looked at whether it helped."""

    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    watch = models.CharField(max_length=12, choices=Watch)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    done_words = models.CharField(max_length=500, blank=True)
    check_on = models.DateField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    before = models.PositiveIntegerField(null=True, blank=True)
    after = models.PositiveIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, check_on=None) | Q(done_on__isnull=False, check_on__isnull=False),
                name="done_action_is_checked_later",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, verdict="") | (Q(checked_at__isnull=False) & ~Q(verdict="")),
                name="checked_action_has_a_verdict",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "due_on"], name="open_learning_actions", condition=Q(done_on=None)),
            models.Index(fields=["check_on"], name="learning_to_check", condition=Q(checked_at=None)),
        ]

    def __str__(self) -> str:
        return self.text
