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
        ("catalogue", "0001_initial"),
        ("contacts", "0001_initial"),
        ("customers", "0001_initial"),
        ("forms", "0001_initial"),
        ("organisations", "0001_initial"),
        ("places", "0001_initial"),
        ("procedures", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.CharField(max_length=9, unique=True)),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.service"
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
                            "front_door",
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
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "procedure_version",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="procedures.procedureversion",
                            ),
                        ),
                        (
                            "form_version",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="forms.formversion",
                            ),
                        ),
                        ("stage", models.CharField(max_length=40)),
                        ("outcome", models.CharField(blank=True, max_length=40)),
                        ("sensitive", models.BooleanField(default=False)),
                        ("channel", models.CharField(max_length=24)),
                        ("title", models.CharField(max_length=200)),
                        ("description", models.TextField(blank=True)),
                        ("answers", models.JSONField(default=dict)),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="customers.customer",
                            ),
                        ),
                        ("reporter_name", models.CharField(blank=True, max_length=200)),
                        ("reporter_email", models.EmailField(blank=True, max_length=254)),
                        ("reporter_phone", models.CharField(blank=True, max_length=20)),
                        ("uprn", models.CharField(blank=True, max_length=12)),
                        ("place", models.CharField(blank=True, max_length=300)),
                        ("easting", models.FloatField(blank=True, null=True)),
                        ("northing", models.FloatField(blank=True, null=True)),
                        ("ward_code", models.CharField(blank=True, max_length=20)),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("updated_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("reopened_count", models.PositiveSmallIntegerField(default=0)),
                        ("source_reference", models.CharField(blank=True, max_length=80)),
                        (
                            "words",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.contrib.postgres.search.SearchVector(
                                    "title", "description", "place", config="english"
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["customer", "-opened_at"], name="cases_of_customer"),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["organisation", "due_at", "id"],
                                name="open_queue",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None)), fields=["due_at", "id"], name="open_by_due"
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["team", "due_at", "id"],
                                name="open_team_queue",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["assignee", "due_at"],
                                name="open_in_hand",
                            ),
                            models.Index(fields=["organisation", "-opened_at", "-id"], name="cases_newest_first"),
                            models.Index(fields=["service", "easting", "northing"], name="cases_nearby"),
                            models.Index(
                                condition=models.Q(("uprn", ""), _negated=True),
                                fields=["uprn"],
                                name="cases_at_address",
                            ),
                            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="cases_by_words"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_at", None), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                                ),
                                name="case_closes_after_it_opens",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at", None), ("outcome", "")),
                                    models.Q(("closed_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="closed_case_has_an_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("easting", None), ("northing", None)),
                                    models.Q(("easting__isnull", False), ("northing__isnull", False)),
                                    _connector="OR",
                                ),
                                name="case_point_is_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_reference", ""), _negated=True),
                                fields=("organisation", "source_reference"),
                                name="one_case_per_source_reference",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AskedByMember",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="asked_by_member",
                                to="cases.case",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.councillor"
                            ),
                        ),
                        (
                            "shared_with",
                            models.CharField(
                                choices=[
                                    ("own", "Only me"),
                                    ("ward", "The other councillors of my ward"),
                                    ("ward_group", "The other councillors of my ward, and my political group"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="cases.case"
                            ),
                        ),
                        ("token", models.CharField(max_length=43, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("content_type", models.CharField(max_length=100)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("path", models.CharField(max_length=200)),
                        ("question", models.CharField(blank=True, max_length=80)),
                        ("public", models.BooleanField(default=True)),
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
                        "ordering": ["added_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="CaseContact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contact_links",
                                to="cases.case",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="case_links",
                                to="contacts.contact",
                            ),
                        ),
                        ("opened_it", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "contact"), name="one_link_per_case_and_contact")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Follower",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="followers", to="cases.case"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="customers.customer",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=20)),
                        ("added_at", models.DateTimeField()),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("customer__isnull", False),
                                    models.Q(("email", ""), _negated=True),
                                    models.Q(("phone", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="follower_can_be_reached",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="cases.case"
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="linked_from", to="cases.case"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("duplicate", "Same thing, reported again"),
                                    ("related", "Related"),
                                    ("follows", "Follows on from"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "other"), name="one_link_per_pair"),
                            models.CheckConstraint(
                                condition=models.Q(("case", models.F("other")), _negated=True), name="no_link_to_itself"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseClock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="clocks", to="cases.case"
                            ),
                        ),
                        ("key", models.CharField(max_length=40)),
                        ("audience", models.CharField(max_length=10)),
                        ("started_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(null=True)),
                        ("due_on", models.DateField(null=True)),
                        ("warn_at", models.DateTimeField(null=True)),
                        ("stopped_at", models.DateTimeField(null=True)),
                        ("warned_at", models.DateTimeField(null=True)),
                        ("missed_at", models.DateTimeField(null=True)),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["due_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("stopped_at", None)),
                                fields=["due_at"],
                                name="running_clocks_by_due",
                            ),
                            models.Index(
                                condition=models.Q(("stopped_at", None), ("warned_at", None)),
                                fields=["warn_at"],
                                name="clocks_to_warn_of",
                            ),
                            models.Index(
                                condition=models.Q(("missed_at", None), ("stopped_at", None)),
                                fields=["due_at"],
                                name="clocks_not_yet_missed",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("stopped_at", None)),
                                fields=("case", "key"),
                                name="one_running_clock_per_key",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stopped_at", None), ("stopped_at__gte", models.F("started_at")), _connector="OR"
                                ),
                                name="clock_stops_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClockMark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "clock",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="cases.caseclock"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("pause", "Paused"),
                                    ("resume", "Resumed"),
                                    ("restart", "Restarted"),
                                    ("extend", "Extended"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("ground", models.CharField(blank=True, max_length=60)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("amount", models.PositiveSmallIntegerField(default=0)),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="cases.case"
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
                        ("key", models.CharField(max_length=60)),
                        ("label", models.CharField(max_length=200)),
                        ("step", models.CharField(max_length=60)),
                        ("amount_pence", models.PositiveBigIntegerField()),
                        ("limit_pence", models.PositiveBigIntegerField()),
                        ("reason", models.TextField()),
                        ("filling", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Waiting for somebody with a higher limit"),
                                    ("taken", "Decided"),
                                    ("refused", "Not agreed"),
                                    ("lapsed", "Lapsed, the case went on without it"),
                                ],
                                max_length=10,
                            ),
                        ),
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
                        ("why", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "ordering": ["-made_at", "-id"],
                        "indexes": [
                            models.Index(fields=["organisation", "key", "decided_at"], name="decisions_by_budget"),
                            models.Index(
                                condition=models.Q(("state", "proposed")),
                                fields=["organisation", "made_at"],
                                name="open_proposals",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("case", "step"),
                                name="one_open_proposal_per_step",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("state", "proposed")),
                                    models.Q(
                                        models.Q(("state", "proposed"), _negated=True), ("decided_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="settled_decision_has_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DecisionBudget",
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
                        ("key", models.CharField(max_length=60)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("pence", models.PositiveBigIntegerField()),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("set_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-starts_on", "key"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "service", "key", "starts_on"),
                                name="one_budget_per_limit_and_year",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="budget_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoryEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="cases.case",
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
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("opened", "Opened"),
                                    ("moved", "Moved on"),
                                    ("resolved", "Closed"),
                                    ("reopened", "Reopened"),
                                    ("assigned", "Assigned"),
                                    ("rerouted", "Passed to another body"),
                                    ("note", "Note"),
                                    ("asked", "Asked the customer"),
                                    ("answered", "Customer answered"),
                                    ("promise", "Promise"),
                                    ("task", "Task"),
                                    ("clock", "Clock"),
                                    ("attachment", "Attachment"),
                                    ("contact", "Contact"),
                                    ("link", "Link"),
                                    ("told", "Message sent"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("public", models.BooleanField(default=False)),
                        ("text", models.TextField(blank=True)),
                        ("detail", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [models.Index(fields=["case", "at", "id"], name="history_in_order")],
                    },
                ),
                migrations.CreateModel(
                    name="CaseImport",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=40)),
                        ("file_name", models.CharField(max_length=200)),
                        ("file_digest", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[("running", "Not finished"), ("done", "Finished"), ("undone", "Taken back")],
                                default="running",
                                max_length=10,
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("rows_done", models.PositiveIntegerField(default=0)),
                        ("added", models.PositiveIntegerField(default=0)),
                        ("known", models.PositiveIntegerField(default=0)),
                        ("rejected", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "running")),
                                fields=("file_digest",),
                                name="one_unfinished_import_per_extract",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedCase",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="cases.caseimport",
                            ),
                        ),
                        ("row", models.PositiveIntegerField()),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="imported", to="cases.case"
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="contacts.contact"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "row"), name="one_case_per_row_of_an_extract")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RejectedRow",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rejects",
                                to="cases.caseimport",
                            ),
                        ),
                        ("row", models.PositiveIntegerField()),
                        ("part", models.CharField(max_length=40)),
                        ("reason", models.CharField(max_length=300)),
                        ("cells", models.JSONField()),
                    ],
                    options={
                        "ordering": ["row"],
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "row"), name="one_reject_per_row_of_an_extract")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
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
                                on_delete=django.db.models.deletion.CASCADE, related_name="referral", to="cases.case"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("person", "A person was referred"),
                                    ("parish", "Reported for a parish or town council"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "sent_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sent_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["sender", "kind", "-sent_at", "-id"], name="referrals_of_sender")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CasePart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="cases.case"
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
                        ("asked", models.CharField(max_length=1000)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("working_days", models.PositiveSmallIntegerField()),
                        ("due_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked"),
                                    ("done", "Done"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "No longer wanted"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=1000)),
                    ],
                    options={
                        "ordering": ["asked_at", "pk"],
                        "indexes": [
                            models.Index(fields=["organisation", "state", "due_at"], name="parts_of_organisation")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "asked")),
                                fields=("case", "organisation"),
                                name="one_open_part_per_organisation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at", None), ("state", "asked")),
                                    models.Q(
                                        models.Q(("state", "asked"), _negated=True), ("answered_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="part_is_open_until_answered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Promise",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="cases.case"
                            ),
                        ),
                        ("text", models.CharField(max_length=300)),
                        ("due_on", models.DateField()),
                        (
                            "keeper_team",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.team",
                            ),
                        ),
                        (
                            "keeper",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("kept", models.BooleanField(null=True)),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="cases.promise",
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("settled_at", None)), fields=["due_on"], name="open_promises_by_day"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("keeper_team__isnull", False), ("keeper__isnull", False), _connector="OR"
                                ),
                                name="promise_has_a_keeper",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kept", None), ("settled_at", None)),
                                    ("settled_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="unsettled_promise_is_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="cases.case"
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=40)),
                        ("title", models.CharField(max_length=200)),
                        (
                            "team",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.team",
                            ),
                        ),
                        (
                            "assignee",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("checklist", models.JSONField(default=list)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("result", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["done_at", "due_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at", None)),
                                fields=["team", "due_at"],
                                name="open_tasks_of_team",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Representation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="representations",
                                to="cases.case",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.councillor"
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("surgery", "At a surgery or in person"),
                                    ("phone", "By telephone"),
                                    ("writing", "By email or letter"),
                                    ("other", "In another way"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("asked_on", models.DateField()),
                        (
                            "shares",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("words", "What the council writes to them, and what they write back"),
                                        ("files", "Which papers and pictures there are"),
                                    ],
                                    max_length=10,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("wishes", models.CharField(blank=True, max_length=500)),
                        ("typed_by_member", models.BooleanField(default=False)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "ended_by",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("resident", "The resident"),
                                    ("member", "The councillor"),
                                    ("council", "The council"),
                                    ("closure", "The hub, some time after the case was closed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("why_ended", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "ordering": ["-began_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("case", "seat"),
                                name="one_open_representation_per_seat",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", "")),
                                    models.Q(("ended_at__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="ended_representation_says_by_whom",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
