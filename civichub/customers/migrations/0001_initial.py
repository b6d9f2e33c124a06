import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
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
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Customer",
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
                                choices=[("person", "Person"), ("organisation", "Organisation")],
                                default="person",
                                max_length=12,
                            ),
                        ),
                        ("reference", models.CharField(max_length=9, unique=True)),
                        ("title", models.CharField(blank=True, max_length=30)),
                        ("given_name", models.CharField(blank=True, max_length=100)),
                        ("family_name", models.CharField(blank=True, max_length=100)),
                        ("known_as", models.CharField(blank=True, max_length=100)),
                        ("organisation_name", models.CharField(blank=True, max_length=160)),
                        ("search_name", models.CharField(blank=True, max_length=480)),
                        ("date_of_birth", models.DateField(blank=True, null=True)),
                        (
                            "account",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="customer",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at_risk", models.BooleanField(default=False)),
                        ("is_deceased", models.BooleanField(default=False)),
                        ("died_on", models.DateField(blank=True, null=True)),
                        (
                            "preferred_channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("email", "Email"),
                                    ("sms", "Text message"),
                                    ("phone", "Phone call"),
                                    ("letter", "Letter"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("preferred_language", models.CharField(blank=True, max_length=10)),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "In use"), ("merged", "Merged into another")],
                                default="active",
                                max_length=10,
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absorbed",
                                to="customers.customer",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_name"], name="customer_by_similar_name", opclasses=["gin_trgm_ops"]
                            ),
                            models.Index(
                                fields=["search_name"], name="customer_by_name", opclasses=["varchar_pattern_ops"]
                            ),
                            models.Index(
                                condition=models.Q(("date_of_birth__isnull", False)),
                                fields=["date_of_birth"],
                                name="customer_by_birth",
                            ),
                            models.Index(
                                condition=models.Q(("at_risk", True)), fields=["id"], name="customers_at_risk"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                                    models.Q(("merged_into", None), ("state", "active")),
                                    _connector="OR",
                                ),
                                name="merged_customer_names_its_keeper",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                                name="customer_not_merged_into_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("date_of_birth", None),
                                        ("kind", "organisation"),
                                        models.Q(("organisation_name", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("kind", "person"),
                                        ("organisation_name", ""),
                                        models.Q(
                                            models.Q(("given_name", ""), _negated=True),
                                            models.Q(("family_name", ""), _negated=True),
                                            models.Q(("known_as", ""), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="customer_has_a_name_of_its_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("died_on", None), ("is_deceased", True), _connector="OR"),
                                name="only_the_deceased_have_died_on",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustomerHolding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holdings",
                                to="customers.customer",
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
                        ("service", models.BigIntegerField(blank=True, null=True)),
                        ("is_sensitive", models.BooleanField(default=False)),
                        ("since", models.DateTimeField()),
                        ("noted_at", models.DateTimeField()),
                        ("reason", models.CharField(max_length=160)),
                    ],
                    options={
                        "ordering": ["since", "pk"],
                        "indexes": [models.Index(fields=["organisation", "customer"], name="holding_by_organisation")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("customer", "organisation", "service"),
                                name="one_holding_per_service",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AtRiskFlag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="risk_flags",
                                to="customers.customer",
                            ),
                        ),
                        ("why", models.CharField(max_length=500)),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("set_at", models.DateTimeField()),
                        ("review_on", models.DateField()),
                        (
                            "cleared_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("cleared_at", models.DateTimeField(blank=True, null=True)),
                        ("cleared_why", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "ordering": ["set_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("cleared_at", None)),
                                fields=["review_on"],
                                name="risk_flags_to_review",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cleared_at", None), ("cleared_by", None)),
                                    models.Q(("cleared_at__isnull", False), ("cleared_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="risk_flag_cleared_by_somebody",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactPoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contact_points",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("email", "Email"), ("phone", "Phone"), ("address", "Address")], max_length=8
                            ),
                        ),
                        ("value", models.CharField(max_length=400)),
                        ("normalised", models.CharField(max_length=320)),
                        (
                            "lines",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=120), blank=True, default=list, size=None
                            ),
                        ),
                        ("postcode", models.CharField(blank=True, max_length=8)),
                        ("uprn", models.CharField(blank=True, max_length=12)),
                        ("reveals_place", models.BooleanField(default=False)),
                        ("is_mobile", models.BooleanField(default=False)),
                        ("confidential", models.BooleanField(default=False)),
                        ("is_preferred", models.BooleanField(default=False)),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "verified_how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("email_link", "Followed a link we emailed"),
                                    ("code", "Gave back a code we sent"),
                                    ("document", "Showed a document"),
                                    ("identity_provider", "Signed in with a trusted identity"),
                                    ("called_back", "Answered when we called back"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("valid_from", models.DateTimeField()),
                        ("valid_until", models.DateTimeField(blank=True, null=True)),
                        ("bad_since", models.DateTimeField(blank=True, null=True)),
                        ("bad_reason", models.CharField(blank=True, max_length=160)),
                    ],
                    options={
                        "ordering": ["kind", "-is_preferred", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["normalised", "kind"],
                                name="contact_point_by_text",
                                opclasses=["varchar_pattern_ops", "varchar_ops"],
                            ),
                            models.Index(
                                django.contrib.postgres.indexes.OpClass(
                                    django.db.models.functions.text.Reverse("normalised"), "text_pattern_ops"
                                ),
                                condition=models.Q(("kind", "phone")),
                                name="phone_by_last_digits",
                            ),
                            models.Index(
                                condition=models.Q(("kind", "address")), fields=["postcode"], name="address_by_postcode"
                            ),
                            models.Index(
                                condition=models.Q(("kind", "address"), models.Q(("uprn", ""), _negated=True)),
                                fields=["uprn"],
                                name="address_by_uprn",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_preferred", True), ("valid_until", None)),
                                fields=("customer", "kind"),
                                name="one_preferred_contact_point_per_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="contact_point_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("verified_at", None), ("verified_how", "")),
                                    models.Q(
                                        ("verified_at__isnull", False), models.Q(("verified_how", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="contact_point_verified_somehow",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "address"), _negated=True),
                                    ("reveals_place", True),
                                    _connector="OR",
                                ),
                                name="every_address_tells_where_somebody_lives",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LegalHold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="customers.customer",
                            ),
                        ),
                        ("reason", models.CharField(max_length=500)),
                        ("until", models.DateField(blank=True, null=True)),
                        (
                            "placed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("placed_at", models.DateTimeField()),
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
                        ("lifted_at", models.DateTimeField(blank=True, null=True)),
                        ("lifted_why", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "ordering": ["-placed_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("lifted_at", None), ("lifted_by", None)),
                                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="lifted_hold_says_by_whom",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Household",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uprn", models.CharField(blank=True, max_length=12)),
                        ("formed_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("uprn", ""), _negated=True),
                                fields=["uprn"],
                                name="household_by_uprn",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HouseholdMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="customers.household",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="customers.customer",
                            ),
                        ),
                        ("role", models.CharField(blank=True, max_length=60)),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["since", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)),
                                fields=("household", "customer"),
                                name="one_open_membership_per_household",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                                name="member_leaves_after_joining",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Relation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "from_customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relations_from",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "to_customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relations_to",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("carer_of", "is the carer of"),
                                    ("parent_of", "is a parent of"),
                                    ("acts_for", "acts for"),
                                    ("partner_of", "is the partner of"),
                                    ("works_for", "works for"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=300)),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["since", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)),
                                fields=("from_customer", "to_customer", "kind"),
                                name="one_open_relation_of_a_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_customer", models.F("to_customer")), _negated=True),
                                name="relation_between_two_customers",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "acts_for"), _negated=True),
                                    models.Q(("evidence", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="acting_for_somebody_needs_evidence",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "keep",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "absorbed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges_away",
                                to="customers.customer",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
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
                        ("undone_why", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["made_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at", None)),
                                fields=("absorbed",),
                                name="merged_into_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("keep", models.F("absorbed")), _negated=True),
                                name="merge_of_two_customers",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MergedRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "merge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="customers.merge"
                            ),
                        ),
                        ("table", models.CharField(max_length=40)),
                        ("row_id", models.BigIntegerField()),
                        ("before", models.JSONField()),
                        ("after", models.JSONField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="NotSame",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        (
                            "marked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("marked_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("first", "second"), name="one_not_same_mark_per_pair"),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))), name="not_same_pair_in_order"
                            ),
                        ],
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
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("joined", "Merged"),
                                    ("different", "Marked as different people"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-made_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("first", "second"), name="one_suggestion_per_pair"),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))), name="suggested_pair_in_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MatchingRules",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("weights", models.JSONField(default=dict)),
                        ("suggest_from", models.IntegerField()),
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
                        "ordering": ["-set_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("suggest_from__gte", 1)), name="suggesting_needs_some_evidence"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Need",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                choices=[
                                    ("language", "Reads and speaks"),
                                    ("interpreter", "Needs an interpreter"),
                                    ("bsl", "Uses British Sign Language"),
                                    ("large_print", "Large print"),
                                    ("braille", "Braille"),
                                    ("audio", "Audio"),
                                    ("easy_read", "Easy read"),
                                    ("plain_email", "Plain email for a screen reader"),
                                    ("coloured_paper", "Coloured paper"),
                                    ("more_time", "More time to answer"),
                                    ("text_relay", "Uses text relay"),
                                    ("home_visit", "Home visit"),
                                    ("step_free", "Step-free access"),
                                    ("hearing_loop", "Hearing loop"),
                                    ("quiet_room", "Quiet room"),
                                    ("help_with_forms", "Help with forms"),
                                    ("supporter_present", "A supporter present"),
                                    ("other_adjustment", "Another adjustment"),
                                    ("never_phone", "Never phone"),
                                    ("never_text", "Never text"),
                                    ("never_email", "Never email"),
                                    ("no_letters_home", "No letters to the home"),
                                    ("no_voicemail", "Leave no voicemail"),
                                    ("no_council_name", "Do not name the council"),
                                    ("plain_envelope", "Plain envelope"),
                                    ("speak_alone", "Speak alone"),
                                    ("other_contact_rule", "Another rule"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("value", models.CharField(blank=True, max_length=10)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("source", models.CharField(max_length=160)),
                        ("consented", models.BooleanField(default=False)),
                        ("review_on", models.DateField(blank=True, null=True)),
                        ("set_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["set_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None), ("review_on__isnull", False)),
                                fields=["review_on"],
                                name="needs_to_review",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("code__in", ["language", "interpreter"]), _negated=True),
                                    models.Q(("value", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="language_is_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("code__startswith", "other_"), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="another_need_is_described",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("service", "Updates about a service they asked for"),
                                    ("survey", "Being asked how we did"),
                                    ("news", "News and events"),
                                    ("sharing", "Passing details to partner organisations"),
                                    ("recording", "Recording of calls for training"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("given", models.BooleanField()),
                        ("how", models.CharField(max_length=160)),
                        ("decided_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["decided_at", "pk"],
                    },
                ),
            ],
        ),
    ]
