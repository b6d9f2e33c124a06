import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("cases", "0001_initial"),
        ("catalogue", "0001_initial"),
        ("contacts", "0001_initial"),
        ("customers", "0001_initial"),
        ("organisations", "0001_initial"),
        ("places", "0001_initial"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Room",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rooms", to="places.site"
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        (
                            "features",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("wheelchair", "Room for a wheelchair"),
                                        ("private", "A private room"),
                                        ("hearing_loop", "A hearing loop"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["site__name", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("site", "name"), name="one_room_per_name_and_site")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Kind",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.service"
                            ),
                        ),
                        ("slug", models.SlugField(unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("explains", models.TextField(blank=True)),
                        ("bring", models.TextField(blank=True)),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("buffer_minutes", models.PositiveSmallIntegerField(default=0)),
                        (
                            "ways",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("site", "In person"),
                                        ("phone", "By telephone"),
                                        ("video", "By video call"),
                                    ],
                                    max_length=6,
                                ),
                                default=list,
                                size=None,
                            ),
                        ),
                        ("video_address", models.CharField(blank=True, max_length=200)),
                        (
                            "session",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookable_as",
                                to="places.sitesession",
                            ),
                        ),
                        ("needs_officer", models.BooleanField(default=True)),
                        (
                            "skill",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.skill",
                            ),
                        ),
                        ("needs_room", models.BooleanField(default=True)),
                        (
                            "room_features",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("wheelchair", "Room for a wheelchair"),
                                        ("private", "A private room"),
                                        ("hearing_loop", "A hearing loop"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("places", models.PositiveSmallIntegerField(default=1)),
                        ("notice_minutes", models.PositiveIntegerField(default=120)),
                        ("furthest_days", models.PositiveSmallIntegerField(default=42)),
                        ("most_each", models.PositiveSmallIntegerField(default=2)),
                        ("online", models.BooleanField(default=True)),
                        (
                            "reminders",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("standard_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("standard_source", models.CharField(blank=True, max_length=200)),
                        ("is_active", models.BooleanField(default=True)),
                        ("sites", models.ManyToManyField(blank=True, related_name="+", to="places.site")),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__range", (5, 480))),
                                name="appointment_lasts_5_to_480_minutes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("places__range", (1, 200))), name="sitting_has_1_to_200_places"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("furthest_days__range", (1, 366))),
                                name="booked_at_most_a_year_ahead",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KindHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="own_hours",
                                to="appointments.kind",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.site",
                            ),
                        ),
                        ("weekday", models.PositiveSmallIntegerField()),
                        ("starts", models.TimeField()),
                        ("ends", models.TimeField()),
                        ("from_day", models.DateField()),
                        ("until_day", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["weekday", "starts", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("weekday__lte", 6)), name="kind_weekday_is_0_to_6"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends__gt", models.F("starts"))), name="kind_hours_end_after_start"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KindDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="other_days",
                                to="appointments.kind",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.site",
                            ),
                        ),
                        ("day", models.DateField()),
                        ("starts", models.TimeField(blank=True, null=True)),
                        ("ends", models.TimeField(blank=True, null=True)),
                        ("reason", models.CharField(max_length=120)),
                    ],
                    options={
                        "ordering": ["day", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "site", "day"), name="one_exception_a_day", nulls_distinct=False
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ends", None), ("starts", None)),
                                    ("ends__gt", models.F("starts")),
                                    _connector="OR",
                                ),
                                name="exception_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfficerHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.site"
                            ),
                        ),
                        ("weekday", models.PositiveSmallIntegerField()),
                        ("starts", models.TimeField()),
                        ("ends", models.TimeField()),
                        ("from_day", models.DateField()),
                        ("until_day", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["weekday", "starts"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("weekday__lte", 6)), name="officer_weekday_is_0_to_6"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends__gt", models.F("starts"))),
                                name="officer_hours_end_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absences",
                                to="appointments.room",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.site",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absences",
                                to="places.sitesession",
                            ),
                        ),
                        ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                        ("reason", models.CharField(max_length=120)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("added_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["during"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("person__isnull", False), ("room", None), ("session", None), ("site", None)
                                    ),
                                    models.Q(
                                        ("person", None), ("room__isnull", False), ("session", None), ("site", None)
                                    ),
                                    models.Q(
                                        ("person", None), ("room", None), ("session", None), ("site__isnull", False)
                                    ),
                                    models.Q(
                                        ("person", None), ("room", None), ("session__isnull", False), ("site", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="absence_of_one_officer_room_site_or_session",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SessionRoom",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "session",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held_in",
                                to="places.sitesession",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="appointments.room",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CalendarFeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feeds",
                                to="appointments.room",
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-made_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("person__isnull", False), ("room", None)),
                                    models.Q(("person", None), ("room__isnull", False)),
                                    _connector="OR",
                                ),
                                name="feed_of_one_officer_or_room",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sitting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sittings",
                                to="appointments.kind",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.site",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sittings",
                                to="appointments.room",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("busy_until", models.DateTimeField()),
                        ("places", models.PositiveSmallIntegerField(default=1)),
                        ("live", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["starts_at", "pk"],
                        "indexes": [models.Index(fields=["site", "starts_at"], name="sittings_of_site")],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("live", True), ("officer__isnull", False)),
                                expressions=[
                                    ("officer", "="),
                                    (
                                        models.Func(
                                            models.F("starts_at"),
                                            models.F("busy_until"),
                                            function="tstzrange",
                                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="officer_is_never_double_booked",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("live", True), ("room__isnull", False)),
                                expressions=[
                                    ("room", "="),
                                    (
                                        models.Func(
                                            models.F("starts_at"),
                                            models.F("busy_until"),
                                            function="tstzrange",
                                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="room_is_never_double_booked",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("live", True), ("officer", None), ("room", None)),
                                fields=("kind", "starts_at", "site"),
                                name="one_sitting_of_a_session_at_a_time",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("busy_until__gte", models.F("ends_at")), ("ends_at__gt", models.F("starts_at"))
                                ),
                                name="sitting_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Wish",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.CharField(max_length=9, unique=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="wishes",
                                to="appointments.kind",
                            ),
                        ),
                        (
                            "ways",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("site", "In person"),
                                        ("phone", "By telephone"),
                                        ("video", "By video call"),
                                    ],
                                    max_length=6,
                                ),
                                size=None,
                            ),
                        ),
                        (
                            "weekdays",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), size=None
                            ),
                        ),
                        ("earliest", models.TimeField()),
                        ("latest", models.TimeField()),
                        ("from_day", models.DateField()),
                        ("until_day", models.DateField()),
                        ("name", models.CharField(max_length=120)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        (
                            "needs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("wheelchair", "Room for a wheelchair"),
                                        ("private", "A private room"),
                                        ("hearing_loop", "A hearing loop"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("interpreter", models.CharField(blank=True, max_length=40)),
                        ("notes", models.TextField(blank=True)),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="wishes",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_online", models.BooleanField(default=False)),
                        ("first_free_on", models.DateField(blank=True, null=True)),
                        ("sites", models.ManyToManyField(blank=True, related_name="+", to="places.site")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("latest__gte", models.F("earliest")), ("until_day__gte", models.F("from_day"))
                                ),
                                name="wish_ends_after_it_begins",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkCancellation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "absence",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cancelled",
                                to="appointments.absence",
                            ),
                        ),
                        ("reason", models.CharField(max_length=200)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("undo_until", models.DateTimeField()),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        ("told_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-at"],
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.CharField(max_length=9, unique=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="appointments.kind",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="appointments.sitting",
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField(default=1)),
                        ("of_places", models.PositiveSmallIntegerField(default=1)),
                        (
                            "way",
                            models.CharField(
                                choices=[("site", "In person"), ("phone", "By telephone"), ("video", "By video call")],
                                max_length=6,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("held", "Being booked"),
                                    ("booked", "Booked"),
                                    ("arrived", "Here"),
                                    ("attended", "Attended"),
                                    ("no_show", "Did not come"),
                                    ("cancelled", "Cancelled"),
                                    ("lapsed", "Not taken up"),
                                ],
                                default="held",
                                max_length=10,
                            ),
                        ),
                        ("hold_until", models.DateTimeField(blank=True, null=True)),
                        ("key", models.CharField(blank=True, max_length=120, null=True)),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        (
                            "needs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("wheelchair", "Room for a wheelchair"),
                                        ("private", "A private room"),
                                        ("hearing_loop", "A hearing loop"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("interpreter", models.CharField(blank=True, max_length=40)),
                        ("notes", models.TextField(blank=True)),
                        ("video_link", models.URLField(blank=True, max_length=300)),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.contact",
                            ),
                        ),
                        (
                            "booked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("booked_online", models.BooleanField(default=False)),
                        ("asked_at", models.DateTimeField()),
                        ("first_offered_on", models.DateField(blank=True, null=True)),
                        ("booked_at", models.DateTimeField(blank=True, null=True)),
                        ("changed_at", models.DateTimeField()),
                        ("arrived_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("cancelled_why", models.CharField(blank=True, max_length=200)),
                        (
                            "bulk",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="appointments.bulkcancellation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sitting__starts_at", "place", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "held")),
                                fields=["hold_until"],
                                name="appointments_being_booked",
                            ),
                            models.Index(fields=["organisation", "asked_at"], name="appointments_by_asking"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["arrived", "attended", "booked", "held"])),
                                fields=("sitting", "place"),
                                name="one_person_per_place",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("place__gte", 1), ("place__lte", models.F("of_places"))),
                                name="place_is_one_of_the_sitting",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("key__isnull", False)),
                                fields=("key",),
                                name="one_appointment_per_key",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "held"), _negated=True),
                                    ("hold_until__isnull", False),
                                    _connector="OR",
                                ),
                                name="held_appointment_runs_out",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Happening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="appointments.appointment",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("words", models.CharField(max_length=300)),
                    ],
                    options={
                        "ordering": ["at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reminded",
                                to="appointments.appointment",
                            ),
                        ),
                        ("sequence", models.PositiveIntegerField()),
                        ("days", models.PositiveSmallIntegerField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("appointment", "sequence", "days"), name="one_reminder_per_time_and_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Waiting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="waits",
                                to="appointments.appointment",
                            ),
                        ),
                        (
                            "wish",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="waiting",
                                to="appointments.wish",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_why", models.CharField(blank=True, max_length=120)),
                    ],
                    options={
                        "ordering": ["asked_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("appointment",),
                                name="one_wait_per_appointment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("appointment", None), ("wish__isnull", False)),
                                    models.Q(("appointment__isnull", False), ("wish", None)),
                                    _connector="OR",
                                ),
                                name="waits_with_an_appointment_or_without",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EarlierOffer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "waiting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offers",
                                to="appointments.waiting",
                            ),
                        ),
                        (
                            "hold",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offered",
                                to="appointments.appointment",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("lapsed", "Ran out"),
                                ],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("offered_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-offered_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("waiting",),
                                name="one_open_offer_at_a_time",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
