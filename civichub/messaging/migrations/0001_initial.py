import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("cases", "0001_initial"),
        ("catalogue", "0001_initial"),
        ("contacts", "0001_initial"),
        ("customers", "0001_initial"),
        ("delivery", "0001_initial"),
        ("organisations", "0001_initial"),
        ("routing", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="PostBatch",
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
                        ("name", models.CharField(max_length=200)),
                        (
                            "kind",
                            models.CharField(blank=True, choices=[("pdf", "PDF"), ("tiff", "TIFF")], max_length=4),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("path", models.CharField(max_length=200)),
                        ("from_folder", models.BooleanField(default=False)),
                        ("received_on", models.DateField()),
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "Being read"),
                                    ("checking", "Waiting to be checked"),
                                    ("registered", "Registered"),
                                    ("failed", "Refused"),
                                    ("discarded", "Taken out"),
                                ],
                                default="reading",
                                max_length=10,
                            ),
                        ),
                        ("pages_total", models.PositiveIntegerField(default=0)),
                        ("pages_read", models.PositiveIntegerField(default=0)),
                        ("trouble", models.CharField(blank=True, max_length=300)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("added_at", models.DateTimeField()),
                        (
                            "registered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("registered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-added_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["organisation", "-added_at", "-id"], name="post_batches_by_day")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "discarded"), _negated=True),
                                fields=("organisation", "sha256"),
                                name="one_batch_per_file_and_organisation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "registered"), _negated=True),
                                    models.Q(("registered_at__isnull", False), ("registered_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="registered_batch_says_by_whom",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LetterIn",
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
                        ("received_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("due_at", models.DateTimeField()),
                        ("responded_at", models.DateTimeField(blank=True, null=True)),
                        ("reference", models.CharField(max_length=9, unique=True)),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="messaging.postbatch",
                            ),
                        ),
                        (
                            "contact",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letter",
                                to="contacts.contact",
                            ),
                        ),
                        ("sender", models.CharField(blank=True, max_length=160)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for an answer"),
                                    ("acknowledged", "Acknowledged"),
                                    ("answered", "Answered"),
                                    ("closed", "No reply needed"),
                                    ("withdrawn", "Split undone"),
                                ],
                                default="waiting",
                                max_length=12,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("how", models.CharField(blank=True, max_length=10)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["due_at", "pk"],
                        "indexes": [
                            models.Index(fields=["organisation", "due_at", "id"], name="letters_in_by_due"),
                            models.Index(fields=["organisation", "received_on"], name="letters_in_by_receipt"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PostPage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pages",
                                to="messaging.postbatch",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pages",
                                to="messaging.letterin",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("path", models.CharField(max_length=200)),
                        ("small_path", models.CharField(max_length=200)),
                        ("rotation", models.PositiveSmallIntegerField(default=0)),
                        ("code", models.CharField(blank=True, max_length=80)),
                        ("is_separator", models.BooleanField(default=False)),
                        ("is_blank", models.BooleanField(default=False)),
                        ("left_out", models.BooleanField(default=False)),
                        ("starts", models.BooleanField(default=False)),
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
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.service",
                            ),
                        ),
                        ("received_on", models.DateField(blank=True, null=True)),
                        ("sender", models.CharField(blank=True, max_length=160)),
                    ],
                    options={
                        "ordering": ["batch", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "number"), name="one_page_per_number_of_a_batch"),
                            models.CheckConstraint(
                                condition=models.Q(("rotation__in", [0, 90, 180, 270])), name="pages_turn_by_quarters"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintRun",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("making", "Being made"),
                                    ("ready", "Ready to print"),
                                    ("posted", "Posted"),
                                    ("failed", "Could not be made"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="making",
                                max_length=10,
                            ),
                        ),
                        ("both_sides", models.BooleanField(default=False)),
                        ("letter_count", models.PositiveIntegerField(default=0)),
                        ("page_count", models.PositiveIntegerField(default=0)),
                        ("hides_address", models.BooleanField(default=False)),
                        ("path", models.CharField(blank=True, max_length=200)),
                        ("trouble", models.CharField(blank=True, max_length=300)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "posted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("posted_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-made_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "posted"), _negated=True),
                                    models.Q(("posted_at__isnull", False), ("posted_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="posted_run_says_by_whom",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LetterOut",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "message",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letter",
                                to="delivery.message",
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
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "contact_point",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="customers.contactpoint",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("answer", "Full answer"),
                                    ("acknowledgement", "Acknowledgement"),
                                    ("letter", "Letter"),
                                ],
                                default="letter",
                                max_length=16,
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="messaging.letterin",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("written_at", models.DateTimeField()),
                        (
                            "run",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="messaging.printrun",
                            ),
                        ),
                        ("place", models.PositiveIntegerField(default=0)),
                        ("first_page", models.PositiveIntegerField(default=0)),
                        ("pages", models.PositiveIntegerField(default=0)),
                        ("posted_at", models.DateTimeField(blank=True, null=True)),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
                        ("stopped_why", models.CharField(blank=True, max_length=20)),
                        (
                            "stopped_by_return",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stopped_others",
                                to="messaging.letterout",
                            ),
                        ),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                        ("returned_why", models.CharField(blank=True, max_length=20)),
                        (
                            "returned_by",
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
                        "ordering": ["-written_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["organisation", "-written_at", "-id"], name="letters_out_by_day"),
                            models.Index(
                                condition=models.Q(("stopped_at__isnull", False)),
                                fields=["organisation"],
                                name="letters_stopped",
                            ),
                            models.Index(
                                condition=models.Q(("posted_at", None)), fields=["id"], name="letters_not_posted"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("stopped_at", None), ("stopped_why", "")),
                                    models.Q(
                                        ("stopped_at__isnull", False), models.Q(("stopped_why", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="stopped_letter_says_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letterhead",
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
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("return_address", models.TextField(blank=True)),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12), blank=True, default=list, size=None
                            ),
                        ),
                        ("statement", models.CharField(blank=True, max_length=400)),
                        (
                            "window_left_mm",
                            models.PositiveSmallIntegerField(
                                default=25,
                                validators=[
                                    django.core.validators.MinValueValidator(15),
                                    django.core.validators.MaxValueValidator(40),
                                ],
                            ),
                        ),
                        (
                            "window_top_mm",
                            models.PositiveSmallIntegerField(
                                default=46,
                                validators=[
                                    django.core.validators.MinValueValidator(35),
                                    django.core.validators.MaxValueValidator(65),
                                ],
                            ),
                        ),
                        ("closing", models.CharField(default="Yours sincerely", max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("window_left_mm__range", (15, 40)), ("window_top_mm__range", (35, 65))
                                ),
                                name="window_is_where_windows_are",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mailbox",
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
                        ("name", models.CharField(max_length=80)),
                        ("address", models.EmailField(max_length=254)),
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
                        ("signature", models.TextField(blank=True)),
                        ("is_sensitive", models.BooleanField(default=False)),
                        ("acknowledges", models.BooleanField(default=True)),
                        ("acknowledgement", models.TextField(blank=True)),
                        (
                            "arrival",
                            models.CharField(
                                choices=[
                                    ("imap", "The hub fetches it (IMAP)"),
                                    ("handed_in", "The mail server hands it in (LMTP or SMTP)"),
                                ],
                                default="handed_in",
                                max_length=10,
                            ),
                        ),
                        ("host", models.CharField(blank=True, max_length=200)),
                        ("port", models.PositiveIntegerField(default=993)),
                        (
                            "secure",
                            models.CharField(
                                choices=[
                                    ("implicit", "TLS from the first byte (port 993)"),
                                    ("starttls", "STARTTLS (port 143)"),
                                    ("off", "None: only for a server on the same machine"),
                                ],
                                default="implicit",
                                max_length=10,
                            ),
                        ),
                        ("user", models.CharField(blank=True, max_length=200)),
                        ("secret_name", models.CharField(blank=True, max_length=80)),
                        ("folder", models.CharField(default="INBOX", max_length=80)),
                        ("is_active", models.BooleanField(default=True)),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        ("failed_at", models.DateTimeField(blank=True, null=True)),
                        ("failure", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["organisation__name", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("address"), name="one_mailbox_per_address"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("arrival", "imap"), _negated=True),
                                    models.Q(
                                        models.Q(("host", ""), _negated=True),
                                        models.Q(("user", ""), _negated=True),
                                        models.Q(("secret_name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="fetched_mailbox_knows_its_server",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RawMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mailbox",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="originals",
                                to="messaging.mailbox",
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("path", models.CharField(max_length=200)),
                        ("envelope_from", models.CharField(blank=True, max_length=320, null=True)),
                        ("envelope_to", models.CharField(blank=True, max_length=320)),
                        ("received_at", models.DateTimeField()),
                        ("filed_at", models.DateTimeField(blank=True, null=True)),
                        ("trouble", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("filed_at", None)), fields=["received_at"], name="originals_to_file"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("mailbox", "sha256"), name="one_original_per_mailbox")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AutomaticReply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("correspondent", models.CharField(max_length=254, unique=True)),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Conversation",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "mailbox",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversations",
                                to="messaging.mailbox",
                            ),
                        ),
                        ("correspondent", models.CharField(blank=True, max_length=254)),
                        ("correspondent_name", models.CharField(blank=True, max_length=160)),
                        ("subject", models.CharField(blank=True, max_length=300)),
                        ("language", models.CharField(default="en", max_length=12)),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversations",
                                to="contacts.contact",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversations",
                                to="cases.case",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for us"),
                                    ("answered", "Answered"),
                                    ("closed", "No reply needed"),
                                    ("spam", "Spam"),
                                    ("aside", "Automatic mail"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("unreadable", models.BooleanField(default=False)),
                        ("address_failed_at", models.DateTimeField(blank=True, null=True)),
                        ("opened_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        ("waiting_since", models.DateTimeField(blank=True, null=True)),
                        (
                            "wait",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="messaging.mailwait",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["organisation", "state", "-changed_at"], name="conversations_by_state"
                            ),
                            models.Index(fields=["contact"], name="conversations_by_contact"),
                            models.Index(
                                django.db.models.functions.text.Lower("correspondent"), name="conversations_by_address"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "waiting"), _negated=True),
                                    ("waiting_since__isnull", False),
                                    _connector="OR",
                                ),
                                name="waiting_conversation_since_when",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailWait",
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
                        ("received_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("due_at", models.DateTimeField()),
                        ("responded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="waits",
                                to="messaging.conversation",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contacts.contact"
                            ),
                        ),
                        ("needs_no_reply", models.BooleanField(default=False)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["organisation", "received_on"], name="mail_waits_by_receipt"),
                            models.Index(
                                condition=models.Q(("needs_no_reply", False), ("responded_at", None)),
                                fields=["organisation", "due_on"],
                                name="mail_waits_owed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="messaging.conversation",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("theirs", "From the correspondent"),
                                    ("ours", "From us"),
                                    ("automatic", "Sent by the hub"),
                                    ("machine", "Automatic reply or notice from outside"),
                                    ("stranger", "From an address that is not the correspondent's"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                blank=True, choices=[("accepted", "Accepted"), ("rejected", "Rejected")], max_length=8
                            ),
                        ),
                        (
                            "original",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="message",
                                to="messaging.rawmail",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.contact",
                            ),
                        ),
                        (
                            "delivery",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="delivery.message",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("from_address", models.CharField(blank=True, max_length=320)),
                        ("from_name", models.CharField(blank=True, max_length=160)),
                        (
                            "copies",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=254), blank=True, default=list, size=None
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=300)),
                        ("text", models.TextField(blank=True)),
                        ("html", models.TextField(blank=True)),
                        (
                            "blocked",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=300), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "notices",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=300), blank=True, default=list, size=None
                            ),
                        ),
                        ("message_id", models.CharField(blank=True, max_length=300)),
                        (
                            "references",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=300), blank=True, default=list, size=None
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["at", "pk"],
                        "indexes": [
                            models.Index(fields=["conversation", "at"], name="messages_of_conversation"),
                            models.Index(
                                condition=models.Q(("delivery__isnull", False)),
                                fields=["delivery"],
                                name="mail_by_delivery",
                            ),
                            models.Index(
                                condition=models.Q(("kind", "stranger"), ("verdict", "")),
                                fields=["at"],
                                name="mail_in_quarantine",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "ours"), _negated=True),
                                    models.Q(("author__isnull", False), ("original", None)),
                                    _connector="OR",
                                ),
                                name="our_words_have_an_author",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReplyDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to="messaging.conversation",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("conversation", "author"), name="one_draft_per_person_and_conversation"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailFile",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="messaging.mailmessage",
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="messaging.replydraft",
                            ),
                        ),
                        ("token", models.CharField(max_length=43, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("content_type", models.CharField(max_length=100)),
                        ("content_id", models.CharField(blank=True, max_length=200)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("path", models.CharField(blank=True, max_length=200)),
                        (
                            "scan",
                            models.CharField(
                                choices=[
                                    ("held", "Waiting to be checked for viruses"),
                                    ("clean", "Checked"),
                                    ("infected", "Blocked: it may hold a virus"),
                                    ("not_scanned", "Not checked: no scanner is set up"),
                                    ("refused", "Not taken"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(condition=models.Q(("scan", "held")), fields=["id"], name="mail_files_to_scan")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("draft", None), ("message__isnull", False)),
                                    models.Q(("draft__isnull", False), ("message", None)),
                                    _connector="OR",
                                ),
                                name="mail_file_of_a_message_or_a_draft",
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="rawmail",
                    trigger=pgtrigger.compiler.Trigger(
                        name="originals_are_kept",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="6cc23c40c103d7860f33ffb4a0455b8797a5fe38",
                            operation="DELETE",
                            pgid="pgtrigger_originals_are_kept_9864b",
                            table="messaging_rawmail",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
