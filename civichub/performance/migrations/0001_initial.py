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
        ("catalogue", "0001_initial"),
        ("contacts", "0001_initial"),
        ("organisations", "0001_initial"),
        ("routing", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="ContactFact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "contact",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="contacts.contact"
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.service",
                            ),
                        ),
                        ("month", models.DateField()),
                        ("channel", models.CharField(max_length=24)),
                        ("self_service", models.BooleanField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["organisation", "month", "channel", "id"], name="facts_behind_a_figure"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("month__day", 1)), name="fact_month_is_a_first")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonthlyCount",
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
                        ("month", models.DateField()),
                        ("channel", models.CharField(max_length=24)),
                        ("self_service", models.BooleanField()),
                        ("count", models.PositiveIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "month", "channel", "self_service"),
                                name="one_count_per_month_and_channel",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonthlyEntry",
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
                        ("month", models.DateField()),
                        ("channel", models.CharField(max_length=24)),
                        ("label", models.CharField(blank=True, max_length=80)),
                        ("self_service", models.BooleanField()),
                        ("value", models.PositiveIntegerField()),
                        ("source", models.CharField(max_length=300)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_at", None)),
                                fields=("organisation", "month", "channel", "self_service"),
                                name="one_entry_in_force_per_month_and_channel",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="entry_month_is_a_first"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallImport",
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
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="routing.queue"
                            ),
                        ),
                        ("file_name", models.CharField(max_length=200)),
                        ("added", models.PositiveIntegerField(default=0)),
                        ("known", models.PositiveIntegerField(default=0)),
                        ("rejected", models.PositiveIntegerField(default=0)),
                        ("started_at", models.DateTimeField()),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="CallRecord",
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
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="routing.queue"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="records",
                                to="performance.callimport",
                            ),
                        ),
                        ("number", models.CharField(max_length=80)),
                        ("joined_at", models.DateTimeField()),
                        ("half_hour", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("answered", "ANSWERED"),
                                    ("abandoned", "ABANDONED"),
                                    ("call_back", "CALL_BACK"),
                                    ("cut_off", "CUT_OFF"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("waited", models.PositiveBigIntegerField()),
                        ("talked", models.PositiveBigIntegerField(default=0)),
                        ("held", models.PositiveBigIntegerField(default=0)),
                        ("wrapped", models.PositiveBigIntegerField(default=0)),
                        ("transfers", models.PositiveSmallIntegerField(default=0)),
                        ("resolved", models.BooleanField(null=True)),
                        ("caller", models.CharField(blank=True, max_length=32)),
                        ("next_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["queue", "half_hour"], name="calls_of_a_half_hour"),
                            models.Index(
                                condition=models.Q(("caller", ""), _negated=True),
                                fields=["organisation", "caller", "joined_at"],
                                name="calls_of_a_caller",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "number", "joined_at"), name="one_record_per_call"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("half_hour__lte", models.F("joined_at")), ("half_hour__minute__in", [0, 30])
                                ),
                                name="call_is_in_its_half_hour",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("next_at", None), ("next_at__gte", models.F("joined_at")), _connector="OR"
                                ),
                                name="next_call_comes_after",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallHalfHour",
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
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="routing.queue"
                            ),
                        ),
                        ("half_hour", models.DateTimeField()),
                        ("within_seconds", models.PositiveIntegerField()),
                        ("short_seconds", models.PositiveIntegerField()),
                        ("offered", models.PositiveIntegerField()),
                        ("answered", models.PositiveIntegerField()),
                        ("answered_in_time", models.PositiveIntegerField()),
                        ("abandoned", models.PositiveIntegerField()),
                        ("abandoned_short", models.PositiveIntegerField()),
                        ("abandoned_in_time", models.PositiveIntegerField()),
                        ("called_back", models.PositiveIntegerField()),
                        ("cut_off", models.PositiveIntegerField()),
                        ("waited", models.PositiveBigIntegerField()),
                        ("longest_wait", models.PositiveBigIntegerField()),
                        ("abandoned_waited", models.PositiveBigIntegerField()),
                        ("talked", models.PositiveBigIntegerField()),
                        ("held", models.PositiveBigIntegerField()),
                        ("wrapped", models.PositiveBigIntegerField()),
                        ("transferred", models.PositiveIntegerField()),
                        ("outcomes", models.PositiveIntegerField()),
                        ("resolved", models.PositiveIntegerField()),
                        ("known_callers", models.PositiveIntegerField()),
                        ("repeated", models.PositiveIntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["organisation", "half_hour"], name="call_sums_by_time")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("queue", "half_hour"), name="one_sum_per_line_and_half_hour"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceLevel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "promised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "promised_to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        (
                            "counts",
                            models.CharField(
                                choices=[
                                    ("cases", "Cases whose deadline was kept"),
                                    ("parts", "Parts in partners’ cases done in time"),
                                    ("calls", "Calls answered within the line’s standard"),
                                ],
                                max_length=6,
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
                        ("clock", models.CharField(blank=True, max_length=40)),
                        ("target", models.PositiveSmallIntegerField()),
                        ("source", models.CharField(max_length=200)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["promised_by", "title", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("promised_by", models.F("promised_to")), _negated=True),
                                name="level_between_two_organisations",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("target__gte", 1), ("target__lte", 100)),
                                name="level_is_a_percentage",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="level_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceLevelMonth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "level",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="months",
                                to="performance.servicelevel",
                            ),
                        ),
                        ("month", models.DateField()),
                        ("due", models.PositiveIntegerField()),
                        ("kept", models.PositiveIntegerField()),
                        ("counted_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["month"],
                        "constraints": [
                            models.UniqueConstraint(fields=("level", "month"), name="one_figure_per_level_and_month"),
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="level_month_is_a_first"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kept__lte", models.F("due"))), name="kept_of_what_was_due"
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="contactfact",
                    trigger=pgtrigger.compiler.Trigger(
                        name="months_lose_removed_facts",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    UPDATE performance_monthlycount m SET count = m.count - lost.number\n    FROM (SELECT organisation_id, month, channel, self_service, count(*) AS number FROM removed\n          GROUP BY organisation_id, month, channel, self_service) lost\n    WHERE (m.organisation_id, m.month, m.channel, m.self_service)\n          = (lost.organisation_id, lost.month, lost.channel, lost.self_service);\n    RETURN NULL;\n",
                            hash="111ec90a015df6d81235fba29164c966accc65c4",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_months_lose_removed_facts_3a198",
                            referencing="REFERENCING OLD TABLE AS removed ",
                            table="performance_contactfact",
                            when="AFTER",
                        ),
                    ),
                ),
            ],
        ),
    ]
