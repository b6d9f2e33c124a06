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
        ("organisations", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Skill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=40, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("language", "Language"), ("sign", "Sign language"), ("subject", "Subject")],
                                max_length=10,
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("said", models.CharField(max_length=100)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["kind", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="PersonSkill",
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
                                related_name="skills",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holders",
                                to="workforce.skill",
                            ),
                        ),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Learning"),
                                    (2, "Working knowledge"),
                                    (3, "Confident"),
                                    (4, "Fluent or expert"),
                                    (5, "Qualified"),
                                ]
                            ),
                        ),
                        ("expires_on", models.DateField(blank=True, null=True)),
                        ("evidence", models.CharField(blank=True, max_length=200)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["skill__kind", "skill__name"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("person", "skill"),
                                name="one_level_per_person_and_skill",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__range", (1, 5))), name="skill_level_is_1_to_5"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SkillProposal",
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
                                related_name="skills_proposed",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workforce.skill"
                            ),
                        ),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Learning"),
                                    (2, "Working knowledge"),
                                    (3, "Confident"),
                                    (4, "Fluent or expert"),
                                    (5, "Qualified"),
                                ]
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=200)),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("accepted", models.BooleanField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["proposed_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("decided_at", None)),
                                fields=("person", "skill"),
                                name="one_open_proposal_per_skill",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__range", (1, 5))), name="proposed_level_is_1_to_5"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Presence",
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
                                related_name="presences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("available", "Available"),
                                    ("busy", "Busy"),
                                    ("meeting", "In a meeting"),
                                    ("visit", "Out on a visit"),
                                    ("break", "On a break"),
                                    ("training", "In training"),
                                    ("home", "Working at home"),
                                    ("leave", "On leave"),
                                    ("away", "Away"),
                                    ("off", "Not working now"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=120)),
                        ("place", models.CharField(blank=True, max_length=120)),
                        ("reach", models.CharField(blank=True, max_length=120)),
                        ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                        ("planned", models.BooleanField(default=False)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("hand", "Set by hand"),
                                    ("calendar", "From a calendar"),
                                    ("api", "From another system"),
                                ],
                                default="hand",
                                max_length=10,
                            ),
                        ),
                        ("source_key", models.CharField(blank=True, max_length=200)),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("set_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-set_at", "-id"],
                        "indexes": [
                            models.Index(fields=["person", "planned", "-set_at"], name="whereabouts_of_person")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None), models.Q(("source_key", ""), _negated=True)),
                                fields=("person", "source_key"),
                                name="one_entry_per_calendar_key",
                            )
                        ],
                    },
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
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calendar_feed",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=500)),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        ("entries", models.PositiveIntegerField(default=0)),
                        ("problem", models.CharField(blank=True, max_length=200)),
                    ],
                ),
                migrations.CreateModel(
                    name="Duty",
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
                                related_name="duties",
                                to="organisations.organisation",
                            ),
                        ),
                        ("title", models.CharField(max_length=80)),
                        (
                            "services",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("hours", models.JSONField(blank=True, default=dict)),
                        ("when_nobody", models.CharField(blank=True, max_length=200)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["title"],
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "title"), name="one_duty_per_title")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutyTurn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "duty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="workforce.duty"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="duty_turns",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reach", models.CharField(blank=True, max_length=120)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["starts_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="turn_ends_after_it_starts",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                expressions=[
                                    ("duty", "="),
                                    (
                                        models.Func(
                                            models.F("starts_at"),
                                            models.F("ends_at"),
                                            function="tstzrange",
                                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="one_person_on_duty_at_a_time",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
