import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
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
        ("catalogue", "0001_initial"),
        ("customers", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Article",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("is_shared", models.BooleanField(default=False)),
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
                            "keeper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("review_on", models.DateField()),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["key", "pk"],
                        "indexes": [models.Index(fields=["review_on"], name="article_by_review")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_shared", True)),
                                fields=("key",),
                                name="one_shared_article_per_key",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_shared", False)),
                                fields=("key", "organisation"),
                                name="one_own_article_per_key",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleVersion",
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
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="knowledge.article",
                            ),
                        ),
                        ("summary", models.CharField(blank=True, max_length=300)),
                        ("points", models.TextField(blank=True)),
                        ("links", models.TextField(blank=True)),
                        ("other_words", models.CharField(blank=True, max_length=300)),
                        ("search_text", models.CharField(blank=True, max_length=800)),
                        (
                            "search",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.CombinedSearchVector(
                                            django.contrib.postgres.search.SearchVector(
                                                "title", "other_words", config="english", weight="A"
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                "title", "other_words", config="simple", weight="A"
                                            ),
                                            django.contrib.postgres.search.SearchConfig("english"),
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            "summary", "points", config="english", weight="B"
                                        ),
                                        django.contrib.postgres.search.SearchConfig("english"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector("source", config="english", weight="D"),
                                    django.contrib.postgres.search.SearchConfig("english"),
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["key", "organisation_id", "-number"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="article_by_words"),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_text"], name="article_by_similar_words", opclasses=["gin_trgm_ops"]
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("key", "organisation", "number"),
                                name="one_article_version_per_number",
                                nulls_distinct=False,
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "draft")),
                                fields=("article",),
                                name="one_draft_per_article",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "draft"), ("effective_from__isnull", False), _connector="OR"
                                ),
                                name="published_article_has_a_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effective_until", None),
                                    ("effective_until__gte", models.F("effective_from")),
                                    _connector="OR",
                                ),
                                name="article_ends_after_start",
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
                                name="one_article_version_in_force",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleFeedback",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback",
                                to="knowledge.articleversion",
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("helped", models.BooleanField()),
                        ("missing", models.TextField(blank=True)),
                        ("searched", models.CharField(blank=True, max_length=80)),
                        ("given_at", models.DateTimeField()),
                        ("answer", models.CharField(blank=True, max_length=500)),
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
                        "ordering": ["-given_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("version", "person"), name="one_answer_per_version_and_person"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Gap",
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
                        ("words", models.CharField(max_length=80)),
                        ("found_nothing", models.PositiveIntegerField(default=0)),
                        ("did_not_help", models.PositiveIntegerField(default=0)),
                        ("first_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("written", "Now answered"),
                                    ("declined", "Not for us to answer"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="knowledge.article",
                            ),
                        ),
                        ("done", models.CharField(blank=True, max_length=300)),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "words"), name="one_gap_per_words"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "open"), models.Q(("done", ""), _negated=True), _connector="OR"
                                ),
                                name="settled_gap_says_what_was_done",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PromptRule",
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
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.service"
                            ),
                        ),
                        ("offer", models.CharField(max_length=120)),
                        ("because", models.CharField(max_length=200)),
                        ("words", models.TextField(blank=True)),
                        ("condition", models.TextField()),
                        ("quiet_months", models.PositiveSmallIntegerField(default=12)),
                        ("from_day", models.DateField()),
                        ("until_day", models.DateField(blank=True, null=True)),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("written_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["offer", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_day", None), ("until_day__gte", models.F("from_day")), _connector="OR"
                                ),
                                name="prompt_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quiet_months__range", (1, 60))),
                                name="prompt_is_quiet_1_to_60_months",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PromptAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="knowledge.promptrule",
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
                        ("contact_reference", models.CharField(max_length=9)),
                        (
                            "said",
                            models.CharField(
                                choices=[
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("unfit", "Not appropriate"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["customer", "-answered_at"], name="prompt_answers_of_customer")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rule", "contact_reference"), name="one_answer_per_prompt_and_contact"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CannedText",
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
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[("email", "Email"), ("letter", "Letters"), ("chat", "Webchat")],
                                    max_length=6,
                                ),
                                size=None,
                            ),
                        ),
                        ("language", models.CharField(default="en", max_length=12)),
                        ("title", models.CharField(max_length=120)),
                        ("body", models.TextField()),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["title", "language"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("title"),
                                models.F("organisation"),
                                models.F("language"),
                                name="one_text_per_title_and_language",
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="articleversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="article_keeps_published_text",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published', 'withdrawn'))",
                            func="RAISE EXCEPTION 'a published version keeps its text: make a new version';",
                            hash="fe04953abce3d2a1ae7ac3931efb9de63e20c43f",
                            operation='UPDATE OF "source", "checksum", "key", "number", "organisation_id" OR DELETE',
                            pgid="pgtrigger_article_keeps_published_text_3af32",
                            table="knowledge_articleversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="articleversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="article_keeps_published_points",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published', 'withdrawn'))",
                            func="RAISE EXCEPTION 'a published version keeps its text: make a new version';",
                            hash="a23f2873b5f2d4ac6261f205b43b0398e1e2e51a",
                            operation='UPDATE OF "title", "summary", "points", "links", "other_words", "article_id"',
                            pgid="pgtrigger_article_keeps_published_points_cdcdd",
                            table="knowledge_articleversion",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
