"""Queues, who serves them, items of work, offers, and seats."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civichub.routing.matching import FULL, Strategy
from civichub.routing.states import IN_HAND, ITEM, OFFER, OPEN_ITEM, SEAT


class WorkKind(models.TextChoices):
    CALL = "call", "Call"
    VISITOR = "visitor", "Visitor"
    CHAT = "chat", "Webchat"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"
    MESSAGE = "message", "Message"
    CALL_BACK = "call_back", "Call-back"
    TASK = "task", "Task"


# What each kind takes of a person's time, of 100, unless the queue says otherwise: a call or a visitor is exclusive,
# three chats go side by side, and writing fills the time between, so that no call comes in beside an email.
WEIGHTS = {
    WorkKind.CALL: FULL,
    WorkKind.VISITOR: FULL,
    WorkKind.CHAT: 33,
    WorkKind.EMAIL: FULL,
    WorkKind.LETTER: FULL,
    WorkKind.MESSAGE: FULL,
    WorkKind.CALL_BACK: FULL,
    WorkKind.TASK: FULL,
}

# Kinds with somebody there: by default they go before writing, which has days, unless its promise is about to end.
LIVE = frozenset({WorkKind.CALL, WorkKind.VISITOR, WorkKind.CHAT})

# Kinds whose person is at the other end of something else than the advisor's screen: it goes on when the screen dies.
GOES_ON_WITHOUT_A_SCREEN = frozenset({WorkKind.CALL, WorkKind.VISITOR, WorkKind.CALL_BACK})


class QueueQuerySet(models.QuerySet["Queue"]):
    def visible_to(self, user: Any) -> Self:
        """The queues of organisations whose work this person takes or runs, and those they serve."""
        if user.is_system:
            return self
        theirs = user.organisations_with("work.take") | user.organisations_with("work.supervise")
        return self.filter(Q(organisation__in=theirs) | Q(members__person=user)).distinct()


class Queue(models.Model):
    """A line of work of one organisation, for a group of services.

    `hours` are ``{"monday": ["09:00-17:00"], …}``, empty for those of the office. Times are seconds: `ring_seconds` is
    how long an offer stands, `answer_within_seconds` the standard that `answer_share` (0 to 1) of items should meet,
    and `short_abandon_seconds` below which somebody who left is not counted against it. After
    `overflow_after_seconds` the people of `overflow_to` are asked too. At most `call_backs_each_half_hour` are promised
    for any one half hour; with 0 none are. `strategy` holds what differs from
    `Strategy()`. A warning that the standard is in danger is sent to `alert_email` too, if there is one.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="queues")
    slug = models.SlugField()
    name = models.CharField(max_length=80)
    services = ArrayField(models.BigIntegerField(), default=list, blank=True)
    hours = models.JSONField(default=dict, blank=True)
    strategy = models.JSONField(default=dict, blank=True)
    weights = models.JSONField(default=dict, blank=True)
    overflow_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    overflow_after_seconds = models.PositiveIntegerField(default=300)
    ring_seconds = models.PositiveSmallIntegerField(default=20)
    answer_within_seconds = models.PositiveIntegerField(default=20)
    answer_share = models.DecimalField(max_digits=4, decimal_places=3, default="0.900")
    short_abandon_seconds = models.PositiveSmallIntegerField(default=5)
    call_backs_each_half_hour = models.PositiveSmallIntegerField(default=0)
    alert_email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    objects = QueueQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="one_queue_per_slug"),
            models.CheckConstraint(condition=~Q(overflow_to=F("id")), name="queue_overflows_into_another"),
            models.CheckConstraint(
                condition=Q(answer_share__gt=0, answer_share__lte=1), name="answer_share_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def weight_of(self, kind: str) -> int:
        """What an item of this kind takes of a person's time, of 100."""
        return int(self.weights.get(kind, WEIGHTS[WorkKind(kind)]))

    def rule(self) -> Strategy:
        """How this queue is ordered."""
        fields = {key: tuple(value) if isinstance(value, list) else value for key, value in self.strategy.items()}
        return Strategy(**fields)


class QueueMember(models.Model):
    """Somebody who serves a queue. `rank` 1 is served before 2."""

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="queues_served")
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "person"], name="one_place_per_queue_and_person")]

    def __str__(self) -> str:
        return f"{self.person} in {self.queue}"


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    def visible_to(self, user: Any) -> Self:
        """What waits in the queues one serves or runs, and what one has in hand."""
        if user.is_system:
            return self
        runs = user.organisations_with("work.supervise")
        mine = Q(taken_by=user) | Q(queue__members__person=user) | Q(queue__organisation__in=runs)
        return self.filter(mine).distinct()

    def in_open_state(self) -> Self:
        return self.filter(state__in=OPEN_ITEM)


class WorkItem(models.Model):
    """Something that waits for a person, or that a person has in hand. Its subject is a kind and a number.

    `skills` maps a skill to the least level. `arrived_at` never changes, so whoever is put back keeps their place.
    `first_taken_at` less `arrived_at` is the wait. `priority` is need: 0 ordinary, 1 greater, 2 urgent. One that goes
    on with somebody who was reached before is not `counted` again in the service level. One that is `booked_for` a half
    hour, by its begin, comes into line then.
    """

    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10, choices=WorkKind)
    weight = models.PositiveSmallIntegerField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)
    skills = models.JSONField(default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(default=0)
    arrived_at = models.DateTimeField()
    promise_at = models.DateTimeField(null=True, blank=True)
    wanted = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=12, choices=list(ITEM.states.items()), default="waiting")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="work"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    first_taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    times_returned = models.PositiveSmallIntegerField(default=0)
    counted = models.BooleanField(default=True)
    booked_for = models.DateTimeField(null=True, blank=True)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["queue", "arrived_at"], name="work_in_line", condition=Q(state="waiting")),
            models.Index(fields=["taken_by"], name="work_in_hand", condition=Q(state__in=sorted(IN_HAND))),
            models.Index(fields=["queue", "ended_at"], name="work_ended"),
            models.Index(fields=["queue", "booked_for"], name="work_booked", condition=Q(booked_for__isnull=False)),
            models.Index(fields=["booked_for"], name="work_coming", condition=Q(state="booked")),
            models.Index(fields=["queue", "arrived_at"], name="work_arrived"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"],
                condition=Q(state__in=sorted(OPEN_ITEM)),
                name="nothing_waits_twice",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(IN_HAND), taken_by__isnull=False) | ~Q(state__in=sorted(IN_HAND)),
                name="work_in_hand_has_a_hand",
            ),
            models.CheckConstraint(condition=Q(weight__range=(1, FULL)), name="weight_is_1_to_100"),
            models.CheckConstraint(
                condition=~Q(state="booked") | Q(booked_for__isnull=False), name="booked_work_has_its_half_hour"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_kind_display()} {self.pk}"

    @property
    def priority_words(self) -> str:
        return ("", "Greater need", "Urgent")[self.priority]


class Offer(models.Model):
    """An item held out to one person until `expires_at`. `because` is the reason as `matching.in_words` reads it."""

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="offers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=10, choices=list(OFFER.states.items()), default="open")
    because = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["person"], name="open_offers_of_person", condition=Q(state="open"))]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(state="open"), name="one_open_offer_per_item")
        ]

    def __str__(self) -> str:
        return f"{self.item} to {self.person}"


class Seat(models.Model):
    """Whether somebody takes work just now. `seen_at` is the last sign of life of a screen of theirs.

    `free_since` is when they last finished something or sat down. `devices` are what they have at hand beside the
    screen, as `matching` knows them: only who has a telephone can be given a call that comes in on one. Its history is
    the audit.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seat")
    state = models.CharField(max_length=8, choices=list(SEAT.states.items()), default="left")
    reason = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    free_since = models.DateTimeField()
    devices = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="seats_in_use", condition=~Q(state="left"))]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_state_display()}"


class AlertKind(models.TextChoices):
    STANDARD = "standard", "Standard in danger"
    NEAR = "near", "Near the standard"
    PROMISES = "promises", "Promises in danger"
    NOBODY = "nobody", "Nobody can take it"
    LEAVING = "leaving", "People give up"
    SILENT = "silent", "A screen is silent"


class Alert(models.Model):
    """A warning about a queue, one of each kind until it clears. `words` are as last worked out.

    `calm_since` is since when its cause has gone: it clears once that has lasted, so that it does not come and go.
    """

    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=10, choices=AlertKind)
    words = models.CharField(max_length=300)
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    calm_since = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "kind"], condition=Q(cleared_at=None), name="one_open_alert_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"


class WallKey(models.Model):
    """Lets a screen on a wall show figures of an organisation without anybody signed in.

    `queues` narrows it to some; empty means all. Only the SHA-256 of the key is kept; the key is shown once.
    `heard_at`: when the screen last asked, to the minute.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=80)
    queues = ArrayField(models.BigIntegerField(), default=list, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.label
