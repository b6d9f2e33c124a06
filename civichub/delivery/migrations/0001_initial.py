import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.CharField(max_length=9, unique=True)),
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
                            "channel",
                            models.CharField(
                                choices=[("email", "Email"), ("sms", "Text message"), ("letter", "Letter")],
                                max_length=6,
                            ),
                        ),
                        ("to_address", models.TextField()),
                        ("to_name", models.CharField(blank=True, max_length=160)),
                        ("recipient", models.CharField(blank=True, max_length=80)),
                        ("recipient_verified", models.BooleanField(default=False)),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("body", models.TextField()),
                        ("body_html", models.TextField(blank=True)),
                        ("language", models.CharField(default="en", max_length=12)),
                        (
                            "letter_format",
                            models.CharField(
                                choices=[
                                    ("standard", "Standard print"),
                                    ("large_print", "Large print"),
                                    ("braille", "Braille"),
                                    ("easy_read", "Easy Read"),
                                    ("audio", "Audio"),
                                ],
                                default="standard",
                                max_length=12,
                            ),
                        ),
                        ("about_type", models.CharField(blank=True, max_length=60)),
                        ("about_id", models.BigIntegerField(null=True)),
                        ("about_reference", models.CharField(blank=True, max_length=40)),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("service", "About something the person asked for"),
                                    ("sign_in", "Signing in"),
                                    ("staff", "Notice to staff"),
                                    ("survey", "Asking for feedback"),
                                    ("news", "News and offers"),
                                ],
                                default="service",
                                max_length=10,
                            ),
                        ),
                        ("template_key", models.CharField(blank=True, max_length=120)),
                        ("template_version", models.PositiveIntegerField(default=0)),
                        ("why_channel", models.CharField(blank=True, max_length=300)),
                        ("dedupe_key", models.CharField(blank=True, max_length=255, null=True)),
                        ("unsubscribe_url", models.URLField(blank=True, max_length=400)),
                        ("is_urgent", models.BooleanField(default=False)),
                        ("is_sensitive", models.BooleanField(default=False)),
                        ("is_secret", models.BooleanField(default=False)),
                        ("hides_address", models.BooleanField(default=False)),
                        ("correspondence", models.JSONField(blank=True, null=True)),
                        ("enclosures", models.JSONField(blank=True, default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting to be sent"),
                                    ("held", "Held until its time"),
                                    ("to_produce", "To be produced by hand"),
                                    ("sending", "Being sent"),
                                    ("sent", "Sent"),
                                    ("delivered", "Delivered"),
                                    ("failed", "Not delivered"),
                                    ("bounced", "Returned"),
                                    ("unknown", "Perhaps sent"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        ("hold_until", models.DateTimeField(blank=True, null=True)),
                        ("provider", models.CharField(blank=True, max_length=12)),
                        ("provider_id", models.CharField(blank=True, max_length=120)),
                        ("error", models.CharField(blank=True, max_length=40)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("claim_token", models.UUIDField(blank=True, null=True)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("handed_over_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("delivered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["organisation", "-created_at"], name="messages_by_organisation"),
                            models.Index(fields=["about_type", "about_id", "-created_at"], name="messages_by_subject"),
                            models.Index(
                                condition=models.Q(("recipient", ""), _negated=True),
                                fields=["recipient", "-created_at"],
                                name="messages_by_recipient",
                            ),
                            models.Index(
                                django.db.models.functions.text.Lower("to_address"),
                                models.F("created_at"),
                                condition=models.Q(("channel", "letter"), _negated=True),
                                name="messages_by_address",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["queued", "held", "sending", "to_produce"])),
                                fields=["state", "claimed_at"],
                                name="messages_on_their_way",
                            ),
                            models.Index(
                                condition=models.Q(("provider_id", ""), _negated=True),
                                fields=["provider_id"],
                                name="messages_by_provider_id",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("dedupe_key__isnull", False)),
                                fields=("dedupe_key",),
                                name="one_message_per_dedupe_key",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "queued",
                                            "held",
                                            "to_produce",
                                            "sending",
                                            "sent",
                                            "delivered",
                                            "failed",
                                            "bounced",
                                            "unknown",
                                            "cancelled",
                                        ],
                                    )
                                ),
                                name="message_state_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "sending"), _negated=True),
                                    models.Q(("claim_token__isnull", False), ("claimed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="message_being_sent_has_a_claim",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "delivered"), _negated=True),
                                    ("delivered_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="message_delivered_has_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="delivery.message",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(choices=[("hub", "The hub"), ("provider", "The provider")], max_length=8),
                        ),
                        ("status", models.CharField(max_length=40)),
                        ("code", models.CharField(blank=True, max_length=40)),
                        ("occurred_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["received_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("source", "provider")),
                                fields=("message", "status", "occurred_at"),
                                name="one_receipt_per_report_of_the_provider",
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="receipt",
                    trigger=pgtrigger.compiler.Trigger(
                        name="receipts_are_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4d15fa333d63aa672d4f78d06d4b1f6e35f0c8b3",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_receipts_are_append_only_0e692",
                            table="delivery_receipt",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
