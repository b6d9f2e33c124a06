import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
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
        ("contacts", "0001_initial"),
        ("knowledge", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="SelectionRule",
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
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.team",
                            ),
                        ),
                        ("title", models.CharField(max_length=100)),
                        ("form_key", models.CharField(max_length=60)),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "period",
                            models.CharField(
                                choices=[("week", "Week"), ("month", "Month")], default="month", max_length=5
                            ),
                        ),
                        ("count", models.PositiveSmallIntegerField()),
                        ("low_survey", models.PositiveSmallIntegerField(default=0)),
                        ("longest", models.PositiveSmallIntegerField(default=0)),
                        ("shortest", models.PositiveSmallIntegerField(default=0)),
                        ("repeat", models.PositiveSmallIntegerField(default=0)),
                        ("new_for_months", models.PositiveSmallIntegerField(default=0)),
                        ("new_times", models.PositiveSmallIntegerField(default=1)),
                        ("due_days", models.PositiveSmallIntegerField(default=10)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["title", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "title"), name="one_rule_of_choice_per_title"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("count__range", (1, 50)), ("new_times__range", (1, 5))),
                                name="rule_chooses_a_possible_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "count__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("low_survey"), "+", models.F("longest")
                                                ),
                                                "+",
                                                models.F("shortest"),
                                            ),
                                            "+",
                                            models.F("repeat"),
                                        ),
                                    )
                                ),
                                name="kinds_fit_into_the_number",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draw",
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
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="draws",
                                to="quality.selectionrule",
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
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        ("seed", models.CharField(max_length=64)),
                        ("wanted", models.JSONField()),
                        ("pool", models.JSONField()),
                        ("drawn_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-since", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rule", "person", "since"), name="one_draw_per_person_and_period"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("since"))), name="draw_is_of_a_period"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScoringFormVersion",
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
                                name="one_scoring_form_version_per_number",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "draft"), ("effective_from__isnull", False), _connector="OR"
                                ),
                                name="published_scoring_form_has_a_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("effective_until", None),
                                    ("effective_until__gte", models.F("effective_from")),
                                    _connector="OR",
                                ),
                                name="scoring_form_ends_after_start",
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
                                name="one_scoring_form_version_in_force",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Calibration",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contacts.contact"
                            ),
                        ),
                        (
                            "form_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="quality.scoringformversion",
                            ),
                        ),
                        (
                            "begun_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Being scored"),
                                    ("compared", "Being compared"),
                                    ("agreed", "Agreed"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("answers", models.JSONField(default=dict)),
                        ("percent", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                        ("lesson", models.TextField(blank=True)),
                        ("agreed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-begun_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("agreed_at__isnull", False), ("state", "agreed")),
                                    models.Q(models.Q(("state", "agreed"), _negated=True), ("agreed_at", None)),
                                    _connector="OR",
                                ),
                                name="agreed_calibration_has_a_time",
                            )
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
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contacts.contact"
                            ),
                        ),
                        (
                            "form_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="quality.scoringformversion",
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
                        (
                            "scorer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("low_survey", "Drawn: low survey score"),
                                    ("longest", "Drawn: among the longest"),
                                    ("shortest", "Drawn: among the shortest"),
                                    ("repeat", "Drawn: they came back within a week"),
                                    ("lot", "Drawn by lot"),
                                    ("asked", "Asked for"),
                                    ("second", "Second opinion after a dispute"),
                                    ("calibration", "Calibration"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "draw",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="quality.draw",
                            ),
                        ),
                        (
                            "calibration",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="quality.calibration",
                            ),
                        ),
                        (
                            "first",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="second",
                                to="quality.review",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("to_do", "To score"),
                                    ("finished", "Scored"),
                                    ("disputed", "Disputed"),
                                    ("settled", "Settled by a second opinion"),
                                    ("set_aside", "Set aside"),
                                ],
                                default="to_do",
                                max_length=10,
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        ("answers", models.JSONField(default=dict)),
                        ("remarks", models.JSONField(default=dict)),
                        ("summary", models.TextField(blank=True)),
                        ("kept_at", models.DateTimeField(blank=True, null=True)),
                        ("percent", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                        ("failed", models.BooleanField(default=False)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("seen_at", models.DateTimeField(blank=True, null=True)),
                        ("comment", models.TextField(blank=True)),
                        ("disputed_why", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["due_on", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "to_do")), fields=["scorer", "due_on"], name="scores_to_do"
                            ),
                            models.Index(fields=["person", "-finished_at"], name="scores_of_a_person"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("scorer", models.F("person")), _negated=True),
                                name="nobody_scores_their_own_contacts",
                            ),
                            models.UniqueConstraint(
                                fields=("contact", "scorer"), name="one_score_per_contact_and_scorer"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("to_do", "set_aside")),
                                    models.Q(
                                        ("finished_at__isnull", False),
                                        ("percent__isnull", False),
                                        ("percent__range", (0, 100)),
                                    ),
                                    _connector="OR",
                                ),
                                name="finished_score_has_a_sum",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("calibration__isnull", False), ("why", "calibration")),
                                    models.Q(models.Q(("why", "calibration"), _negated=True), ("calibration", None)),
                                    _connector="OR",
                                ),
                                name="calibration_scores_belong_to_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CoachingNote",
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "leader",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("written_at", models.DateTimeField()),
                        ("about", models.TextField()),
                        ("action", models.TextField(blank=True)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Agreed"),
                                    ("done", "Done, to be followed up"),
                                    ("closed", "Followed up"),
                                ],
                                default="open",
                                max_length=6,
                            ),
                        ),
                        ("seen_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.TextField(blank=True)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("outcome", models.TextField(blank=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("reviews", models.ManyToManyField(blank=True, related_name="coaching", to="quality.review")),
                        ("articles", models.ManyToManyField(blank=True, related_name="+", to="knowledge.article")),
                    ],
                    options={
                        "ordering": ["-written_at", "-pk"],
                        "indexes": [models.Index(fields=["person", "-written_at"], name="coaching_of_a_person")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("person", models.F("leader")), _negated=True),
                                name="nobody_coaches_themselves",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("action", ""), ("due_on", None)),
                                    models.Q(models.Q(("action", ""), _negated=True), ("due_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="agreed_action_has_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                                    _connector="OR",
                                ),
                                name="followed_up_note_has_a_time",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="scoringformversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="scoring_form_keeps_published_text",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published', 'withdrawn'))",
                            func="RAISE EXCEPTION 'a published version keeps its text: make a new version';",
                            hash="0dc405ba2415f4f0740978c16a526783c1400b68",
                            operation='UPDATE OF "source", "checksum", "key", "number", "organisation_id" OR DELETE',
                            pgid="pgtrigger_scoring_form_keeps_published_text_0f06a",
                            table="quality_scoringformversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="draw",
                    trigger=pgtrigger.compiler.Trigger(
                        name="draws_are_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="8644a901ead1ee4b468706e17d7969e2bfa74f02",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_draws_are_append_only_bcc5b",
                            table="quality_draw",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
