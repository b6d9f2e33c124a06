"""Addresses and streets, areas and their boundaries, councillors, and the sites where people are seen.

None of this is personal data: it is what a council publishes. Who lives at an address belongs to `customers`.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from civichub.places.wording import address_lines, one_line


class Street(models.Model):
    """A street by its USRN or, where a source gives none, by its name and place; `key` is whichever it is."""

    key = models.CharField(max_length=240, unique=True)
    usrn = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=100)
    locality = models.CharField(max_length=60, blank=True)
    town = models.CharField(max_length=60, blank=True)
    search_text = models.CharField(max_length=240)

    class Meta:
        ordering = ["name", "town"]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.locality, self.town) if part)


class AddressStatus(models.TextChoices):
    LIVE = "live", "Live"
    PROVISIONAL = "provisional", "Provisional"
    HISTORIC = "historic", "Historic"


class AddressQuerySet(models.QuerySet["Address"]):
    def current(self) -> AddressQuerySet:
        """Addresses that exist or are being built."""
        return self.exclude(status=AddressStatus.HISTORIC)


class Address(models.Model):
    """A property by its UPRN: text of 1 to 12 digits without leading zeros. Position in metres on the National Grid."""

    uprn = models.CharField(max_length=12, unique=True)
    usrn = models.CharField(max_length=8, blank=True)
    organisation_name = models.CharField(max_length=100, blank=True)
    sub_building = models.CharField(max_length=60, blank=True)
    building_name = models.CharField(max_length=90, blank=True)
    building_number = models.CharField(max_length=20, blank=True)
    street = models.CharField(max_length=100, blank=True)
    locality = models.CharField(max_length=60, blank=True)
    town = models.CharField(max_length=60, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    easting = models.FloatField()
    northing = models.FloatField()
    classification = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=12, choices=AddressStatus, default=AddressStatus.LIVE)
    on_street = models.ForeignKey(
        Street, null=True, blank=True, on_delete=models.PROTECT, related_name="addresses", db_index=False
    )
    number_to_sort_by = models.IntegerField(null=True, blank=True)
    search_text = models.CharField(max_length=500)
    areas = models.ManyToManyField("Area", through="AddressArea", related_name="addresses")

    objects = AddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(uprn__regex=r"^[1-9][0-9]{0,11}$"), name="uprn_has_1_to_12_digits"),
        ]
        indexes = [
            models.Index(OpClass("postcode", name="varchar_pattern_ops"), name="addresses_by_postcode"),
            models.Index(fields=["on_street", "number_to_sort_by"], name="addresses_by_street"),
            GistIndex(Func("easting", "northing", function="point"), name="addresses_by_position"),
            GinIndex(
                SearchVector("search_text", config="simple"),
                condition=~Q(organisation_name="", building_name=""),
                name="named_addresses_by_word",
            ),
        ]

    def __str__(self) -> str:
        return self.one_line

    @property
    def one_line(self) -> str:
        """The whole address on one line."""
        return one_line(self)

    @property
    def lines(self) -> list[str]:
        """The lines of an envelope."""
        return address_lines(self)


class AreaKind(models.TextChoices):
    """`COUNTY` and `DISTRICT` are the areas of councils; a `PATCH` is any division of work, told apart by its layer."""

    COUNTY = "county", "County"
    DISTRICT = "district", "District"
    WARD = "ward", "Ward"
    DIVISION = "division", "County electoral division"
    PARISH = "parish", "Parish"
    PATCH = "patch", "Patch"


class AreaQuerySet(models.QuerySet["Area"]):
    def in_force(self, on: date) -> AreaQuerySet:
        """Areas whose boundary holds on that day: from `valid_from`, until the day before `valid_until`."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)


class Area(models.Model):
    """One boundary of an area, as it holds from one day until another. The geometry of a row never changes.

    A changed boundary is a new row with the same kind, layer and code. `geometry` is ``[polygon][ring][corner]``, each
    corner ``[easting, northing]`` in metres, and the four bounds are its bounding box.
    """

    kind = models.CharField(max_length=10, choices=AreaKind)
    layer = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="areas"
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    geometry = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "layer", "code"], condition=Q(valid_until=None), name="one_open_boundary_per_area"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="boundary_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(kind="patch") | Q(layer=""), name="only_patches_have_layers"),
        ]
        indexes = [
            models.Index(fields=["west", "east", "south", "north"], name="areas_by_bounds"),
            models.Index(fields=["kind", "code"], name="areas_by_code"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def identity(self) -> tuple[str, str, str]:
        """What stays the same when the boundary changes."""
        return self.kind, self.layer, self.code


class AddressArea(models.Model):
    """That an address lies in an area: worked out once, at the import of either, by the border rule in `shapes`."""

    pk = models.CompositePrimaryKey("address_id", "area_id")
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="+", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.address_id} in {self.area_id}"


class Councillor(models.Model):
    """A member, for one area of one council. `area` may be any version of its boundary; the code is what counts."""

    name = models.CharField(max_length=120)
    party = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="councillors")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="councillors")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    surgeries = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="seat_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"Councillor {self.name}"


class SiteKind(models.TextChoices):
    ONE_STOP_SHOP = "one_stop_shop", "One-stop shop"
    LIBRARY = "library", "Library"
    OFFICE = "office", "Council office"
    DEPOT = "depot", "Depot"
    RECYCLING_CENTRE = "recycling_centre", "Recycling centre"
    HEALTH_CENTRE = "health_centre", "Health centre"
    COMMUNITY_CENTRE = "community_centre", "Community centre"


class Site(models.Model):
    """A place where people are seen or work is sent from. `opening_hours` is as `core.clocks.hours` reads it."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="sites")
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=SiteKind)
    address = models.ForeignKey(Address, null=True, blank=True, on_delete=models.PROTECT, related_name="sites")
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    opening_hours = models.JSONField(default=dict, blank=True)
    hours_note = models.CharField(max_length=200, blank=True)
    facilities = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WeekOfMonth(models.IntegerChoices):
    EVERY = 0, "every"
    FIRST = 1, "first"
    SECOND = 2, "second"
    THIRD = 3, "third"
    FOURTH = 4, "fourth"
    LAST = 5, "last"


class SiteSession(models.Model):
    """Something held at a site again and again: a surgery, an advice session, a visit of another body (A8).

    `weekday` counts from Monday, 0. Times are local. `councillor` is set when it is a member's surgery.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField(max_length=120)
    provider = models.CharField(max_length=120)
    councillor = models.ForeignKey(Councillor, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    weekday = models.PositiveSmallIntegerField()
    week_of_month = models.PositiveSmallIntegerField(choices=WeekOfMonth, default=WeekOfMonth.EVERY)
    starts = models.TimeField()
    ends = models.TimeField()
    how_to_book = models.CharField(max_length=200, blank=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="session_weekday_is_0_to_6"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="session_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title


class ImportState(models.TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    UNDONE = "undone", "Undone"


class AddressImport(models.Model):
    """One file of addresses taken in. `rows_done` lets an import that was cut off go on where it stopped."""

    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["file_digest"], name="imports_by_digest")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display().lower()})"


class AreaImport(models.Model):
    """One file of boundaries that was taken in."""

    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=AreaKind)
    layer = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.DONE)
    at = models.DateTimeField()
    added = models.PositiveIntegerField(default=0)
    replaced = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class AreaChange(models.Model):
    """That an import began an area, in the place of `before` if there was one."""

    batch = models.ForeignKey(AreaImport, on_delete=models.CASCADE, related_name="changes")
    area = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="begun_by")
    before = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.area_id} in import {self.batch_id}"


class AddressChange(models.Model):
    """What an import did to one address, so that it can be undone. `before` is the row as it was, null when new."""

    batch = models.ForeignKey(AddressImport, on_delete=models.CASCADE, related_name="changes", db_index=False)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "address"], name="one_change_per_address_and_import")]

    def __str__(self) -> str:
        return f"{self.address_id} in import {self.batch_id}"
