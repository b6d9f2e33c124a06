import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
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
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Taxonomy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("name", models.CharField(max_length=200, unique=True)),
                        ("description", models.TextField(blank=True)),
                        ("uri", models.CharField(blank=True, max_length=400)),
                        ("version", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="TaxonomyTerm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "taxonomy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="terms",
                                to="directory.taxonomy",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="directory.taxonomyterm",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("description", models.TextField(blank=True)),
                        ("term_uri", models.CharField(blank=True, max_length=400)),
                        ("phrases", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ["taxonomy__name", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("taxonomy", "name"), name="a_term_is_once_in_its_taxonomy")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Volunteer",
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
                        ("name", models.CharField(max_length=160)),
                        ("email", models.EmailField(max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("postcode", models.CharField(max_length=8)),
                        ("easting", models.FloatField()),
                        ("northing", models.FloatField()),
                        ("reach_metres", models.PositiveIntegerField(default=5000)),
                        (
                            "skills",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        (
                            "times",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=16), default=list, size=None
                            ),
                        ),
                        ("languages", models.CharField(blank=True, max_length=200)),
                        ("capacity", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "Active"), ("paused", "Pausing"), ("left", "Left")],
                                default="active",
                                max_length=6,
                            ),
                        ),
                        ("notes", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["name", "id"],
                        "indexes": [models.Index(fields=["organisation", "state"], name="volunteers_by_state")],
                    },
                ),
                migrations.CreateModel(
                    name="VolunteerCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="checks",
                                to="directory.volunteer",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("basic", "Basic DBS check"),
                                    ("enhanced", "Enhanced DBS check with the adults’ barred list"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("issued_on", models.DateField()),
                        ("good_until", models.DateField()),
                        (
                            "seen_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("seen_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-good_until", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("good_until__gte", models.F("issued_on"))),
                                name="a_check_ends_after_it_begins",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "keeper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("address", models.CharField(blank=True, max_length=400)),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("keeper", "name"), name="a_keeper_names_a_feed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Organization",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("description", models.TextField(blank=True)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("website", models.CharField(blank=True, max_length=400)),
                        ("phone", models.CharField(blank=True, max_length=200)),
                        ("identifier_scheme", models.CharField(blank=True, max_length=200)),
                        ("identifier", models.CharField(blank=True, max_length=200)),
                        ("keeper_email", models.EmailField(blank=True, max_length=254)),
                        (
                            "feed",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.feed",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "id"],
                        "indexes": [
                            models.Index(django.db.models.functions.text.Lower("name"), name="organizations_by_name")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Location",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("description", models.TextField(blank=True)),
                        ("location_type", models.CharField(default="physical", max_length=8)),
                        ("address_1", models.CharField(blank=True, max_length=200)),
                        ("city", models.CharField(blank=True, max_length=200)),
                        ("region", models.CharField(blank=True, max_length=200)),
                        ("postal_code", models.CharField(blank=True, max_length=200)),
                        ("country", models.CharField(default="GB", max_length=2)),
                        ("external_identifier", models.CharField(blank=True, max_length=12)),
                        ("latitude", models.FloatField(blank=True, null=True)),
                        ("longitude", models.FloatField(blank=True, null=True)),
                        ("easting", models.FloatField(blank=True, null=True)),
                        ("northing", models.FloatField(blank=True, null=True)),
                        ("accessibility", models.TextField(blank=True)),
                        ("withheld", models.BooleanField(default=False)),
                        (
                            "feed",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.feed",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GistIndex(
                                models.Func("easting", "northing", function="point"),
                                condition=models.Q(("easting__isnull", False)),
                                name="locations_by_position",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("easting", None), ("northing", None)),
                                    models.Q(("easting__isnull", False), ("northing__isnull", False)),
                                    _connector="OR",
                                ),
                                name="location_point_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("location_type__in", ["physical", "postal", "virtual"])),
                                name="location_is_of_a_known_type",
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
                        (
                            "feed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="directory.feed"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("planned", "Tried out"), ("applied", "Brought in"), ("undone", "Undone")],
                                default="planned",
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
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="StoredVectors",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        ("vectors", models.BinaryField(default=bytes)),
                        ("built_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="AssuranceRules",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "keeper",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("months", models.PositiveSmallIntegerField()),
                        (
                            "ask_days_before",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), default=list, size=None
                            ),
                        ),
                        (
                            "ask_days_after",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), default=list, size=None
                            ),
                        ),
                        ("unconfirmed_after_months", models.PositiveSmallIntegerField()),
                        ("hidden_after_months", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("hidden_after_months__gte", models.F("unconfirmed_after_months")),
                                    ("months__gte", 1),
                                ),
                                name="a_record_is_unconfirmed_before_it_is_hidden",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "organization",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="directory.organization",
                            ),
                        ),
                        (
                            "keeper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("alternate_name", models.CharField(blank=True, max_length=200)),
                        ("description", models.TextField(blank=True)),
                        ("url", models.CharField(blank=True, max_length=400)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("active", "Running"),
                                    ("temporarily closed", "Closed for now"),
                                    ("inactive", "Not running"),
                                    ("defunct", "Ended for good"),
                                ],
                                default="active",
                                max_length=20,
                            ),
                        ),
                        ("alert", models.TextField(blank=True)),
                        ("eligibility_description", models.TextField(blank=True)),
                        ("minimum_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("maximum_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("application_process", models.TextField(blank=True)),
                        ("fees_description", models.TextField(blank=True)),
                        ("required_documents", models.TextField(blank=True)),
                        ("interpretation_services", models.TextField(blank=True)),
                        ("accreditations", models.TextField(blank=True)),
                        ("is_published", models.BooleanField(default=False)),
                        ("assured_date", models.DateField(blank=True, null=True)),
                        ("assurer_email", models.EmailField(blank=True, max_length=254)),
                        ("assured_until", models.DateField()),
                        ("unconfirmed_from", models.DateField()),
                        ("hidden_from", models.DateField()),
                        (
                            "feed",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="directory.feed",
                            ),
                        ),
                        ("imported", models.JSONField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        ("last_modified", models.DateTimeField()),
                        ("terms", models.ManyToManyField(related_name="services", to="directory.taxonomyterm")),
                        (
                            "locations",
                            models.ManyToManyField(
                                related_name="services", through="directory.ServiceAtLocation", to="directory.location"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "id"],
                        "indexes": [
                            models.Index(fields=["keeper", "assured_until"], name="services_by_assurance"),
                            models.Index(fields=["last_modified"], name="services_by_change"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["active", "temporarily closed", "inactive", "defunct"])
                                ),
                                name="service_status_is_of_hsds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("assured_until__lte", models.F("unconfirmed_from")),
                                    ("unconfirmed_from__lte", models.F("hidden_from")),
                                ),
                                name="assurance_ends_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceAtLocation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="service_at_locations",
                                to="directory.service",
                            ),
                        ),
                        (
                            "location",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service_at_locations",
                                to="directory.location",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service", "location"), name="a_service_is_once_at_a_location"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Schedule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="every_schedule",
                                to="directory.service",
                            ),
                        ),
                        (
                            "service_at_location",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="schedules",
                                to="directory.serviceatlocation",
                            ),
                        ),
                        ("freq", models.CharField(blank=True, max_length=7)),
                        ("interval", models.PositiveSmallIntegerField(default=1)),
                        ("byday", models.CharField(blank=True, max_length=60)),
                        ("bymonthday", models.CharField(blank=True, max_length=200)),
                        ("dtstart", models.CharField(blank=True, max_length=10)),
                        ("until", models.CharField(blank=True, max_length=10)),
                        ("valid_from", models.CharField(blank=True, max_length=10)),
                        ("valid_to", models.CharField(blank=True, max_length=10)),
                        ("opens_at", models.CharField(blank=True, max_length=5)),
                        ("closes_at", models.CharField(blank=True, max_length=5)),
                        ("description", models.TextField(blank=True)),
                        ("attending_type", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contacts",
                                to="directory.service",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("title", models.CharField(blank=True, max_length=200)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Phone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="phones",
                                to="directory.service",
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=30)),
                        ("description", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CostOption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cost_options",
                                to="directory.service",
                            ),
                        ),
                        ("option", models.CharField(blank=True, max_length=200)),
                        ("amount", models.FloatField(blank=True, null=True)),
                        ("amount_description", models.CharField(blank=True, max_length=200)),
                        ("valid_from", models.CharField(blank=True, max_length=10)),
                        ("valid_to", models.CharField(blank=True, max_length=10)),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Language",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="languages",
                                to="directory.service",
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=10)),
                        ("name", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ServiceArea",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="service_areas",
                                to="directory.service",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("extent", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HelpOffer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("case_reference", models.CharField(max_length=9)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "volunteer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offers",
                                to="directory.volunteer",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.service",
                            ),
                        ),
                        ("to_email", models.EmailField(max_length=254)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("offered", "Asked"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                    ("done", "Done"),
                                ],
                                default="offered",
                                max_length=9,
                            ),
                        ),
                        ("need", models.JSONField(default=dict)),
                        ("reasons", models.JSONField(default=list)),
                        ("words", models.TextField(blank=True)),
                        ("answer", models.TextField(blank=True)),
                        ("feedback", models.TextField(blank=True)),
                        (
                            "offered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("offered_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-offered_at", "-id"],
                        "indexes": [models.Index(fields=["case_reference"], name="help_offers_of_case")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("service", None), ("volunteer__isnull", False)),
                                    models.Q(("service__isnull", False), ("volunteer", None)),
                                    _connector="OR",
                                ),
                                name="an_offer_goes_to_one",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["offered", "accepted"]), ("volunteer__isnull", False)
                                ),
                                fields=("case_reference", "volunteer"),
                                name="a_volunteer_is_asked_once_at_a_time",
                            ),
                        ],
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
                                to="directory.importbatch",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("uuid", models.UUIDField(null=True)),
                        ("name", models.CharField(blank=True, max_length=200)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("changed", "Changed"),
                                    ("unchanged", "Already so"),
                                    ("conflict", "To decide"),
                                    ("problem", "Not right"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="directory.service",
                            ),
                        ),
                        ("ours", models.JSONField(default=dict)),
                        ("theirs", models.JSONField(default=dict)),
                        ("base", models.JSONField(null=True)),
                        (
                            "decision",
                            models.CharField(
                                blank=True, choices=[("ours", "Keep ours"), ("theirs", "Take theirs")], max_length=6
                            ),
                        ),
                        ("problems", models.JSONField(default=list)),
                        ("note", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["batch", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "number"), name="a_record_is_one_row_of_a_batch")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Change",
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
                                related_name="changes",
                                to="directory.service",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("desk", "At the desk"),
                                    ("provider", "From the provider"),
                                    ("import", "From a neighbour’s directory"),
                                    ("undo", "Taken back"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("by", models.CharField(blank=True, max_length=254)),
                        ("action", models.CharField(max_length=40)),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        ("note", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "indexes": [models.Index(fields=["service", "-at"], name="changes_of_service")],
                    },
                ),
                migrations.CreateModel(
                    name="Suggestion",
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
                                related_name="suggestions",
                                to="directory.service",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("change", "Change by the provider"), ("wrong", "Somebody says it is wrong")],
                                max_length=6,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Waiting"), ("accepted", "Accepted"), ("rejected", "Not taken")],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("from_email", models.EmailField(blank=True, max_length=254)),
                        ("base", models.JSONField(default=dict)),
                        ("document", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
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
                        ("answer", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["service", "at"],
                                name="suggestions_waiting",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Asked",
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
                                related_name="asked",
                                to="directory.service",
                            ),
                        ),
                        ("assured_until", models.DateField()),
                        ("occasion", models.CharField(max_length=20)),
                        ("to_email", models.EmailField(blank=True, max_length=254)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service", "assured_until", "occasion"), name="asked_once_per_occasion"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
