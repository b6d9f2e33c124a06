import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(unique=True)),
                        ("name", models.CharField(max_length=120, unique=True)),
                        ("short_name", models.CharField(max_length=40)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("county", "County council"),
                                    ("district", "District council"),
                                    ("parish", "Parish or town council"),
                                    ("agency", "Agency"),
                                    ("contractor", "Contractor"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("gss_code", models.CharField(blank=True, max_length=9)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "modules",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("reports", "Report a problem"),
                                        ("applications", "Apply for a service"),
                                        ("contact_desk", "Contact desk"),
                                        ("casework", "Casework"),
                                        ("accounts", "Residents' accounts"),
                                        ("payments", "Payments"),
                                        ("api", "Interfaces for other systems"),
                                        ("performance", "Performance"),
                                    ],
                                    max_length=20,
                                ),
                                default=list,
                                size=None,
                            ),
                        ),
                        ("brand_colour", models.CharField(default="#1d4f6e", max_length=7)),
                        ("strapline", models.CharField(blank=True, max_length=160)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("postal_address", models.TextField(blank=True)),
                        ("office_hours", models.JSONField(default=dict)),
                        ("clock_nation", models.CharField(default="ENG", max_length=3)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("brand_colour__regex", "^#[0-9a-fA-F]{6}$")),
                                name="brand_colour_is_hex",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Department",
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
                                related_name="departments",
                                to="organisations.organisation",
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "name"), name="one_department_per_name")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
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
                                related_name="teams",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="teams",
                                to="organisations.department",
                            ),
                        ),
                        ("slug", models.SlugField()),
                        ("name", models.CharField(max_length=120)),
                        ("description", models.CharField(blank=True, max_length=300)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        (
                            "digest_hours",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "slug"), name="one_team_per_slug")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SharingAgreement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "from_organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements_given",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "to_organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements_held",
                                to="organisations.organisation",
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("purpose", models.CharField(max_length=300)),
                        ("legal_basis", models.CharField(blank=True, max_length=200)),
                        (
                            "services",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "fields",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("customer.name", "Customer's name"),
                                        ("customer.contact_points", "Phone, email and address"),
                                        ("customer.needs", "Language, format and adjustments"),
                                        ("contacts", "Record of contacts"),
                                        ("case.summary", "Service, state and dates of a case"),
                                        ("case.answers", "What the customer told us in the form"),
                                        ("case.history", "History of a case"),
                                        ("case.private_notes", "Private notes"),
                                        ("case.attachments", "Attachments"),
                                    ],
                                    max_length=40,
                                ),
                                size=None,
                            ),
                        ),
                        ("may_act", models.BooleanField(default=False)),
                        ("starts_on", models.DateField()),
                        ("expires_on", models.DateField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["from_organisation", "to_organisation", "title"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("expires_on__gte", models.F("starts_on"))),
                                name="agreement_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_organisation", models.F("to_organisation")), _negated=True),
                                name="agreement_between_two_organisations",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
