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
                    name="Line",
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
                        ("number", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=80)),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="routing.queue"
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.service",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("cy", "Cymraeg")], default="en", max_length=2
                            ),
                        ),
                        ("greeting", models.CharField(blank=True, max_length=500)),
                        ("urgent", models.CharField(blank=True, max_length=500)),
                        ("urgent_until", models.DateTimeField(blank=True, null=True)),
                        (
                            "recorded",
                            models.CharField(
                                choices=[("nothing", "Record nothing"), ("calls", "Record calls, and say so first")],
                                default="calls",
                                max_length=8,
                            ),
                        ),
                        ("keep_days", models.PositiveSmallIntegerField(default=90)),
                        ("announce_seconds", models.PositiveSmallIntegerField(default=45)),
                        ("offers_call_back", models.BooleanField(default=True)),
                        ("takes_messages", models.BooleanField(default=True)),
                        ("survey_share", models.PositiveSmallIntegerField(default=0)),
                        ("resume_minutes", models.PositiveSmallIntegerField(default=5)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["organisation__name", "name", "number"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("survey_share__lte", 100)), name="survey_share_is_of_a_hundred"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("announce_seconds__gte", 1)), name="announcements_leave_some_music"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handset",
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
                                related_name="handset",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("extension", models.CharField(max_length=10, unique=True)),
                        ("answers_itself", models.BooleanField(default=False)),
                        ("in_browser", models.BooleanField(default=False)),
                        ("window", models.CharField(blank=True, max_length=40)),
                        ("password_number", models.PositiveIntegerField(default=1)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["extension"],
                    },
                ),
                migrations.CreateModel(
                    name="Call",
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
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="telephony.line"
                            ),
                        ),
                        (
                            "contact",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="call", to="contacts.contact"
                            ),
                        ),
                        (
                            "item",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="call",
                                to="routing.workitem",
                            ),
                        ),
                        ("exchange_id", models.CharField(max_length=80, unique=True)),
                        ("caller", models.CharField(blank=True, max_length=20)),
                        ("is_outgoing", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Going on"),
                                    ("answered", "Answered"),
                                    ("abandoned", "They hung up before anybody answered"),
                                    ("turned_away", "Told when to call again"),
                                    ("message", "Left a message"),
                                    ("unreached", "Rung back in vain"),
                                    ("lost", "Cut off by a fault"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("memory", models.JSONField(default=dict)),
                        ("arrived_at", models.DateTimeField()),
                        ("queued_at", models.DateTimeField(blank=True, null=True)),
                        ("connected_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("survey_score", models.PositiveSmallIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(condition=models.Q(("state", "open")), fields=["id"], name="calls_going_on"),
                            models.Index(fields=["line", "-arrived_at"], name="calls_of_line"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("survey_score", None), ("survey_score__range", (1, 5)), _connector="OR"
                                ),
                                name="survey_score_is_1_to_5",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at", None), ("ended_at__gte", models.F("arrived_at")), _connector="OR"
                                ),
                                name="call_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("state", "open")),
                                    models.Q(models.Q(("state", "open"), _negated=True), ("ended_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="call_that_is_over_has_an_end",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Leg",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="telephony.call"
                            ),
                        ),
                        ("channel", models.CharField(max_length=80, unique=True)),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("caller", "Caller"),
                                    ("advisor", "Advisor"),
                                    ("guest", "Somebody who was asked in"),
                                    ("listener", "Somebody who listened in"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("rung_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("cause", models.PositiveSmallIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CallFact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="telephony.call"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("kind", models.CharField(max_length=30)),
                        ("detail", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["kind", "at"], name="call_facts_by_kind")],
                    },
                ),
                migrations.CreateModel(
                    name="CallOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="orders", to="telephony.call"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("hold", "Hold"),
                                    ("resume", "Go on"),
                                    ("hang_up", "Hang up"),
                                    ("pause_recording", "Pause the recording"),
                                    ("resume_recording", "Record again"),
                                    ("ask_in", "Ring somebody to ask them"),
                                    ("together", "All speak together"),
                                    ("send_away", "Back to the caller"),
                                    ("put_through", "Put them through"),
                                    ("listen", "Listen"),
                                    ("whisper", "Speak to the advisor alone"),
                                    ("join_in", "Speak to both"),
                                    ("stop_listening", "Stop listening"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("detail", models.JSONField(default=dict)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(condition=models.Q(("done_at", None)), fields=["id"], name="call_orders_to_do")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recording",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recordings",
                                to="telephony.call",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("call", "Conversation"),
                                    ("caller", "The caller alone"),
                                    ("advisor", "The advisor alone"),
                                    ("message", "Message"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("path", models.CharField(max_length=200)),
                        ("key", models.BinaryField()),
                        ("size", models.PositiveIntegerField()),
                        ("seconds", models.PositiveIntegerField()),
                        ("made_at", models.DateTimeField()),
                        ("keep_until", models.DateField()),
                        ("held_why", models.CharField(blank=True, max_length=300)),
                        (
                            "held_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("deleted_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["made_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("deleted_at", None), ("held_why", "")),
                                fields=["keep_until"],
                                name="recordings_by_end",
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="callfact",
                    trigger=pgtrigger.compiler.Trigger(
                        name="call_facts_are_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ed00875ddc6c121635e6ad5a177eece87fc97f34",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_call_facts_are_append_only_f45bb",
                            table="telephony_callfact",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
