import django.contrib.postgres.fields
import django.contrib.postgres.indexes
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
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("action", models.CharField(max_length=80)),
                        ("subject_type", models.CharField(max_length=60)),
                        ("subject_id", models.BigIntegerField()),
                        ("organisation_id", models.BigIntegerField(null=True)),
                        ("detail", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_by_subject"),
                            models.Index(fields=["actor", "at"], name="audit_by_actor"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReadEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("subject_type", models.CharField(max_length=60)),
                        ("subject_id", models.BigIntegerField()),
                        ("ground", models.CharField(max_length=200)),
                        ("purpose", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject_type", "subject_id", "at"], name="reads_by_subject"),
                            models.Index(fields=["actor", "at"], name="reads_by_actor"),
                            django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="reads_by_time"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WatchedReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("emergency", "Opened in an emergency"),
                                    ("many", "Many records in an hour"),
                                    ("night", "Export at night"),
                                    ("namesake", "Same family name"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "actor",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("organisation_id", models.BigIntegerField()),
                        ("subject_type", models.CharField(blank=True, max_length=60)),
                        ("subject_id", models.BigIntegerField(null=True)),
                        ("words", models.CharField(max_length=500)),
                        ("at", models.DateTimeField()),
                        ("until", models.DateTimeField(null=True)),
                        ("reviewed_at", models.DateTimeField(null=True)),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("in_order", "In order"), ("not_in_order", "Not in order")],
                                max_length=12,
                            ),
                        ),
                        ("review_words", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["actor", "kind", "at"], name="watched_by_actor"),
                            models.Index(
                                condition=models.Q(("reviewed_at", None)),
                                fields=["organisation_id", "at"],
                                name="watched_to_review",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "emergency"), _negated=True),
                                    models.Q(("subject_id__isnull", False), ("until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="emergency_opens_one_record_for_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reviewed_at", None), ("verdict", "")),
                                    models.Q(("reviewed_at__isnull", False), models.Q(("verdict", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="reviewed_reading_has_a_verdict",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reviewed_by", None),
                                    models.Q(("reviewed_by", models.F("actor")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_reviews_themselves",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StoredEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        ("payload", models.JSONField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["name", "at"], name="events_by_name")],
                    },
                ),
                migrations.CreateModel(
                    name="SeenKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("scope", models.CharField(max_length=120)),
                        ("key", models.CharField(max_length=255)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("answer", models.JSONField(null=True)),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["created_at"], name="seen_keys_by_age")],
                        "constraints": [
                            models.UniqueConstraint(fields=("scope", "key"), name="one_use_per_scope_and_key")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProclaimedHoliday",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField()),
                        ("name", models.CharField(max_length=120)),
                        (
                            "nations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=3), size=None
                            ),
                        ),
                        ("source", models.CharField(max_length=300)),
                        ("replaces", models.DateField(blank=True, null=True)),
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
                        "ordering": ["date", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("date", "name"),
                                name="one_proclamation_per_day_and_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("nations__contained_by", ["ENG", "WLS", "SCT", "NIR"]), ("nations__len__gte", 1)
                                ),
                                name="proclaimed_for_known_nations",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CountedTry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("scope", models.CharField(max_length=40)),
                        ("digest", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "digest", "at"], name="tries_by_digest"),
                            models.Index(fields=["at"], name="tries_by_age"),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="auditentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="audit_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="85f52537786195fc88bae0ecd580c06feaaa979c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_audit_is_append_only_8a0a6",
                            table="core_auditentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="readentry",
                    trigger=pgtrigger.compiler.Trigger(
                        name="reads_are_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ff968149d150932192e8af17df1c25d163ecab37",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_reads_are_append_only_c1f7d",
                            table="core_readentry",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="watchedreading",
                    trigger=pgtrigger.compiler.Trigger(
                        name="watched_readings_stay",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="c76771111e9e5d383a65f9e22d8203cdeeb6cf2f",
                            operation="DELETE",
                            pgid="pgtrigger_watched_readings_stay_d9ba8",
                            table="core_watchedreading",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
