import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("organisations", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=140, unique=True)),
                        ("title", models.CharField(max_length=120)),
                        ("lgsl_id", models.PositiveIntegerField(blank=True, null=True, unique=True)),
                        ("summary", models.CharField(blank=True, max_length=300)),
                        ("description", models.TextField(blank=True)),
                        (
                            "service_class",
                            models.CharField(
                                choices=[
                                    ("simple", "Simple transaction"),
                                    ("registered", "Registered service"),
                                    ("facilitated", "Facilitated service"),
                                    ("advocacy", "Advocacy service"),
                                    ("information", "Information provision"),
                                ],
                                default="information",
                                max_length=12,
                            ),
                        ),
                        ("once_and_done", models.BooleanField(default=False)),
                        ("right_first_time", models.BooleanField(default=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("live", "Live"), ("retired", "Retired")],
                                default="draft",
                                max_length=8,
                            ),
                        ),
                        (
                            "sensitivity",
                            models.CharField(
                                choices=[("ordinary", "Ordinary"), ("sensitive", "Sensitive")],
                                default="ordinary",
                                max_length=10,
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("residents", "Residents"),
                                    ("businesses", "Businesses"),
                                    ("everyone", "Everyone"),
                                    ("partners", "Partners"),
                                ],
                                default="everyone",
                                max_length=12,
                            ),
                        ),
                        (
                            "aliases",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("form_key", models.CharField(blank=True, max_length=80)),
                        ("procedure_key", models.CharField(blank=True, max_length=80)),
                        ("avoidable_hints", models.TextField(blank=True)),
                        ("history_note", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("changed_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["title"],
                        "indexes": [
                            models.Index(django.db.models.functions.text.Upper("title"), name="services_a_to_z")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), _negated=True), name="service_has_a_title"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("retired_at__isnull", False), ("status", "retired")),
                                    models.Q(models.Q(("status", "retired"), _negated=True), ("retired_at", None)),
                                    _connector="OR",
                                ),
                                name="only_retired_services_have_a_retirement_date",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("file_name", models.CharField(max_length=200)),
                        ("file_sha256", models.CharField(max_length=64)),
                        ("mapping", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("dry_run", "Tried out, nothing changed"),
                                    ("refused", "Refused, nothing changed"),
                                    ("applied", "Applied"),
                                    ("undone", "Undone"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("counts", models.JSONField(default=dict)),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-at"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
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
                                related_name="rows",
                                to="catalogue.importbatch",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("created", "New"),
                                    ("updated", "Changed"),
                                    ("unchanged", "Already so"),
                                    ("problem", "Not right"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="catalogue.service",
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=160)),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        ("problems", models.JSONField(default=list)),
                        ("note", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["batch", "number"],
                        "constraints": [models.UniqueConstraint(fields=("batch", "number"), name="one_row_per_number")],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceNotice",
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
                        ("title", models.CharField(max_length=120)),
                        ("text", models.TextField()),
                        (
                            "service_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "street_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "area_codes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                            ),
                        ),
                        ("everywhere", models.BooleanField(default=False)),
                        ("place_words", models.CharField(max_length=300)),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("desk", "At the desk"),
                                        ("portal", "On the public pages"),
                                        ("phone", "On the telephone"),
                                        ("board", "On the boards in the shops"),
                                    ],
                                    max_length=8,
                                ),
                                default=list,
                                size=None,
                            ),
                        ),
                        ("begins_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "declared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("declared_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                        ("withdrawn_why", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["-begins_at", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=["ends_at"],
                                name="notices_not_withdrawn",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                                name="notice_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("area_codes", []), ("everywhere", True), ("street_ids", [])),
                                    models.Q(
                                        ("everywhere", False),
                                        models.Q(
                                            models.Q(("street_ids", []), _negated=True),
                                            models.Q(("area_codes", []), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="notice_has_one_kind_of_place",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at", None),
                                    models.Q(("withdrawn_why", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="withdrawn_notice_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceProvision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="provisions",
                                to="catalogue.service",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service_provisions",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("parish", "Parish or town council"),
                                    ("district", "District council"),
                                    ("county", "County council"),
                                    ("agency", "Agency"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "area_codes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service_provisions",
                                to="organisations.team",
                            ),
                        ),
                        ("hours", models.JSONField(blank=True, default=dict)),
                        ("hours_note", models.CharField(blank=True, max_length=200)),
                        ("url", models.URLField(blank=True, max_length=400)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("live_from", models.DateField(blank=True, null=True)),
                        ("live_until", models.DateField(blank=True, null=True)),
                        ("module", models.CharField(blank=True, max_length=20)),
                    ],
                    options={
                        "ordering": ["service", "organisation"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service", "organisation"), name="one_provision_per_organisation"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("live_from", None),
                                    ("live_until", None),
                                    ("live_until__gte", models.F("live_from")),
                                    _connector="OR",
                                ),
                                name="provision_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceChannel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="channels",
                                to="catalogue.service",
                            ),
                        ),
                        (
                            "provision",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="channels",
                                to="catalogue.serviceprovision",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "Contact centre"),
                                    ("one_stop_shop", "One-stop shop"),
                                    ("kiosk", "Kiosk"),
                                    ("web", "Web"),
                                    ("webchat", "Webchat"),
                                    ("email", "Email"),
                                    ("letter", "Letter"),
                                    ("text", "Text message"),
                                    ("social_media", "Social media"),
                                    ("home_visit", "Home visit"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.site",
                            ),
                        ),
                        (
                            "reach",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Told where to go"),
                                    (2, "Questions answered"),
                                    (3, "Can be started"),
                                    (4, "Can be completed"),
                                ],
                                default=4,
                            ),
                        ),
                        ("hours", models.JSONField(blank=True, default=dict)),
                        ("hours_note", models.CharField(blank=True, max_length=200)),
                        ("note", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["service", "channel"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service", "provision", "channel", "site"),
                                name="one_cell_per_channel",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceStandard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="standards",
                                to="catalogue.service",
                            ),
                        ),
                        (
                            "provision",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="standards",
                                to="catalogue.serviceprovision",
                            ),
                        ),
                        ("key", models.SlugField()),
                        ("text", models.CharField(max_length=300)),
                        ("clock", models.JSONField(blank=True, default=dict)),
                        ("source", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["service", "key"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service", "provision", "key"),
                                name="one_standard_per_key",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StoredIndex",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.SlugField(unique=True)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        ("vectors", models.BinaryField(default=bytes)),
                        ("texts", models.PositiveIntegerField(default=0)),
                        ("built_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="EverydayWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("term", models.CharField(max_length=60, unique=True)),
                        ("meaning", models.CharField(max_length=160)),
                    ],
                    options={
                        "ordering": ["term"],
                    },
                ),
            ],
        ),
    ]
