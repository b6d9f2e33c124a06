import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("cases", "0001_initial"),
        ("delivery", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="MessageTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("event_key", models.CharField(max_length=60)),
                        (
                            "channel",
                            models.CharField(
                                choices=[("email", "Email"), ("sms", "Text message"), ("letter", "Letter")],
                                max_length=6,
                            ),
                        ),
                        ("language", models.CharField(default="en", max_length=12)),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("service_slug", models.SlugField(blank=True, db_index=False, max_length=120)),
                        ("version", models.PositiveIntegerField()),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("body", models.TextField()),
                        ("effective_from", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "created_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["event_key", "channel", "language", "-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("event_key", "channel", "language", "organisation", "service_slug", "version"),
                                name="one_template_per_scope_and_version",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("version__gte", 1)), name="template_versions_begin_at_one"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("occasion", models.CharField(max_length=120)),
                        (
                            "team",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.team",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                            ),
                        ),
                        ("event_key", models.CharField(max_length=60)),
                        ("at", models.DateTimeField()),
                        (
                            "message",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="delivery.message",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("message", None)),
                                fields=["team", "at"],
                                name="notices_for_next_summary",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("team", "occasion"), name="one_notice_per_team_and_occasion"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("occasion", models.CharField(max_length=120)),
                        ("recipient", models.CharField(max_length=80)),
                        ("event_key", models.CharField(max_length=60)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
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
                            "message",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="delivery.message",
                            ),
                        ),
                        ("contact_point_id", models.BigIntegerField(null=True)),
                        ("reason", models.CharField(max_length=300)),
                        ("undelivered_at", models.DateTimeField(null=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "indexes": [
                            models.Index(fields=["case", "-at"], name="notices_by_case"),
                            models.Index(
                                condition=models.Q(
                                    ("message", None), ("undelivered_at__isnull", False), _connector="OR"
                                ),
                                fields=["organisation", "-at"],
                                name="notices_not_given",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("occasion", "recipient"), name="one_notice_per_person_and_occasion"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
