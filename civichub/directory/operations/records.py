"""Keeping the record: making, changing, publishing, assuring and taking back, each with its provenance."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid, TransitionRefused
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.directory import policies
from civichub.directory.assurance import Dates, Rules, dates_from, dates_unassured
from civichub.directory.document import Document, clean_document, differences
from civichub.directory.document_values import as_email
from civichub.directory.events import ServiceRecorded
from civichub.directory.models import AssuranceRules, Change, Feed, Organization, Service
from civichub.directory.queries.keeping import rules_of
from civichub.directory.states import Origin
from civichub.directory.storing import fresh_document, store


@operation
def create_service(
    *, document: Document, keeper: Any, actor: Any, at: datetime, published: bool = False, uuid: str = ""
) -> Service:
    """A new record, a draft unless `published`. It counts as past its date until somebody assures it.

    `document`: see `directory.document`. Raises `Invalid` naming its fields.
    """
    require(policies.may_edit_record(actor, keeper.pk))
    return make_service(document, keeper=keeper, actor=actor, at=at, published=published, uuid=uuid)


def make_service(
    document: Document, *, keeper: Any, actor: Any, at: datetime, published: bool, uuid: str = "",
    feed: Feed | None = None,
) -> Service:  # fmt: skip
    """As `create_service`, for callers that have asked whether the actor may."""
    service = Service(keeper=keeper, is_published=published, created_at=at, last_modified=at, feed=feed)
    if uuid:
        service.uuid = uuid
    clean = clean_document(document, key=str(service.uuid))
    _date(service, dates_unassured(london_date(at), rules_of(keeper.pk)))
    store(service, clean, feed=feed)
    if feed is not None:
        service.imported = clean
        save(service, "imported")
    origin = Origin.IMPORT if feed else Origin.DESK
    keep_change(service, "made", {}, origin=origin, actor=actor, at=at)
    return service


@operation
def change_service(
    *, service: Service, document: Document, actor: Any, at: datetime, note: str = "", origin: str = Origin.DESK,
    by: str = "",
) -> Service:  # fmt: skip
    """Put a whole document in the place of the one that stands; without any difference nothing happens.

    `by` names the provider whose suggestion it was. Raises `Invalid` naming fields.
    """
    service = lock(service)
    require(policies.may_edit_record(actor, service.keeper_id))
    rewrite(service, document, action="changed", origin=origin, actor=actor, at=at, note=note, by=by)
    return service


def rewrite(
    service: Service, document: Document, *, action: str, origin: str, actor: Any, at: datetime, note: str = "",
    by: str = "", feed: Feed | None = None,
) -> bool:  # fmt: skip
    """Write a document over a locked record and keep both sides; whether anything differed."""
    before = fresh_document(service.pk)
    clean = clean_document(document, key=str(service.uuid))
    if not differences(before, clean):
        return False
    service.last_modified = at
    store(service, clean, feed=feed)
    keep_change(service, action, before, origin=origin, actor=actor, at=at, note=note, by=by)
    return True


def keep_change(
    service: Service, action: str, before: Document, *, origin: str, actor: Any, at: datetime, note: str = "",
    by: str = "",
) -> Change:  # fmt: skip
    """The provenance of a change that was just made, its audit, and the news of it."""
    after = fresh_document(service.pk)
    change = Change.objects.create(
        service=service, at=at, actor=actor, origin=origin, by=by[:254], action=action, before=before, after=after,
        note=clean_text(note, field="note", max_length=300),
    )  # fmt: skip
    fields = [one.field for one in differences(before, after)] if before else []
    audit(f"directory.{action}", service, actor=actor, at=at, origin=origin, fields=fields, by=by)
    publish(ServiceRecorded(service_id=service.pk), at=at)
    return change


@operation
def publish_service(*, service: Service, actor: Any, at: datetime) -> Service:
    """Show a draft to residents and other systems."""
    return _show(service, True, actor, at)


@operation
def withdraw_service(*, service: Service, actor: Any, at: datetime) -> Service:
    """Take a record out of sight without saying that the service itself has ended."""
    return _show(service, False, actor, at)


def _show(service: Service, shown: bool, actor: Any, at: datetime) -> Service:
    service = lock(service)
    require(policies.may_edit_record(actor, service.keeper_id))
    if service.is_published == shown:
        raise TransitionRefused("This record is published already." if shown else "This record is a draft already.")
    service.is_published, service.last_modified = shown, at
    save(service, "is_published", "last_modified")
    before = fresh_document(service.pk)
    keep_change(service, "published" if shown else "withdrawn", before, origin=Origin.DESK, actor=actor, at=at)
    return service


@operation
def assure_service(*, service: Service, assurer_email: str, actor: Any, at: datetime, by: str = "") -> Service:
    """Somebody looked at the record and says that it is right: its date begins anew. `by`: the provider, by their link.

    Raises `Invalid` without an address of who assures it: HSDS has it as `assurer_email`.
    """
    service = lock(service)
    require(policies.may_edit_record(actor, service.keeper_id))
    assurer = as_email(assurer_email, "assurer_email")
    if not assurer:
        raise Invalid({"assurer_email": "Enter the email address of whoever assures it."})
    today = london_date(at)
    service.assured_date, service.assurer_email, service.last_modified = today, assurer, at
    _date(service, dates_from(today, rules_of(service.keeper_id)))
    save(service, "assured_date", "assurer_email", "last_modified", *asdict(service.dates))
    origin = Origin.PROVIDER if by else Origin.DESK
    keep_change(service, "assured", fresh_document(service.pk), origin=origin, actor=actor, at=at, by=by)
    return service


@operation
def undo_change(*, change: Change, actor: Any, at: datetime) -> Service:
    """Put back what stood before a change. Raises `TransitionRefused` once the record was changed again since."""
    service = lock(change.service)
    require(policies.may_edit_record(actor, service.keeper_id))
    if not change.before or not differences(change.before, change.after):
        raise TransitionRefused("This change has nothing that can be put back.")
    if differences(change.after, fresh_document(service.pk)):
        raise TransitionRefused(
            "The record was changed again since. Undo the later change first, or change it by hand."
        )
    rewrite(service, change.before, action="undone", origin=Origin.UNDO, actor=actor, at=at)
    return service


@operation
def set_keeper_email(*, organization: Organization, email: str, service: Service, actor: Any, at: datetime) -> None:
    """Say where a provider is asked whether its records are right. `service` is one of theirs that the actor keeps."""
    require(policies.may_edit_record(actor, service.keeper_id) and service.organization_id == organization.pk)
    organization = lock(organization)
    organization.keeper_email = as_email(email, "keeper_email")
    save(organization, "keeper_email")
    audit("directory.provider_email_set", organization, actor=actor, at=at, service=service.pk)


@operation
def set_rules(*, keeper: Any, rules: Rules, actor: Any, at: datetime) -> None:
    """Set a keeper's rules of ageing, and the days of all its records by them. Raises `Invalid`."""
    require(policies.may_edit_record(actor, keeper.pk))
    if rules.months < 1 or rules.hidden_after_months < rules.unconfirmed_after_months:
        raise Invalid({"hidden_after_months": "A record has to be unconfirmed before it is hidden."})
    held, _ = AssuranceRules.objects.update_or_create(
        keeper=keeper,
        defaults={**asdict(rules), "ask_days_before": list(rules.ask_days_before),
                  "ask_days_after": list(rules.ask_days_after)},
    )  # fmt: skip
    services = _of_keeper(keeper)
    for service in services:
        begun = london_date(service.created_at)
        dated = service.assured_date
        _date(service, dates_from(dated, rules) if dated else dates_unassured(begun, rules))
    Service.objects.bulk_update(services, ["assured_until", "unconfirmed_from", "hidden_from"], batch_size=500)
    audit("directory.rules_set", held, actor=actor, at=at, services=len(services), **asdict(rules))


def _of_keeper(keeper: Any) -> QuerySet[Service]:
    return Service.objects.select_for_update().filter(keeper=keeper).order_by("pk")


def _date(service: Service, dates: Dates) -> None:
    for name, day in asdict(dates).items():
        setattr(service, name, day)
