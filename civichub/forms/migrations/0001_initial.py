import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import civichub.core.references
import civichub.core.schema
import civichub.core.versions
import civichub.forms.models.drafts


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
                    name="FormVersion",
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
                                name="one_form_version_per_number",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "draft"), ("effective_from__isnull", False), _connector="OR"
                                ),
                                name="published_form_has_a_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effective_until", None),
                                    ("effective_until__gte", models.F("effective_from")),
                                    _connector="OR",
                                ),
                                name="form_ends_after_start",
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
                                name="one_form_version_in_force",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "token",
                            models.CharField(
                                default=civichub.forms.models.drafts.new_token,
                                editable=False,
                                max_length=40,
                                unique=True,
                            ),
                        ),
                        (
                            "form_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.formversion"
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
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("finished", "Sent"), ("abandoned", "Abandoned")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("answers", models.JSONField(default=dict)),
                        ("context", models.JSONField(default=dict)),
                        (
                            "owner",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("created_at", models.DateTimeField()),
                        ("saved_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("result_reference", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "ordering": ["-saved_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")),
                                fields=["expires_at"],
                                name="open_drafts_by_expiry",
                            ),
                            models.Index(fields=["owner", "-saved_at"], name="drafts_by_owner"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "finished"), _negated=True),
                                    ("finished_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="finished_draft_has_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DraftFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="files", to="forms.formdraft"
                            ),
                        ),
                        (
                            "ref",
                            models.CharField(
                                default=civichub.forms.models.drafts.new_token,
                                editable=False,
                                max_length=40,
                                unique=True,
                            ),
                        ),
                        ("question", models.CharField(max_length=60)),
                        ("name", models.CharField(max_length=200)),
                        ("content", models.FileField(max_length=200, upload_to=civichub.forms.models.drafts.file_path)),
                        ("content_type", models.CharField(max_length=100)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("draft", "question", "sha256"), name="same_file_once_per_question"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EqualityReturn",
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
                        ("form_key", models.CharField(max_length=60)),
                        ("month", models.DateField()),
                        (
                            "questions_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.formversion"
                            ),
                        ),
                        ("answers", models.JSONField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["organisation", "month"], name="equality_by_month")],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                default=civichub.core.references.new_reference,
                                editable=False,
                                max_length=20,
                                unique=True,
                            ),
                        ),
                        (
                            "return_token",
                            models.CharField(
                                default=civichub.forms.models.drafts.new_token,
                                editable=False,
                                max_length=40,
                                unique=True,
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
                            "draft",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="payments",
                                to="forms.formdraft",
                            ),
                        ),
                        ("case_reference", models.CharField(blank=True, max_length=20)),
                        ("description", models.CharField(max_length=255)),
                        ("amount_pence", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("created", "Not started"),
                                    ("waiting", "Waiting for the payer"),
                                    ("paid", "Paid"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                    ("error", "Went wrong at the provider"),
                                    ("refunded", "Refunded"),
                                ],
                                default="created",
                                max_length=10,
                            ),
                        ),
                        ("by_phone", models.BooleanField(default=False)),
                        ("provider_id", models.CharField(max_length=60, null=True, unique=True)),
                        ("pay_url", models.URLField(blank=True, max_length=500)),
                        ("provider_status", models.CharField(blank=True, max_length=30)),
                        ("provider_code", models.CharField(blank=True, max_length=20)),
                        ("created_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        ("paid_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-created_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("case_reference", ""), _negated=True),
                                fields=["case_reference"],
                                name="payments_by_case",
                            ),
                            models.Index(
                                condition=models.Q(("state", "waiting")), fields=["changed_at"], name="payments_waiting"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_pence__gt", 0), ("amount_pence__lte", 10000000)),
                                name="payment_amount_in_range",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["paid", "refunded"]), _negated=True),
                                    ("paid_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="paid_payment_has_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("message_id", models.CharField(max_length=100, unique=True)),
                        (
                            "payment",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="forms.payment",
                            ),
                        ),
                        ("event_type", models.CharField(max_length=60)),
                        ("received_at", models.DateTimeField()),
                    ],
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="formversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="form_keeps_published_text",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published', 'withdrawn'))",
                            func="RAISE EXCEPTION 'a published version keeps its text: make a new version';",
                            hash="9a7bd740ae35861a458b22f5bab37513c21148c9",
                            operation='UPDATE OF "source", "checksum", "key", "number", "organisation_id" OR DELETE',
                            pgid="pgtrigger_form_keeps_published_text_e183a",
                            table="forms_formversion",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
