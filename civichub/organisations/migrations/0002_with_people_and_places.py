import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("catalogue", "0001_initial"),
        ("organisations", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="OfficeClosure",
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
                                related_name="closures",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closures",
                                to="organisations.team",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closures",
                                to="places.site",
                            ),
                        ),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("reason", models.CharField(max_length=120)),
                        (
                            "windows",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=11), blank=True, default=list, size=None
                            ),
                        ),
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
                        ("withdrawn_why", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["first", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("last__gte", models.F("first"))),
                                name="closure_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("team", None), ("site", None), _connector="OR"),
                                name="closure_of_a_team_or_a_site",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LiaisonIssue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "raised_with",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.service",
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("details", models.TextField(blank=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("due_on", models.DateField()),
                        (
                            "raised_by_person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("raised_at", models.DateTimeField()),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("settled_how", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "ordering": ["due_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("raised_by", models.F("raised_with")), _negated=True),
                                name="issue_between_two_organisations",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("settled_at", None), ("settled_how", "")),
                                    models.Q(
                                        ("settled_at__isnull", False), models.Q(("settled_how", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="settled_issue_says_how",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LiaisonComment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
                                to="organisations.liaisonissue",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("changed", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["at", "pk"],
                    },
                ),
            ],
        ),
    ]
