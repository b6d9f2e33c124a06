"""The answer to one request, what was searched for it, how it was weighed and reviewed, and the files to send."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civichub.disclosure.states import ANSWER, APPROVED, COLLECTING, LAWS
from civichub.disclosure.states import ANSWERED as SENT

HANDLES = "disclosure.handle"


def person(*, null: bool = False) -> Any:
    """A reference to the account that did something."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, blank=null, on_delete=models.PROTECT, related_name="+"
    )


class Delivery(models.TextChoices):
    """How the requester gets the answer."""

    PAGE = "page", "With their case, where they sign in or follow their link"
    POST = "post", "Printed and posted"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: Any) -> Self:
        """Those of organisations in which `user` answers requests for information."""
        return self if user.is_system else self.filter(organisation__in=user.organisations_with(HANDLES))


class Answer(models.Model):
    """The answer to the request that a case is. `law` comes from the case's procedure.

    `subject` is the person whose data are asked for: the case's customer, unless somebody asks for them. `pack_made_at`
    is when the files to send were made, after the last change; `pack_trouble` why they could not be. The copies that
    were collected go after `keep_until`, set when the answer is sent; `forgotten_at` is when they went.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="disclosure")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    law = models.CharField(max_length=3, choices=list(LAWS.items()))
    subject = models.ForeignKey("customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(ANSWER.states.items()), default=COLLECTING)
    letter = models.TextField(blank=True)
    begun_by = person()
    begun_at = models.DateTimeField()
    prepared_by = person(null=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    pack_made_at = models.DateTimeField(null=True, blank=True)
    pack_trouble = models.CharField(max_length=300, blank=True)
    approved_by = person(null=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    delivery = models.CharField(max_length=4, choices=Delivery, blank=True)
    answered_by = person(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "state", "-begun_at"], name="answers_by_state"),
            models.Index(fields=["keep_until"], name="answers_to_forget", condition=Q(forgotten_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")), name="answer_approved_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[APPROVED, SENT]) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approved_answer_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=SENT)
                | Q(answered_at__isnull=False, answered_by__isnull=False, keep_until__isnull=False),
                name="sent_answer_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"answer to {self.case}"


class Search(models.Model):
    """That somebody searched for an answer: why, for what, where, and how much came of it. Never changed."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="searches")
    purpose = models.CharField(max_length=300)
    words = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    organisations = ArrayField(models.CharField(max_length=120), default=list)
    found = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    cut_short = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    by = person()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.purpose


class PublicInterest(models.Model):
    """How the public interest was weighed for one ground (`code` of the catalogue), in the words of who weighed it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="interests")
    code = models.CharField(max_length=20)
    for_disclosing = models.TextField()
    for_withholding = models.TextField()
    conclusion = models.TextField()
    by = person()
    at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["answer", "code"], name="one_weighing_per_ground")]

    def __str__(self) -> str:
        return self.code


class Review(models.Model):
    """What the second person said of the answer as it was then. Never changed."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="reviews")
    approved = models.BooleanField()
    words = models.TextField(blank=True)
    by = person()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return "approved" if self.approved else "sent back"


class PackFile(models.Model):
    """A file that goes out, locked on the disk under a key of its own. Replaced whenever the pack is made again."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    key = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="one_pack_file_per_number")]

    def __str__(self) -> str:
        return self.name
