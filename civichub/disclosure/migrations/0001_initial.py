import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("cases", "0001_initial"),
        ("customers", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Answer",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="disclosure", to="cases.case"
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
                            "law",
                            models.CharField(
                                choices=[
                                    ("sar", "Subject access request"),
                                    ("foi", "Freedom of information request"),
                                    ("eir", "Environmental information request"),
                                ],
                                max_length=3,
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("collecting", "Being prepared"),
                                    ("review", "With a second person"),
                                    ("approved", "Approved"),
                                    ("answered", "Answered"),
                                ],
                                default="collecting",
                                max_length=10,
                            ),
                        ),
                        ("letter", models.TextField(blank=True)),
                        (
                            "begun_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("prepared_at", models.DateTimeField(blank=True, null=True)),
                        ("pack_made_at", models.DateTimeField(blank=True, null=True)),
                        ("pack_trouble", models.CharField(blank=True, max_length=300)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "delivery",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("page", "With their case, where they sign in or follow their link"),
                                    ("post", "Printed and posted"),
                                ],
                                max_length=4,
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("keep_until", models.DateField(blank=True, null=True)),
                        ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-begun_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["organisation", "state", "-begun_at"], name="answers_by_state"),
                            models.Index(
                                condition=models.Q(("forgotten_at", None)),
                                fields=["keep_until"],
                                name="answers_to_forget",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="answer_approved_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["approved", "answered"]), _negated=True),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="approved_answer_says_by_whom",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "answered"), _negated=True),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        ("keep_until__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="sent_answer_says_when_and_by_whom",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Search",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="searches",
                                to="disclosure.answer",
                            ),
                        ),
                        ("purpose", models.CharField(max_length=300)),
                        ("words", models.CharField(blank=True, max_length=200)),
                        ("since", models.DateField(blank=True, null=True)),
                        ("until", models.DateField(blank=True, null=True)),
                        (
                            "organisations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=120), default=list, size=None
                            ),
                        ),
                        ("found", models.PositiveIntegerField()),
                        ("added", models.PositiveIntegerField()),
                        (
                            "cut_short",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PublicInterest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="interests",
                                to="disclosure.answer",
                            ),
                        ),
                        ("code", models.CharField(max_length=20)),
                        ("for_disclosing", models.TextField()),
                        ("for_withholding", models.TextField()),
                        ("conclusion", models.TextField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(fields=("answer", "code"), name="one_weighing_per_ground")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reviews",
                                to="disclosure.answer",
                            ),
                        ),
                        ("approved", models.BooleanField()),
                        ("words", models.TextField(blank=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PackFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="disclosure.answer",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("path", models.CharField(max_length=200)),
                        ("key", models.BinaryField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("answer", "number"), name="one_pack_file_per_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ask",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="asks", to="disclosure.answer"
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.team"
                            ),
                        ),
                        ("question", models.TextField()),
                        ("due_on", models.DateField()),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "reminded",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("given", "Gave what they hold"),
                                    ("nothing", "Hold nothing"),
                                    ("refused", "Did not give it, with a reason"),
                                    ("withdrawn", "No longer asked"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["due_on", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("result", "")), fields=["due_on"], name="asks_not_answered"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at", None), ("result", "")),
                                    models.Q(models.Q(("result", ""), _negated=True), ("answered_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="answered_ask_says_when",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="disclosure.answer",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("key", models.CharField(max_length=160)),
                        ("source", models.CharField(max_length=20)),
                        (
                            "ask",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="items",
                                to="disclosure.ask",
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
                        ("title", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("text", "Text"),
                                    ("pdf", "Pages"),
                                    ("sound", "Sound recording"),
                                    ("other", "File that cannot be shown here"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("content_type", models.CharField(blank=True, max_length=100)),
                        ("path", models.CharField(blank=True, max_length=200)),
                        ("lock_key", models.BinaryField(default=bytes)),
                        ("size", models.PositiveIntegerField(default=0)),
                        ("pages", models.PositiveSmallIntegerField(default=0)),
                        ("sha256", models.CharField(max_length=64)),
                        ("thread", models.CharField(blank=True, max_length=60)),
                        (
                            "folded_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="folded",
                                to="disclosure.item",
                            ),
                        ),
                        (
                            "folded_why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("same", "The same content"),
                                    ("repeated", "Repeated whole in a later message"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("kept_apart", models.BooleanField(default=False)),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("undecided", "To be looked at"),
                                    ("disclose", "Disclose"),
                                    ("withhold", "Withhold"),
                                    ("outside", "Not part of what was asked for"),
                                ],
                                default="undecided",
                                max_length=10,
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=20)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("added_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["at", "number"],
                        "indexes": [models.Index(fields=["answer", "at", "number"], name="items_in_order")],
                        "constraints": [
                            models.UniqueConstraint(fields=("answer", "number"), name="one_item_per_number"),
                            models.UniqueConstraint(fields=("answer", "key"), name="one_copy_of_a_thing_per_answer"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decision", "withhold"), _negated=True),
                                    models.Q(("code", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="withheld_item_has_a_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("folded_into", None),
                                    models.Q(("folded_into", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="item_not_in_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="disclosure.item"
                            ),
                        ),
                        ("page", models.PositiveSmallIntegerField(default=0)),
                        ("left", models.FloatField(default=0)),
                        ("top", models.FloatField(default=0)),
                        ("right", models.FloatField(default=0)),
                        ("bottom", models.FloatField(default=0)),
                        ("start", models.PositiveIntegerField(default=0)),
                        ("end", models.PositiveIntegerField(default=0)),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("code", models.CharField(max_length=20)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["page", "top", "start", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("end__gt", models.F("start")), ("page", 0)),
                                    models.Q(
                                        ("bottom__lte", 1),
                                        ("left__gte", 0),
                                        ("page__gt", 0),
                                        ("right__lte", 1),
                                        ("top__gte", 0),
                                        ("bottom__gt", models.F("top")),
                                        ("right__gt", models.F("left")),
                                    ),
                                    _connector="OR",
                                ),
                                name="mark_covers_something",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LogEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "answer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entry",
                                to="disclosure.answer",
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
                        ("number", models.PositiveIntegerField()),
                        ("title", models.CharField(max_length=160)),
                        ("asked", models.TextField()),
                        ("answered", models.TextField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("all", "Disclosed"),
                                    ("part", "Disclosed in part"),
                                    ("none", "Withheld"),
                                    ("not_held", "Not held"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("grounds", models.CharField(blank=True, max_length=300)),
                        ("answered_on", models.DateField()),
                        (
                            "published_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("published_at", models.DateTimeField()),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_why", models.CharField(blank=True, max_length=300)),
                        (
                            "words",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.contrib.postgres.search.SearchVector(
                                    "title", "asked", "answered", config="english"
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-answered_on", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=["-answered_on", "-id"],
                                name="log_by_day",
                            ),
                            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="log_by_words"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "number"), name="one_log_entry_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="withdrawn_entry_says_by_whom",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
