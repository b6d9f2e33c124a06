"""A contact, its pauses and its hand-offs."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from civichub.contacts.states import CONTACT
from civichub.customers.queries import own_customer_ids


class Channel(models.TextChoices):
    PHONE = "phone", "Telephone"
    SWITCHBOARD = "switchboard", "Assisted switchboard"
    AUTOMATED_SWITCHBOARD = "automated_switchboard", "Automated switchboard"
    VOICE_SELF_SERVICE = "voice_self_service", "Automated telephone service"
    WEB = "web", "Online"
    WEB_ASSISTED = "web_assisted", "Online with an advisor's help"
    WEBCHAT = "webchat", "Webchat"
    CHATBOT = "chatbot", "Chatbot"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"
    PAPER_FORM = "paper_form", "Paper application"
    COUNTER = "counter", "One-stop shop"
    KIOSK = "kiosk", "Kiosk"
    SMS = "sms", "Text message"
    SOCIAL = "social", "Social media"
    MOBILE_APP = "mobile_app", "Mobile app"
    API = "api", "Another system"
    PARTNER = "partner", "Partner"


SELF_SERVICE = frozenset(
    {
        Channel.AUTOMATED_SWITCHBOARD,
        Channel.VOICE_SELF_SERVICE,
        Channel.WEB,
        Channel.CHATBOT,
        Channel.KIOSK,
        Channel.MOBILE_APP,
        Channel.API,
    }
)


class ContactOutcome(models.TextChoices):
    """What came of the interaction. `RESOLVED` is the advisor's word; first-contact resolution is measured later."""

    RESOLVED = "resolved", "Answered or done in this contact"
    CASE_OPENED = "case_opened", "Case opened"
    CASE_UPDATED = "case_updated", "Added to an existing case"
    DETAILS_TAKEN = "details_taken", "Details taken for another team"
    CALL_BACK = "call_back", "Call-back promised"
    HANDED_OFF = "handed_off", "Handed off"
    SIGNPOSTED = "signposted", "Told who can help"
    ABANDONED = "abandoned", "They left before we finished"
    NOT_FOR_US = "not_for_us", "Wrong number or nuisance"


class Avoidable(models.TextChoices):
    """The kinds of avoidable contact of National Indicator 14 (2008 to 2010), still the shared words, and "not"."""

    NOT = "not", "Not avoidable"
    CLARIFICATION = "clarification", "We were not clear (a letter, form or page)"
    SIGNPOSTING = "signposting", "Sent here by mistake, or passed around"
    REPEAT_NOTICE = "repeat_notice", "Had to tell us the same thing again"
    PROGRESS_CHASING = "progress_chasing", "Asking what is happening"
    PREMATURE_CLOSURE = "premature_closure", "We closed it too early or did not do it"


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: Any) -> Self:
        """Contacts of the organisations in which `user` may see contacts, and those the user handles."""
        if user.is_system:
            return self
        if user.kind == "resident":
            return self.filter(customer__in=own_customer_ids(user))
        organisations = user.organisations_with("contact.view")
        return self.filter(Q(organisation__in=organisations) | Q(handled_by=user))


class Contact(models.Model):
    """One interaction with one person. `organisation` is whose front door it came by.

    `worked_seconds` is the handling time after the contact is closed: begin to end less pauses.
    """

    reference = models.CharField(max_length=9, unique=True)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    service = models.ForeignKey("catalogue.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=24, choices=Channel)
    direction = models.CharField(max_length=8, choices=[("in", "Inbound"), ("out", "Outbound")], default="in")
    self_service = models.BooleanField()
    state = models.CharField(max_length=12, choices=list(CONTACT.states.items()), default="open")
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    caller = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)
    outcome = models.CharField(max_length=16, choices=ContactOutcome, blank=True)
    avoidable = models.CharField(max_length=20, choices=Avoidable, blank=True)
    avoidable_suggested = models.CharField(max_length=20, choices=Avoidable, blank=True)
    avoidable_why = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    wrap_up_started_at = models.DateTimeField(null=True, blank=True)
    worked_seconds = models.PositiveIntegerField(null=True, blank=True)
    source_reference = models.CharField(max_length=80, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="contact_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", ended_at__isnull=False) | (~Q(state="closed") & Q(ended_at=None)),
                name="closed_contact_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-started_at"], name="contacts_of_customer"),
            models.Index(fields=["organisation", "-started_at"], name="contacts_of_organisation"),
            models.Index(fields=["handled_by", "state"], name="contacts_in_hand", condition=~Q(state="closed")),
        ]

    def __str__(self) -> str:
        return self.reference


class ContactPause(models.Model):
    """A stretch in which the advisor was not with this person. An open pause has no end."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="pauses")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(ended_at=None), name="one_open_pause_per_contact")
        ]

    def __str__(self) -> str:
        return f"pause from {self.started_at:%H:%M}"


class HandOff(models.Model):
    """A person passed on, with what was said so far. At most one per contact (K rec 15; B3)."""

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="hand_off")
    to_team = models.ForeignKey("organisations.Team", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    notes = models.TextField()
    warm = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"hand-off of {self.contact_id}"


class Typed(models.Model):
    """What an advisor has typed in a contact and not sent yet: `place` names the form, `values` its fields.

    It goes when the form is sent or the contact closed: only what was said and done stays.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="typed")
    place = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "place"], name="one_typed_text_per_place")]

    def __str__(self) -> str:
        return f"typed in {self.place} of {self.contact_id}"
