import django.contrib.postgres.fields
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
        ("contacts", "0001_initial"),
        ("organisations", "0001_initial"),
        ("routing", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="ChatSetup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="chat_setup",
                                to="organisations.organisation",
                            ),
                        ),
                        ("is_on", models.BooleanField(default=False)),
                        (
                            "services",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="routing.queue",
                            ),
                        ),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                            ),
                        ),
                        ("greetings", models.JSONField(blank=True, default=dict)),
                        ("most_waiting", models.PositiveSmallIntegerField(default=10)),
                        ("remind_minutes", models.PositiveSmallIntegerField(default=2)),
                        ("ask_minutes", models.PositiveSmallIntegerField(default=5)),
                        ("close_minutes", models.PositiveSmallIntegerField(default=3)),
                        ("gone_minutes", models.PositiveSmallIntegerField(default=10)),
                        ("kept_hours", models.PositiveSmallIntegerField(default=12)),
                        ("retention_days", models.PositiveSmallIntegerField(default=730)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ask_minutes__gte", 1),
                                    ("close_minutes__gte", 1),
                                    ("gone_minutes__gte", 2),
                                    ("remind_minutes__gte", 1),
                                ),
                                name="chat_minutes_are_minutes",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Chat",
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
                            "contact",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="chat", to="contacts.contact"
                            ),
                        ),
                        (
                            "item",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="chat",
                                to="routing.workitem",
                            ),
                        ),
                        ("key", models.CharField(max_length=43, unique=True)),
                        ("name", models.CharField(blank=True, max_length=80)),
                        ("language", models.CharField(default="en", max_length=40)),
                        ("language_note", models.CharField(blank=True, max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("ended", "Ended"),
                                    ("message", "Message to answer"),
                                    ("answered", "Message answered"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_by", models.CharField(blank=True, max_length=10)),
                        ("seen_at", models.DateTimeField()),
                        ("resident_at", models.DateTimeField()),
                        ("advisor_at", models.DateTimeField(blank=True, null=True)),
                        ("resident_typing_at", models.DateTimeField(blank=True, null=True)),
                        ("advisor_typing_at", models.DateTimeField(blank=True, null=True)),
                        ("resident_read_to", models.BigIntegerField(default=0)),
                        ("advisor_read_to", models.BigIntegerField(default=0)),
                        ("asked_at", models.DateTimeField(blank=True, null=True)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("reply_email", models.EmailField(blank=True, max_length=254)),
                        ("reply_phone", models.CharField(blank=True, max_length=40)),
                        ("rating", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("rating_words", models.TextField(blank=True)),
                        ("rated_at", models.DateTimeField(blank=True, null=True)),
                        ("browser", models.CharField(blank=True, max_length=64)),
                        ("address", models.CharField(blank=True, max_length=64)),
                        ("keep_until", models.DateField()),
                        ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["organisation", "-started_at"], name="chats_of_organisation"),
                            models.Index(
                                condition=models.Q(("state", "open")), fields=["seen_at"], name="chats_going_on"
                            ),
                            models.Index(
                                condition=models.Q(("forgotten_at", None)),
                                fields=["keep_until"],
                                name="chats_by_retention",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("rating", None), ("rating__range", (1, 5)), _connector="OR"),
                                name="rating_is_1_to_5",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                                ),
                                name="chat_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChatFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "chat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="webchat.chat"
                            ),
                        ),
                        ("token", models.CharField(max_length=43, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("content_type", models.CharField(max_length=100)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("path", models.CharField(max_length=200)),
                        (
                            "scan",
                            models.CharField(
                                choices=[
                                    ("held", "Waiting to be checked for viruses"),
                                    ("clean", "Checked"),
                                    ("infected", "Blocked: it may hold a virus"),
                                    ("not_scanned", "Not checked: no scanner is set up"),
                                ],
                                default="held",
                                max_length=12,
                            ),
                        ),
                        ("added_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ChatMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "chat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="webchat.chat"
                            ),
                        ),
                        (
                            "author",
                            models.CharField(
                                choices=[("resident", "Resident"), ("advisor", "Advisor"), ("hub", "The hub")],
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
                        ("text", models.TextField(blank=True)),
                        (
                            "file",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="webchat.chatfile",
                            ),
                        ),
                        ("client_id", models.CharField(blank=True, max_length=40)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["chat", "id"], name="messages_of_chat")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("client_id", ""), _negated=True),
                                fields=("chat", "author", "client_id"),
                                name="chat_message_sent_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChatBlock",
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
                            "chat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="blocks", to="webchat.chat"
                            ),
                        ),
                        ("browser", models.CharField(blank=True, max_length=64)),
                        ("address", models.CharField(blank=True, max_length=64)),
                        ("reason", models.CharField(max_length=200)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("lifted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "lifted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("lifted_at", None)), fields=["until"], name="blocks_in_force"
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="chatmessage",
                    trigger=pgtrigger.compiler.Trigger(
                        name="chat_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="2a1680c67f63fef9cff5c64b61eb36d27505e80e",
                            operation="UPDATE",
                            pgid="pgtrigger_chat_is_append_only_267af",
                            table="webchat_chatmessage",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="chatmessage",
                    trigger=pgtrigger.compiler.Trigger(
                        name="chat_keeps_its_words",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE forgotten timestamptz;",
                            func="SELECT forgotten_at INTO forgotten FROM webchat_chat WHERE id = OLD.chat_id; IF forgotten IS NULL THEN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END IF; RETURN OLD;",
                            hash="2989edafa438f39c99c36a594e37245830107c19",
                            operation="DELETE",
                            pgid="pgtrigger_chat_keeps_its_words_3a3d3",
                            table="webchat_chatmessage",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
