"""The life of a service, as a table, and the fixed lists and limits of the catalogue."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices

from civichub.core.lifecycle import Lifecycle, Step

TITLE_LENGTH, SUMMARY_LENGTH, ALIAS_LENGTH = 120, 300, 80
"""Characters, at most."""
DRAFT, LIVE, RETIRED = "draft", "live", "retired"

SERVICE_LIFE = Lifecycle(
    "service",
    {DRAFT: "Draft", LIVE: "Live", RETIRED: "Retired"},
    [
        Step("publish", frozenset({DRAFT, RETIRED}), LIVE, "Make live"),
        Step("retire", frozenset({DRAFT, LIVE}), RETIRED, "Retire"),
    ],
)


class ServiceStatus(TextChoices):
    DRAFT = DRAFT, "Draft"
    LIVE = LIVE, "Live"
    RETIRED = RETIRED, "Retired"


class ServiceClass(TextChoices):
    """How a service is handled at the front line (A3; Worcestershire 2022, paragraphs 10 and 59)."""

    SIMPLE = "simple", "Simple transaction"
    REGISTERED = "registered", "Registered service"
    FACILITATED = "facilitated", "Facilitated service"
    ADVOCACY = "advocacy", "Advocacy service"
    INFORMATION = "information", "Information provision"


class Sensitivity(TextChoices):
    ORDINARY = "ordinary", "Ordinary"
    SENSITIVE = "sensitive", "Sensitive"


class Audience(TextChoices):
    RESIDENTS = "residents", "Residents"
    BUSINESSES = "businesses", "Businesses"
    EVERYONE = "everyone", "Everyone"
    PARTNERS = "partners", "Partners"


class Level(TextChoices):
    """The tier of the body that provides a service; the order is the order of precedence at one address."""

    PARISH = "parish", "Parish or town council"
    DISTRICT = "district", "District council"
    COUNTY = "county", "County council"
    AGENCY = "agency", "Agency"


PRECEDENCE = {level: place for place, level in enumerate(Level.values)}


class ServiceChannelKind(TextChoices):
    """The columns of the service by channel matrix (A2; Warwickshire 2009, 4.4)."""

    PHONE = "phone", "Contact centre"
    ONE_STOP_SHOP = "one_stop_shop", "One-stop shop"
    KIOSK = "kiosk", "Kiosk"
    WEB = "web", "Web"
    WEBCHAT = "webchat", "Webchat"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"
    TEXT = "text", "Text message"
    SOCIAL_MEDIA = "social_media", "Social media"
    HOME_VISIT = "home_visit", "Home visit"


class Reach(IntegerChoices):
    """How far a service can be taken on a channel."""

    SIGNPOST = 1, "Told where to go"
    ENQUIRY = 2, "Questions answered"
    START = 3, "Can be started"
    COMPLETE = 4, "Can be completed"


class ImportState(TextChoices):
    DRY_RUN = "dry_run", "Tried out, nothing changed"
    REFUSED = "refused", "Refused, nothing changed"
    APPLIED = "applied", "Applied"
    UNDONE = "undone", "Undone"


class RowOutcome(TextChoices):
    CREATED = "created", "New"
    UPDATED = "updated", "Changed"
    UNCHANGED = "unchanged", "Already so"
    PROBLEM = "problem", "Not right"
