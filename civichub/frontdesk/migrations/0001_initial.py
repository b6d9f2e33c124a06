import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("catalogue", "0001_initial"),
        ("contacts", "0001_initial"),
        ("customers", "0001_initial"),
        ("organisations", "0001_initial"),
        ("places", "0001_initial"),
        ("routing", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="FrontDesk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "site",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="front_desk", to="places.site"
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
                        ("prefix", models.CharField(max_length=2)),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("en-GB", "English"),
                                        ("cy", "Welsh"),
                                        ("pl", "Polish"),
                                        ("pa", "Punjabi"),
                                        ("ur", "Urdu"),
                                        ("uk", "Ukrainian"),
                                    ],
                                    max_length=8,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        (
                            "quick_answers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=120), blank=True, default=list, size=None
                            ),
                        ),
                        ("gives_passes", models.BooleanField(default=False)),
                        ("shows_hours", models.BooleanField(default=True)),
                        (
                            "printer",
                            models.CharField(
                                choices=[
                                    ("none", "No ticket printer"),
                                    ("network", "Receipt printer on the network (ESC/POS)"),
                                ],
                                default="none",
                                max_length=10,
                            ),
                        ),
                        ("printer_address", models.CharField(blank=True, max_length=120)),
                        ("text_before", models.PositiveSmallIntegerField(default=2)),
                        ("back_minutes", models.PositiveSmallIntegerField(default=60)),
                        ("silent_minutes", models.PositiveSmallIntegerField(default=5)),
                    ],
                    options={
                        "ordering": ["site__name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("prefix__regex", "^[A-Z]{1,2}$")), name="prefix_is_letters"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("printer", "none"),
                                    models.Q(("printer_address", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="printer_has_an_address",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeskKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="keys",
                                to="frontdesk.frontdesk",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("display", "Board on a wall"), ("kiosk", "Kiosk")], max_length=8
                            ),
                        ),
                        ("label", models.CharField(max_length=60)),
                        ("heard_at", models.DateTimeField(blank=True, null=True)),
                        ("made_at", models.DateTimeField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["kind", "label"],
                    },
                ),
                migrations.CreateModel(
                    name="DeskLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="frontdesk.frontdesk",
                            ),
                        ),
                        (
                            "queue",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="desk_line",
                                to="routing.queue",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Counter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="counters",
                                to="frontdesk.frontdesk",
                            ),
                        ),
                        ("label", models.CharField(max_length=20)),
                        ("private", models.BooleanField(default=False)),
                        ("step_free", models.BooleanField(default=True)),
                        ("hearing_loop", models.BooleanField(default=False)),
                        (
                            "services",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("calls_at_once", models.BooleanField(default=False)),
                        ("is_active", models.BooleanField(default=True)),
                        (
                            "person",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="counter",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("since", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["label"],
                        "constraints": [
                            models.UniqueConstraint(fields=("desk", "label"), name="one_counter_per_label")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="frontdesk.frontdesk",
                            ),
                        ),
                        ("day", models.DateField()),
                        ("number", models.PositiveSmallIntegerField()),
                        ("ticket", models.CharField(max_length=8)),
                        (
                            "called_by",
                            models.CharField(
                                choices=[
                                    ("number", "By ticket number"),
                                    ("phone", "By the last digits of a telephone number"),
                                    ("name", "By a name they choose"),
                                ],
                                default="number",
                                max_length=8,
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=80)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        (
                            "needs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("private_room", "A private room"),
                                        ("hearing_loop", "A hearing loop"),
                                        ("step_free", "No steps"),
                                        ("seat", "A seat near the counter"),
                                        ("quiet", "Somewhere quiet"),
                                        ("come_to_them", "Does not see or hear the board: go and fetch them"),
                                        ("cannot_wait", "Cannot wait long (pain, distress, small children)"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("language", models.CharField(blank=True, max_length=40)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("notes", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("called", "Called"),
                                    ("with_us", "At a counter"),
                                    ("parked", "Set aside"),
                                    ("with_host", "With their host"),
                                    ("finished", "Finished"),
                                    ("left", "Left"),
                                    ("no_show", "Did not come"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.sitesession",
                            ),
                        ),
                        ("host", models.CharField(blank=True, max_length=120)),
                        ("text_me", models.BooleanField(default=False)),
                        ("near_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "contact",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visit",
                                to="contacts.contact",
                            ),
                        ),
                        (
                            "counter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="frontdesk.counter",
                            ),
                        ),
                        (
                            "served_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("arrived_at", models.DateTimeField()),
                        ("first_called_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["arrived_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ["called", "parked", "waiting", "with_host", "with_us"])
                                ),
                                fields=["desk", "arrived_at"],
                                name="visitors_here",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("desk", "day", "number"), name="one_ticket_per_number_and_day"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["called", "with_us"])),
                                fields=("served_by",),
                                name="one_visitor_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["called", "with_us"]), _negated=True),
                                    models.Q(("counter__isnull", False), ("served_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="called_visitor_has_a_counter",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitService",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="services",
                                to="frontdesk.visit",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.service",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("passed_on", models.BooleanField(default=False)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("visit", "position"), name="one_service_per_position")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Call",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="frontdesk.visit"
                            ),
                        ),
                        (
                            "counter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calls",
                                to="frontdesk.counter",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("again", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "indexes": [models.Index(fields=["counter", "-at"], name="calls_to_counter")],
                    },
                ),
                migrations.CreateModel(
                    name="TicketPrint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="prints", to="frontdesk.visit"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Printing"), ("printed", "Printed"), ("failed", "Not printed")],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=200)),
                        ("asked_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="VisitorPass",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="passes",
                                to="frontdesk.frontdesk",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("name", models.CharField(max_length=80)),
                        ("of", models.CharField(blank=True, max_length=80)),
                        ("host", models.CharField(max_length=120)),
                        ("help_to_leave", models.CharField(blank=True, max_length=120)),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="passes",
                                to="frontdesk.visit",
                            ),
                        ),
                        ("arrived_at", models.DateTimeField()),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["arrived_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("left_at", None)),
                                fields=["desk", "arrived_at"],
                                name="passes_inside",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("desk", "number"), name="one_pass_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left_at", None), ("left_at__gte", models.F("arrived_at")), _connector="OR"
                                ),
                                name="pass_ends_after_start",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
