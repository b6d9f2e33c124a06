"""What was collected for an answer, what is taken out of it, and what other teams were asked for."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civichub.disclosure.folding import REPEATED, SAME
from civichub.disclosure.models.answers import HANDLES, Answer, person
from civichub.disclosure.states import DECISIONS, KINDS, REDACTABLE, UNDECIDED, WITHHOLD


class AskResult(models.TextChoices):
    """What a team answered."""

    GIVEN = "given", "Gave what they hold"
    NOTHING = "nothing", "Hold nothing"
    REFUSED = "refused", "Did not give it, with a reason"
    WITHDRAWN = "withdrawn", "No longer asked"


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, user: Any) -> Self:
        """Those to teams of which `user` is one, and those of answers that `user` may see."""
        if user.is_system:
            return self
        handled = Q(answer__organisation__in=user.organisations_with(HANDLES))
        return self.filter(handled | Q(team__in=user.team_ids))


class Ask(models.Model):
    """A team, of any organisation of the partnership, is asked what it holds, by a day.

    `reminded` names the reminders that went out: ``before``, ``today``, and ``late:2`` for the second after the day.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="asks")
    team = models.ForeignKey("organisations.Team", on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    due_on = models.DateField()
    asked_by = person()
    asked_at = models.DateTimeField()
    reminded = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    result = models.CharField(max_length=10, choices=AskResult, blank=True)
    words = models.TextField(blank=True)
    answered_by = person(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], name="asks_not_answered", condition=Q(result=""))]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", answered_at=None) | (~Q(result="") & Q(answered_at__isnull=False)),
                name="answered_ask_says_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} by {self.due_on}"

    @property
    def is_open(self) -> bool:
        return not self.result


class Item(models.Model):
    """A copy of one thing that is held. `key` says of what, so that a second search adds only what is new.

    A text is in `text`; a file lies locked at `path` under `lock_key`, pictures and office files as PDF. `sha256` is
    of the content as it came. What is folded goes the way of the item that stands for it; `kept_apart`: somebody wants
    it read alone. `code` is the ground for withholding it whole.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=160)
    source = models.CharField(max_length=20)
    ask = models.ForeignKey(Ask, null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    at = models.DateTimeField()
    kind = models.CharField(max_length=5, choices=list(KINDS.items()))
    text = models.TextField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    path = models.CharField(max_length=200, blank=True)
    lock_key = models.BinaryField(default=bytes)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    thread = models.CharField(max_length=60, blank=True)
    folded_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="folded")
    folded_why = models.CharField(
        max_length=8, blank=True, choices=[(SAME, "The same content"), (REPEATED, "Repeated whole in a later message")]
    )
    kept_apart = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=list(DECISIONS.items()), default=UNDECIDED)
    code = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=500, blank=True)
    decided_by = person(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    added_by = person()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "number"]
        indexes = [models.Index(fields=["answer", "at", "number"], name="items_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="one_item_per_number"),
            models.UniqueConstraint(fields=["answer", "key"], name="one_copy_of_a_thing_per_answer"),
            models.CheckConstraint(condition=~Q(decision=WITHHOLD) | ~Q(code=""), name="withheld_item_has_a_ground"),
            models.CheckConstraint(condition=Q(folded_into=None) | ~Q(folded_into=F("id")), name="item_not_in_itself"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def can_be_marked(self) -> bool:
        """Whether words can be taken out of it, and so whether it can be given out: what cannot be looked at cannot be
        looked through."""
        return self.kind in REDACTABLE


class Mark(models.Model):
    """Something to take out of an item: an area of a page (parts of its shown sides, from the top left corner, 0 to 1),
    characters of a text, or milliseconds of a sound. `code` is the ground, `words` what is there."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="marks")
    page = models.PositiveSmallIntegerField(default=0)
    left = models.FloatField(default=0)
    top = models.FloatField(default=0)
    right = models.FloatField(default=0)
    bottom = models.FloatField(default=0)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=20)
    made_by = person()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["page", "top", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page=0, end__gt=F("start"))
                | Q(page__gt=0, left__gte=0, top__gte=0, right__lte=1, bottom__lte=1)
                & Q(right__gt=F("left"), bottom__gt=F("top")),
                name="mark_covers_something",
            )
        ]

    def __str__(self) -> str:
        return self.words or f"area of page {self.page}"
