import django.contrib.postgres.fields
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
        ("organisations", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Connection",
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
                            "receiver",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        (
                            "plug",
                            models.CharField(
                                choices=[
                                    ("open311", "Open311 (GeoReport v2)"),
                                    ("webhook", "Signed webhook"),
                                    ("email", "Email"),
                                    ("csv", "CSV files in a folder"),
                                    ("letter", "Letter by GOV.UK Notify"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("address", models.CharField(max_length=400)),
                        ("options", models.JSONField(blank=True, default=dict)),
                        ("sealed_secret", models.BinaryField(blank=True, default=bytes)),
                        (
                            "repeats",
                            models.CharField(
                                choices=[
                                    ("by_key", "Send again: they know a repeat by its key"),
                                    ("by_search", "Look first whether they have it"),
                                    ("by_hand", "Leave it to a person"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("fulfils", models.BooleanField(default=True)),
                        ("takes_updates", models.BooleanField(default=True)),
                        ("sends_reporter", models.BooleanField(default=False)),
                        (
                            "client",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "caller",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("paused_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("last_success_at", models.DateTimeField(blank=True, null=True)),
                        ("failing_since", models.DateTimeField(blank=True, null=True)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("error", models.CharField(blank=True, max_length=40)),
                        ("retry_at", models.DateTimeField(blank=True, null=True)),
                        ("asked_at", models.DateTimeField(blank=True, null=True)),
                        ("compared_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("organisation", "name"),
                                name="one_connection_per_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("failing_since", None), ("retry_at__isnull", False), _connector="OR"
                                ),
                                name="failing_connection_is_tried_again",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("receiver", None), ("fulfils", False), _connector="OR"),
                                name="a_partner_is_told_and_does_not_fulfil",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Route",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "connection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="routes",
                                to="handover.connection",
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
                        ("code", models.CharField(blank=True, max_length=80)),
                        ("attributes", models.JSONField(blank=True, default=dict)),
                        ("fulfils", models.BooleanField()),
                        ("starts_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["service__title", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None), ("fulfils", True)),
                                fields=("organisation", "service"),
                                name="one_back_office_fulfils_a_service",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("connection", "service"),
                                name="one_route_per_service",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatusRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "connection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rules",
                                to="handover.connection",
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("closed", models.BooleanField(default=False)),
                        ("steps", models.JSONField(blank=True, default=list)),
                        ("words", models.CharField(blank=True, max_length=400)),
                    ],
                    options={
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(fields=("connection", "code"), name="one_rule_per_status_code")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Listing",
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
                        ("code", models.CharField(max_length=60)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("realtime", "The number at once"),
                                    ("batch", "A token, by which the number is fetched"),
                                ],
                                default="realtime",
                                max_length=10,
                            ),
                        ),
                        ("group", models.CharField(blank=True, max_length=80)),
                        (
                            "keywords",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                            ),
                        ),
                        ("published_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["group", "service__title", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("organisation", "service"),
                                name="one_listing_per_service",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("organisation", "code"),
                                name="one_listing_per_code",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Dispatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(unique=True)),
                        (
                            "connection",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispatches",
                                to="handover.connection",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("opened", "Opened"),
                                    ("note", "Note"),
                                    ("moved", "Moved on"),
                                    ("closed", "Closed"),
                                    ("reopened", "Reopened"),
                                    ("passed_on", "Passed to another body"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("detail", models.JSONField(default=dict)),
                        ("occurred_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("sending", "Being sent"),
                                    ("unsure", "Perhaps received"),
                                    ("sent", "Sent"),
                                    ("dead", "Not delivered"),
                                    ("set_aside", "Set aside"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("next_try_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("tries", models.JSONField(default=list)),
                        ("error", models.CharField(blank=True, max_length=40)),
                        ("claim_token", models.UUIDField(blank=True, null=True)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("handed_over_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        ("task_id", models.BigIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-occurred_at", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["waiting", "unsure"])),
                                fields=["connection", "occurred_at", "id"],
                                name="dispatches_next_in_line",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["waiting", "sending", "unsure", "dead"])),
                                fields=["connection", "case", "occurred_at", "id"],
                                name="dispatches_unsent_of_a_case",
                            ),
                            models.Index(
                                fields=["connection", "state", "-occurred_at", "-id"], name="dispatches_by_state"
                            ),
                            models.Index(fields=["case", "occurred_at"], name="dispatches_of_a_case"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["waiting", "sending", "unsure", "sent", "dead", "set_aside"])
                                ),
                                name="dispatch_state_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "sending"), _negated=True),
                                    models.Q(("claim_token__isnull", False), ("claimed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="dispatch_being_sent_has_a_claim",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "sent"), _negated=True),
                                    ("sent_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="sent_dispatch_has_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Counterpart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "connection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="counterparts",
                                to="handover.connection",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                            ),
                        ),
                        ("their_reference", models.CharField(blank=True, max_length=120)),
                        ("token", models.CharField(blank=True, max_length=200)),
                        ("status", models.CharField(blank=True, max_length=60)),
                        ("status_at", models.DateTimeField(blank=True, null=True)),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("diverged_since", models.DateTimeField(blank=True, null=True)),
                        (
                            "divergence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("they_closed", "We say open, they say closed"),
                                    ("we_closed", "We say closed, they say open"),
                                    ("unknown_there", "They do not know it"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("task_id", models.BigIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("their_reference", ""), _negated=True),
                                fields=["connection", "their_reference"],
                                name="counterparts_by_theirs",
                            ),
                            models.Index(
                                condition=models.Q(("settled_at", None)),
                                fields=["connection", "id"],
                                name="counterparts_to_compare",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("connection", "case"), name="one_counterpart_per_connection_and_case"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("diverged_since", None), ("divergence", "")),
                                    models.Q(
                                        ("diverged_since__isnull", False), models.Q(("divergence", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="divergence_says_which_and_since_when",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
