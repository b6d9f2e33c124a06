import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Street",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=240, unique=True)),
                        ("usrn", models.CharField(blank=True, max_length=8)),
                        ("name", models.CharField(max_length=100)),
                        ("locality", models.CharField(blank=True, max_length=60)),
                        ("town", models.CharField(blank=True, max_length=60)),
                        ("search_text", models.CharField(max_length=240)),
                    ],
                    options={
                        "ordering": ["name", "town"],
                    },
                ),
                migrations.CreateModel(
                    name="Area",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("county", "County"),
                                    ("district", "District"),
                                    ("ward", "Ward"),
                                    ("division", "County electoral division"),
                                    ("parish", "Parish"),
                                    ("patch", "Patch"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("layer", models.CharField(blank=True, max_length=40)),
                        ("code", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=120)),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="areas",
                                to="organisations.organisation",
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        ("geometry", models.JSONField()),
                        ("west", models.FloatField()),
                        ("south", models.FloatField()),
                        ("east", models.FloatField()),
                        ("north", models.FloatField()),
                    ],
                    options={
                        "ordering": ["kind", "name"],
                        "indexes": [
                            models.Index(fields=["west", "east", "south", "north"], name="areas_by_bounds"),
                            models.Index(fields=["kind", "code"], name="areas_by_code"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("valid_until", None)),
                                fields=("kind", "layer", "code"),
                                name="one_open_boundary_per_area",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="boundary_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind", "patch"), ("layer", ""), _connector="OR"),
                                name="only_patches_have_layers",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Councillor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("party", models.CharField(blank=True, max_length=80)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="councillors",
                                to="places.area",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="councillors",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("surgeries", models.TextField(blank=True)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="seat_ends_after_start",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AddressImport",
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
                        ("file_name", models.CharField(max_length=200)),
                        ("file_digest", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[("running", "Running"), ("done", "Done"), ("undone", "Undone")],
                                default="running",
                                max_length=10,
                            ),
                        ),
                        ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("rows_done", models.PositiveIntegerField(default=0)),
                        ("added", models.PositiveIntegerField(default=0)),
                        ("changed", models.PositiveIntegerField(default=0)),
                        ("unchanged", models.PositiveIntegerField(default=0)),
                        ("rejected", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "indexes": [models.Index(fields=["file_digest"], name="imports_by_digest")],
                    },
                ),
                migrations.CreateModel(
                    name="AreaImport",
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
                        ("file_name", models.CharField(max_length=200)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("county", "County"),
                                    ("district", "District"),
                                    ("ward", "Ward"),
                                    ("division", "County electoral division"),
                                    ("parish", "Parish"),
                                    ("patch", "Patch"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("layer", models.CharField(blank=True, max_length=40)),
                        ("valid_from", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("running", "Running"), ("done", "Done"), ("undone", "Undone")],
                                default="done",
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("added", models.PositiveIntegerField(default=0)),
                        ("replaced", models.PositiveIntegerField(default=0)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AreaChange",
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
                                related_name="changes",
                                to="places.areaimport",
                            ),
                        ),
                        (
                            "area",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="begun_by", to="places.area"
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.area",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Address",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uprn", models.CharField(max_length=12, unique=True)),
                        ("usrn", models.CharField(blank=True, max_length=8)),
                        ("organisation_name", models.CharField(blank=True, max_length=100)),
                        ("sub_building", models.CharField(blank=True, max_length=60)),
                        ("building_name", models.CharField(blank=True, max_length=90)),
                        ("building_number", models.CharField(blank=True, max_length=20)),
                        ("street", models.CharField(blank=True, max_length=100)),
                        ("locality", models.CharField(blank=True, max_length=60)),
                        ("town", models.CharField(blank=True, max_length=60)),
                        ("postcode", models.CharField(blank=True, max_length=8)),
                        ("easting", models.FloatField()),
                        ("northing", models.FloatField()),
                        ("classification", models.CharField(blank=True, max_length=10)),
                        (
                            "status",
                            models.CharField(
                                choices=[("live", "Live"), ("provisional", "Provisional"), ("historic", "Historic")],
                                default="live",
                                max_length=12,
                            ),
                        ),
                        (
                            "on_street",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="addresses",
                                to="places.street",
                            ),
                        ),
                        ("number_to_sort_by", models.IntegerField(blank=True, null=True)),
                        ("search_text", models.CharField(max_length=500)),
                        (
                            "areas",
                            models.ManyToManyField(
                                related_name="addresses", through="places.AddressArea", to="places.area"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                django.contrib.postgres.indexes.OpClass("postcode", name="varchar_pattern_ops"),
                                name="addresses_by_postcode",
                            ),
                            models.Index(fields=["on_street", "number_to_sort_by"], name="addresses_by_street"),
                            django.contrib.postgres.indexes.GistIndex(
                                models.Func("easting", "northing", function="point"), name="addresses_by_position"
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.search.SearchVector("search_text", config="simple"),
                                condition=models.Q(("building_name", ""), ("organisation_name", ""), _negated=True),
                                name="named_addresses_by_word",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("uprn__regex", "^[1-9][0-9]{0,11}$")),
                                name="uprn_has_1_to_12_digits",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AddressArea",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "address_id", "area_id", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "address",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="places.address",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.area"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Site",
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
                                related_name="sites",
                                to="organisations.organisation",
                            ),
                        ),
                        ("slug", models.SlugField(unique=True)),
                        ("name", models.CharField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("one_stop_shop", "One-stop shop"),
                                    ("library", "Library"),
                                    ("office", "Council office"),
                                    ("depot", "Depot"),
                                    ("recycling_centre", "Recycling centre"),
                                    ("health_centre", "Health centre"),
                                    ("community_centre", "Community centre"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "address",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sites",
                                to="places.address",
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("opening_hours", models.JSONField(blank=True, default=dict)),
                        ("hours_note", models.CharField(blank=True, max_length=200)),
                        (
                            "facilities",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                            ),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="SiteSession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="places.site"
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("provider", models.CharField(max_length=120)),
                        (
                            "councillor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="places.councillor",
                            ),
                        ),
                        ("weekday", models.PositiveSmallIntegerField()),
                        (
                            "week_of_month",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "every"),
                                    (1, "first"),
                                    (2, "second"),
                                    (3, "third"),
                                    (4, "fourth"),
                                    (5, "last"),
                                ],
                                default=0,
                            ),
                        ),
                        ("starts", models.TimeField()),
                        ("ends", models.TimeField()),
                        ("how_to_book", models.CharField(blank=True, max_length=200)),
                        ("from_day", models.DateField()),
                        ("until_day", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["weekday", "starts"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("weekday__lte", 6)), name="session_weekday_is_0_to_6"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends__gt", models.F("starts"))), name="session_ends_after_start"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AddressChange",
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
                                related_name="changes",
                                to="places.addressimport",
                            ),
                        ),
                        (
                            "address",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="places.address"
                            ),
                        ),
                        ("before", models.JSONField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "address"), name="one_change_per_address_and_import"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
