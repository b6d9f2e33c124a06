"""Front desks, their lines, counters and keys; visits, what each is about, calls, printed tickets and passes."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from civichub.frontdesk.states import AT_COUNTER, HERE, VISIT


class VoiceLanguage(models.TextChoices):
    """In which a call may be spoken, by its code in BCP 47."""

    ENGLISH = "en-GB", "English"
    WELSH = "cy", "Welsh"
    POLISH = "pl", "Polish"
    PUNJABI = "pa", "Punjabi"
    URDU = "ur", "Urdu"
    UKRAINIAN = "uk", "Ukrainian"


class FrontDeskQuerySet(models.QuerySet["FrontDesk"]):
    def visible_to(self, user: Any) -> Self:
        """The desks of organisations whose visitors this person receives, and those where they serve a line."""
        if user.is_system:
            return self
        receives = Q(organisation__in=user.organisations_with("contact.handle"))
        return self.filter(receives | Q(lines__queue__members__person=user)).distinct()


class Printer(models.TextChoices):
    NONE = "none", "No ticket printer"
    NETWORK = "network", "Receipt printer on the network (ESC/POS)"


class FrontDesk(models.Model):
    """The front desk of a site. `prefix` begins its tickets; calls are spoken in `languages`, in that order.

    `printer_address` is ``host:port``. Whoever agreed is sent a text when `text_before` people are before them. Who did
    not come may return to their old place for `back_minutes`. `quick_answers` are what is asked at the door each day.
    A screen that has not been heard of for `silent_minutes` while the site is open is told of.
    """

    site = models.OneToOneField("places.Site", on_delete=models.PROTECT, related_name="front_desk")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=2)
    languages = ArrayField(models.CharField(max_length=8, choices=VoiceLanguage), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    quick_answers = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    gives_passes = models.BooleanField(default=False)
    shows_hours = models.BooleanField(default=True)
    printer = models.CharField(max_length=10, choices=Printer, default=Printer.NONE)
    printer_address = models.CharField(max_length=120, blank=True)
    text_before = models.PositiveSmallIntegerField(default=2)
    back_minutes = models.PositiveSmallIntegerField(default=60)
    silent_minutes = models.PositiveSmallIntegerField(default=5)

    objects = FrontDeskQuerySet.as_manager()

    class Meta:
        ordering = ["site__name"]
        constraints = [
            models.CheckConstraint(condition=Q(prefix__regex=r"^[A-Z]{1,2}$"), name="prefix_is_letters"),
            models.CheckConstraint(condition=Q(printer="none") | ~Q(printer_address=""), name="printer_has_an_address"),
        ]

    def __str__(self) -> str:
        return self.site.name


class KeyKind(models.TextChoices):
    DISPLAY = "display", "Board on a wall"
    KIOSK = "kiosk", "Kiosk"


class DeskKey(models.Model):
    """The address by which one screen of a site is opened: what stands in it is made from the row (see `keys`).

    `heard_at`: when the screen last asked, to the minute.
    """

    desk = models.ForeignKey(FrontDesk, on_delete=models.PROTECT, related_name="keys")
    kind = models.CharField(max_length=8, choices=KeyKind)
    label = models.CharField(max_length=60)
    heard_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "label"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.label}"

    @property
    def organisation_id(self) -> int:
        return self.desk.organisation_id


class DeskLine(models.Model):
    """A queue in which visitors of one desk wait. A queue is of one desk, so that nobody is called to another town."""

    desk = models.ForeignKey(FrontDesk, on_delete=models.PROTECT, related_name="lines")
    queue = models.OneToOneField("routing.Queue", on_delete=models.PROTECT, related_name="desk_line")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.queue)


class Counter(models.Model):
    """A place at which visitors are served, and who stands at it now. `private` is a room with a door.

    `services` are the only ones served there, by number; empty for all. With `calls_at_once` the next visitor is called
    as soon as one is finished with.
    """

    desk = models.ForeignKey(FrontDesk, on_delete=models.PROTECT, related_name="counters")
    label = models.CharField(max_length=20)
    private = models.BooleanField(default=False)
    step_free = models.BooleanField(default=True)
    hearing_loop = models.BooleanField(default=False)
    services = ArrayField(models.BigIntegerField(), default=list, blank=True)
    calls_at_once = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="counter"
    )
    since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["desk", "label"], name="one_counter_per_label")]

    def __str__(self) -> str:
        return self.label

    @property
    def words(self) -> str:
        """Where to go: "Counter 2", or the label of a room."""
        return f"Counter {self.label}" if self.label[:1].isdigit() else self.label

    @property
    def organisation_id(self) -> int:
        return self.desk.organisation_id


class CalledBy(models.TextChoices):
    """How a visitor wishes to be called: a name is shown to everybody only if they chose that."""

    NUMBER = "number", "By ticket number"
    PHONE = "phone", "By the last digits of a telephone number"
    NAME = "name", "By a name they choose"


class AccessNeed(models.TextChoices):
    PRIVATE_ROOM = "private_room", "A private room"
    HEARING_LOOP = "hearing_loop", "A hearing loop"
    STEP_FREE = "step_free", "No steps"
    SEAT = "seat", "A seat near the counter"
    QUIET = "quiet", "Somewhere quiet"
    COME_TO_THEM = "come_to_them", "Does not see or hear the board: go and fetch them"
    CANNOT_WAIT = "cannot_wait", "Cannot wait long (pain, distress, small children)"


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: Any) -> Self:
        """Visits to the desks that this person may see."""
        return self.filter(desk__in=FrontDesk.objects.visible_to(user))

    def here(self) -> Self:
        """Who is in the building."""
        return self.filter(state__in=HERE)


class Visit(models.Model):
    """Somebody who came, from arriving to leaving. `day` is London's; tickets begin anew at 1 each day.

    `language` is the key of a skill (`language:pa`, `bsl`). `first_called_at` less `arrived_at` is the wait. Who comes
    to a `session`, or to a `host` without an account, waits in no queue: reception calls them. `text_me`: they agreed
    to one text, to `phone`, when they are near the front; `near_at` is when they were.
    """

    desk = models.ForeignKey(FrontDesk, on_delete=models.PROTECT, related_name="visits")
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    ticket = models.CharField(max_length=8)
    called_by = models.CharField(max_length=8, choices=CalledBy, default=CalledBy.NUMBER)
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    needs = ArrayField(models.CharField(max_length=20, choices=AccessNeed), default=list, blank=True)
    language = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=list(VISIT.states.items()), default="waiting")
    session = models.ForeignKey("places.SiteSession", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    host = models.CharField(max_length=120, blank=True)
    text_me = models.BooleanField(default=False)
    near_at = models.DateTimeField(null=True, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.OneToOneField(
        "contacts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="visit"
    )
    counter = models.ForeignKey(Counter, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    arrived_at = models.DateTimeField()
    first_called_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["arrived_at", "pk"]
        indexes = [
            models.Index(fields=["desk", "arrived_at"], name="visitors_here", condition=Q(state__in=sorted(HERE)))
        ]
        constraints = [
            models.UniqueConstraint(fields=["desk", "day", "number"], name="one_ticket_per_number_and_day"),
            models.UniqueConstraint(
                fields=["served_by"], condition=Q(state__in=sorted(AT_COUNTER)), name="one_visitor_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(AT_COUNTER)) | Q(counter__isnull=False, served_by__isnull=False),
                name="called_visitor_has_a_counter",
            ),
        ]

    def __str__(self) -> str:
        return self.ticket

    @property
    def organisation_id(self) -> int:
        return self.desk.organisation_id

    @property
    def call_words(self) -> str:
        """What the board shows and the voice says of them, as they chose."""
        if self.called_by == CalledBy.NAME and self.name:
            return self.name
        digits = "".join(character for character in self.phone if character.isdigit())
        if self.called_by == CalledBy.PHONE and digits:
            return f"Phone ending {digits[-3:]}"
        return self.ticket

    @property
    def waits_for_host(self) -> bool:
        """Whether somebody who stands in no queue sees them."""
        return bool(self.session_id or self.host)

    @property
    def need_words(self) -> list[str]:
        return [AccessNeed(need).label for need in self.needs]


class VisitService(models.Model):
    """One of the things somebody came for, in their order. `passed_on` when it went to a colleague: once at most."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="services")
    service = models.ForeignKey("catalogue.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    passed_on = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["visit", "position"], name="one_service_per_position")]

    def __str__(self) -> str:
        return self.service.title if self.service else "Something else"


class Call(models.Model):
    """That a visitor was called to a counter; `again` when they had not heard."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="calls")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="calls")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    again = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["counter", "-at"], name="calls_to_counter")]

    def __str__(self) -> str:
        return f"{self.visit} to {self.counter}"


class TicketPrint(models.Model):
    """One ticket on its way to a receipt printer: `waiting`, then `printed`, or `failed` with why."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="prints")
    state = models.CharField(
        max_length=8,
        choices=[("waiting", "Printing"), ("printed", "Printed"), ("failed", "Not printed")],
        default="waiting",
    )
    why = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.visit}: {self.get_state_display()}"


class PassQuerySet(models.QuerySet["VisitorPass"]):
    def visible_to(self, user: Any) -> Self:
        """Passes of the desks of organisations whose visitors this person receives."""
        if user.is_system:
            return self
        return self.filter(desk__organisation__in=user.organisations_with("contact.handle"))

    def inside(self) -> Self:
        """Who has not signed out."""
        return self.filter(left_at=None)


class VisitorPass(models.Model):
    """Somebody who went beyond the waiting room, to whom, and until when: the badge, and a line of the fire roll."""

    desk = models.ForeignKey(FrontDesk, on_delete=models.PROTECT, related_name="passes")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    of = models.CharField(max_length=80, blank=True)
    host = models.CharField(max_length=120)
    help_to_leave = models.CharField(max_length=120, blank=True)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="passes")
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        ordering = ["arrived_at", "pk"]
        indexes = [models.Index(fields=["desk", "arrived_at"], name="passes_inside", condition=Q(left_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["desk", "number"], name="one_pass_per_number"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=models.F("arrived_at")), name="pass_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"Pass {self.number}"

    @property
    def organisation_id(self) -> int:
        return self.desk.organisation_id
