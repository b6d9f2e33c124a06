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
                    name="Finding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
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
                            "about",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.service"
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("delay", "It took too long, or was not done"),
                                    ("wrong_decision", "The decision was wrong, or not explained"),
                                    ("information", "We gave wrong, unclear or no information"),
                                    ("conduct", "How somebody of ours behaved"),
                                    ("quality", "The work was not done well"),
                                    ("policy", "The policy or procedure itself"),
                                    ("system", "A system or form did not work"),
                                    ("contractor", "A contractor or partner did not deliver"),
                                    ("none", "Nothing went wrong"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("words", models.CharField(max_length=1000)),
                        (
                            "remedies",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("apology", "Apology"),
                                        ("action", "Did what should have been done"),
                                        ("review", "Looked at the decision again"),
                                        ("explanation", "Explanation"),
                                        ("payment", "Payment"),
                                        ("none", "None was due"),
                                    ],
                                    max_length=20,
                                ),
                                default=list,
                                size=None,
                            ),
                        ),
                        ("remedy_words", models.CharField(blank=True, max_length=1000)),
                        ("remedy_due_on", models.DateField(blank=True, null=True)),
                        ("remedy_done_on", models.DateField(blank=True, null=True)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["organisation", "at"], name="findings_by_time")],
                    },
                ),
                migrations.CreateModel(
                    name="LearningAction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="feedback.finding",
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
                            "about",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.service"
                            ),
                        ),
                        ("text", models.CharField(max_length=500)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("due_on", models.DateField()),
                        (
                            "watch",
                            models.CharField(
                                choices=[
                                    ("same_cause", "Findings with the same root cause about the service"),
                                    ("cases", "Cases of the service"),
                                    ("contacts", "Contacts about the service"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("done_words", models.CharField(blank=True, max_length=500)),
                        ("check_on", models.DateField(blank=True, null=True)),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        ("before", models.PositiveIntegerField(blank=True, null=True)),
                        ("after", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("fell", "It fell"), ("unclear", "No clear change"), ("rose", "It rose")],
                                max_length=8,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_on", None)),
                                fields=["organisation", "due_on"],
                                name="open_learning_actions",
                            ),
                            models.Index(
                                condition=models.Q(("checked_at", None)), fields=["check_on"], name="learning_to_check"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("check_on", None), ("done_on", None)),
                                    models.Q(("check_on__isnull", False), ("done_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="done_action_is_checked_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("checked_at", None), ("verdict", "")),
                                    models.Q(("checked_at__isnull", False), models.Q(("verdict", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="checked_action_has_a_verdict",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PageFeedback",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("page", models.CharField(max_length=200)),
                        ("useful", models.BooleanField()),
                        ("words", models.TextField(blank=True)),
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
                        ("day", models.DateField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["page", "day"], name="feedback_by_page")],
                    },
                ),
            ],
        ),
    ]
