import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civichub.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("catalogue", "0001_initial"),
        ("customers", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        civichub.core.schema.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Contact",
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
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to="customers.customer",
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
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "Telephone"),
                                    ("switchboard", "Assisted switchboard"),
                                    ("automated_switchboard", "Automated switchboard"),
                                    ("voice_self_service", "Automated telephone service"),
                                    ("web", "Online"),
                                    ("web_assisted", "Online with an advisor's help"),
                                    ("webchat", "Webchat"),
                                    ("chatbot", "Chatbot"),
                                    ("email", "Email"),
                                    ("letter", "Letter"),
                                    ("paper_form", "Paper application"),
                                    ("counter", "One-stop shop"),
                                    ("kiosk", "Kiosk"),
                                    ("sms", "Text message"),
                                    ("social", "Social media"),
                                    ("mobile_app", "Mobile app"),
                                    ("api", "Another system"),
                                    ("partner", "Partner"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[("in", "Inbound"), ("out", "Outbound")], default="in", max_length=8
                            ),
                        ),
                        ("self_service", models.BooleanField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("paused", "Paused"),
                                    ("wrapping_up", "In wrap-up"),
                                    ("closed", "Closed"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        (
                            "handled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("caller", models.CharField(blank=True, max_length=200)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("notes", models.TextField(blank=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("resolved", "Answered or done in this contact"),
                                    ("case_opened", "Case opened"),
                                    ("case_updated", "Added to an existing case"),
                                    ("details_taken", "Details taken for another team"),
                                    ("call_back", "Call-back promised"),
                                    ("handed_off", "Handed off"),
                                    ("signposted", "Told who can help"),
                                    ("abandoned", "They left before we finished"),
                                    ("not_for_us", "Wrong number or nuisance"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "avoidable",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not", "Not avoidable"),
                                    ("clarification", "We were not clear (a letter, form or page)"),
                                    ("signposting", "Sent here by mistake, or passed around"),
                                    ("repeat_notice", "Had to tell us the same thing again"),
                                    ("progress_chasing", "Asking what is happening"),
                                    ("premature_closure", "We closed it too early or did not do it"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "avoidable_suggested",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not", "Not avoidable"),
                                    ("clarification", "We were not clear (a letter, form or page)"),
                                    ("signposting", "Sent here by mistake, or passed around"),
                                    ("repeat_notice", "Had to tell us the same thing again"),
                                    ("progress_chasing", "Asking what is happening"),
                                    ("premature_closure", "We closed it too early or did not do it"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("avoidable_why", models.CharField(blank=True, max_length=200)),
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("wrap_up_started_at", models.DateTimeField(blank=True, null=True)),
                        ("worked_seconds", models.PositiveIntegerField(blank=True, null=True)),
                        ("source_reference", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["customer", "-started_at"], name="contacts_of_customer"),
                            models.Index(fields=["organisation", "-started_at"], name="contacts_of_organisation"),
                            models.Index(
                                condition=models.Q(("state", "closed"), _negated=True),
                                fields=["handled_by", "state"],
                                name="contacts_in_hand",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                                ),
                                name="contact_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", False), ("state", "closed")),
                                    models.Q(models.Q(("state", "closed"), _negated=True), ("ended_at", None)),
                                    _connector="OR",
                                ),
                                name="closed_contact_has_an_end",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactPause",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pauses",
                                to="contacts.contact",
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("contact",),
                                name="one_open_pause_per_contact",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandOff",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "contact",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hand_off",
                                to="contacts.contact",
                            ),
                        ),
                        (
                            "to_team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.team"
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
                        ("notes", models.TextField()),
                        ("warm", models.BooleanField(default=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Typed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="typed", to="contacts.contact"
                            ),
                        ),
                        ("place", models.CharField(max_length=40)),
                        ("values", models.JSONField(default=dict)),
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
                        "constraints": [
                            models.UniqueConstraint(fields=("contact", "place"), name="one_typed_text_per_place")
                        ],
                    },
                ),
            ],
        ),
    ]
