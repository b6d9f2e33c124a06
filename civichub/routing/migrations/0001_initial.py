import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Queue",
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
                                related_name="queues",
                                to="organisations.organisation",
                            ),
                        ),
                        ("slug", models.SlugField()),
                        ("name", models.CharField(max_length=80)),
                        (
                            "services",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("hours", models.JSONField(blank=True, default=dict)),
                        ("strategy", models.JSONField(blank=True, default=dict)),
                        ("weights", models.JSONField(blank=True, default=dict)),
                        (
                            "overflow_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="routing.queue",
                            ),
                        ),
                        ("overflow_after_seconds", models.PositiveIntegerField(default=300)),
                        ("ring_seconds", models.PositiveSmallIntegerField(default=20)),
                        ("answer_within_seconds", models.PositiveIntegerField(default=20)),
                        ("answer_share", models.DecimalField(decimal_places=3, default="0.900", max_digits=4)),
                        ("short_abandon_seconds", models.PositiveSmallIntegerField(default=5)),
                        ("alert_email", models.EmailField(blank=True, max_length=254)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["organisation__name", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "slug"), name="one_queue_per_slug"),
                            models.CheckConstraint(
                                condition=models.Q(("overflow_to", models.F("id")), _negated=True),
                                name="queue_overflows_into_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("answer_share__gt", 0), ("answer_share__lte", 1)),
                                name="answer_share_is_a_share",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QueueMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="routing.queue"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="queues_served",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField(default=1)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("queue", "person"), name="one_place_per_queue_and_person")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="routing.queue"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("call", "Call"),
                                    ("visitor", "Visitor"),
                                    ("chat", "Webchat"),
                                    ("email", "Email"),
                                    ("letter", "Letter"),
                                    ("message", "Message"),
                                    ("call_back", "Call-back"),
                                    ("task", "Task"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("weight", models.PositiveSmallIntegerField()),
                        ("subject_kind", models.CharField(max_length=40)),
                        ("subject_id", models.BigIntegerField()),
                        ("title", models.CharField(blank=True, max_length=200)),
                        ("notes", models.TextField(blank=True)),
                        ("skills", models.JSONField(blank=True, default=dict)),
                        ("priority", models.PositiveSmallIntegerField(default=0)),
                        ("arrived_at", models.DateTimeField()),
                        ("promise_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "wanted",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("offered", "Offered"),
                                    ("taken", "In hand"),
                                    ("wrapping_up", "In wrap-up"),
                                    ("done", "Done"),
                                    ("abandoned", "Abandoned"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="waiting",
                                max_length=12,
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        ("first_taken_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("times_returned", models.PositiveSmallIntegerField(default=0)),
                        ("counted", models.BooleanField(default=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["queue", "arrived_at"],
                                name="work_in_line",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["taken", "wrapping_up"])),
                                fields=["taken_by"],
                                name="work_in_hand",
                            ),
                            models.Index(fields=["queue", "ended_at"], name="work_ended"),
                            models.Index(fields=["queue", "arrived_at"], name="work_arrived"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["offered", "taken", "waiting", "wrapping_up"])),
                                fields=("subject_kind", "subject_id", "kind"),
                                name="nothing_waits_twice",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["taken", "wrapping_up"]), ("taken_by__isnull", False)),
                                    models.Q(("state__in", ["taken", "wrapping_up"]), _negated=True),
                                    _connector="OR",
                                ),
                                name="work_in_hand_has_a_hand",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight__range", (1, 100))), name="weight_is_1_to_100"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offers",
                                to="routing.workitem",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offers",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for an answer"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("missed", "Not answered"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("because", models.JSONField(default=list)),
                        ("made_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-made_at", "-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")), fields=["person"], name="open_offers_of_person"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")), fields=("item",), name="one_open_offer_per_item"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seat",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ready", "Ready for work"),
                                    ("paused", "Not ready"),
                                    ("left", "Signed off"),
                                    ("lost", "Screen lost"),
                                ],
                                default="left",
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=80)),
                        ("since", models.DateTimeField()),
                        ("seen_at", models.DateTimeField()),
                        ("free_since", models.DateTimeField()),
                        (
                            "devices",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "left"), _negated=True),
                                fields=["seen_at"],
                                name="seats_in_use",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Alert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="routing.queue"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("standard", "Standard in danger"),
                                    ("near", "Near the standard"),
                                    ("promises", "Promises in danger"),
                                    ("nobody", "Nobody can take it"),
                                    ("leaving", "People give up"),
                                    ("silent", "A screen is silent"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.CharField(max_length=300)),
                        ("raised_at", models.DateTimeField()),
                        ("seen_at", models.DateTimeField()),
                        ("calm_since", models.DateTimeField(blank=True, null=True)),
                        (
                            "acknowledged_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                        ("cleared_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-raised_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("cleared_at", None)),
                                fields=("queue", "kind"),
                                name="one_open_alert_per_kind",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WallKey",
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
                        ("label", models.CharField(max_length=80)),
                        (
                            "queues",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("heard_at", models.DateTimeField(blank=True, null=True)),
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
                        "ordering": ["-made_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="LineEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("arrived", "Arrived"),
                                    ("changed", "Needs or priority changed"),
                                    ("moved", "Moved to this queue"),
                                    ("offered", "Offered"),
                                    ("answered", "Answered"),
                                    ("wrap", "In wrap-up"),
                                    ("back", "Back in line"),
                                    ("abandoned", "Abandoned"),
                                    ("ended", "Ended"),
                                    ("withdrawn", "Withdrawn"),
                                    ("ready", "Ready"),
                                    ("break", "On a break"),
                                    ("away", "Away"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="routing.queue",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="routing.workitem",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("detail", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [
                            models.Index(fields=["queue", "at"], name="line_log_by_queue"),
                            models.Index(fields=["person", "at"], name="line_log_by_person"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("item__isnull", False), ("queue__isnull", False)),
                                    models.Q(("item", None), ("person__isnull", False)),
                                    _connector="OR",
                                ),
                                name="line_log_is_of_an_item_or_a_seat",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WaitModel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="wait_models",
                                to="routing.queue",
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("learned_from", models.DateTimeField()),
                        ("learned_until", models.DateTimeField()),
                        ("made_at", models.DateTimeField()),
                        ("waits_seen", models.PositiveIntegerField()),
                        ("is_corrected", models.BooleanField(default=False)),
                        ("content", models.JSONField()),
                    ],
                    options={
                        "ordering": ["-version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("queue", "version"), name="one_wait_model_per_version")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ToldWait",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waits_told",
                                to="routing.workitem",
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="routing.queue",
                            ),
                        ),
                        (
                            "model",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="routing.waitmodel",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("call", "Call"),
                                    ("visitor", "Visitor"),
                                    ("chat", "Webchat"),
                                    ("email", "Email"),
                                    ("letter", "Letter"),
                                    ("message", "Message"),
                                    ("call_back", "Call-back"),
                                    ("task", "Task"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("place", models.PositiveIntegerField(null=True)),
                        ("low", models.FloatField(null=True)),
                        ("median", models.FloatField(null=True)),
                        ("high", models.FloatField(null=True)),
                        ("least", models.PositiveSmallIntegerField(null=True)),
                        ("most", models.PositiveSmallIntegerField(null=True)),
                        ("raw", models.JSONField(default=list)),
                        ("groups", models.JSONField(default=list)),
                        ("waited", models.FloatField(null=True)),
                        ("came_true", models.BooleanField(null=True)),
                        ("scored_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [
                            models.Index(fields=["queue", "at"], name="waits_told_by_queue"),
                            models.Index(
                                condition=models.Q(("scored_at", None)), fields=["at"], name="waits_told_unscored"
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="lineevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="line_log_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="76be22a888e302807d34a439d6b912bba3e1a3b4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_line_log_is_append_only_52c77",
                            table="routing_lineevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
