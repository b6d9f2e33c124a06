import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema
import civichub.core.versions


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
                    name="ProcedureVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=60)),
                        ("number", models.PositiveIntegerField()),
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
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=200)),
                        ("source", models.TextField()),
                        ("checksum", models.CharField(max_length=64)),
                        ("change_note", models.CharField(blank=True, max_length=500)),
                        ("effective_from", models.DateTimeField(blank=True, null=True)),
                        ("effective_until", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        (
                            "published_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["key", "organisation_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("key", "organisation", "number"),
                                name="one_procedure_version_per_number",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "draft"), ("effective_from__isnull", False), _connector="OR"
                                ),
                                name="published_procedure_has_a_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effective_until", None),
                                    ("effective_until__gte", models.F("effective_from")),
                                    _connector="OR",
                                ),
                                name="procedure_ends_after_start",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("state", "draft"), _negated=True),
                                expressions=[
                                    (models.F("key"), "="),
                                    (
                                        django.db.models.functions.comparison.Coalesce(
                                            models.F("organisation"), models.Value(0)
                                        ),
                                        "=",
                                    ),
                                    (
                                        civichub.core.versions._Period(
                                            "effective_from",
                                            "effective_until",
                                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="one_procedure_version_in_force",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="procedureversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="procedure_keeps_published_text",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published', 'withdrawn'))",
                            func="RAISE EXCEPTION 'a published version keeps its text: make a new version';",
                            hash="8aa47a99b95c4546d4ae53ccc01002e8c1736736",
                            operation='UPDATE OF "source", "checksum", "key", "number", "organisation_id" OR DELETE',
                            pgid="pgtrigger_procedure_keeps_published_text_7c562",
                            table="procedures_procedureversion",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
