"""The record is kept whole: every change has both sides, can be undone, and what others suggest waits for a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civichub.core.errors import Invalid, NotAllowed, TransitionRefused
from civichub.core.models import AuditEntry
from civichub.delivery.models import Message
from civichub.directory.assurance import Rules
from civichub.directory.links import confirm_token, read_confirm_link
from civichub.directory.models import Location, Service
from civichub.directory.operations.records import (
    assure_service,
    change_service,
    create_service,
    set_keeper_email,
    set_rules,
    undo_change,
    withdraw_service,
)
from civichub.directory.operations.suggestions import (
    accept_suggestion,
    ask_provider,
    reject_suggestion,
    report_wrong,
    suggest_change,
)
from civichub.directory.queries.asking import to_ask
from civichub.directory.queries.keeping import changes_of, standing_of
from civichub.directory.queries.published import public_document, service_by_uuid
from civichub.directory.storing import fresh_document
from tests.factories.directory import LUNCH_CLUB, NOW, record
from tests.factories.world import World

TODAY = NOW.date()


def test_what_goes_in_comes_out_and_a_second_time_nothing_changes(world: World) -> None:
    service = record(world)
    kept = fresh_document(service.pk)
    for name in ("name", "url", "minimum_age", "fees_description"):
        assert kept[name] == LUNCH_CLUB[name]
    assert kept["locations"][0]["location"]["postal_code"] == "LE1 1AA"
    assert [row["code"] for row in kept["languages"]] == ["en", "pl"]
    number = changes_of(service).count()
    change_service(service=service, document=kept, actor=world.system, at=NOW)
    assert changes_of(service).count() == number
    assert fresh_document(service.pk) == kept


def test_ids_stay_when_something_else_changes(world: World) -> None:
    service = record(world)
    before = fresh_document(service.pk)
    change_service(service=service, document={**before, "alert": "Closed on Good Friday"}, actor=world.system, at=NOW)
    after = fresh_document(service.pk)
    for name in ("schedules", "phones", "languages", "locations", "terms", "contacts"):
        assert [row["id"] for row in after[name]] == [row["id"] for row in before[name]], name


def test_only_editors_of_the_keeper_change_it(world: World) -> None:
    service = record(world)
    for who in ("advisor", "district", "stranger", "leader"):
        with pytest.raises(NotAllowed):
            change_service(service=service, document=LUNCH_CLUB, actor=world.fresh(who), at=NOW)
    changed = {**LUNCH_CLUB, "name": "Lunch"}
    change_service(service=service, document=changed, actor=world.fresh("manager"), at=NOW)
    assert AuditEntry.objects.filter(action="directory.changed", actor=world.people["manager"]).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("url", "javascript:alert(1)"), ("email", "nobody"), ("status", "open"), ("minimum_age", "old"),
     ("minimum_age", 131), ("organization", {}), ("name", "a\x00b"), ("maximum_age", 5)],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_by_its_field(world: World, field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        create_service(document={**LUNCH_CLUB, field: value}, keeper=world.county, actor=world.system, at=NOW)
    assert field in refused.value.errors
    assert not Service.objects.exists()


def test_a_change_is_undone_but_not_past_a_later_one(world: World) -> None:
    service = record(world)
    for name in ("First", "Second"):
        service = change_service(service=service, document={**LUNCH_CLUB, "name": name}, actor=world.system, at=NOW)
    second, first = list(changes_of(service).filter(action="changed"))
    with pytest.raises(TransitionRefused, match="later change first"):
        undo_change(change=first, actor=world.system, at=NOW)
    undo_change(change=second, actor=world.fresh("manager"), at=NOW)
    assert Service.objects.get().name == "First"


def test_assuring_begins_the_date_anew_and_rules_are_the_keepers_own(world: World) -> None:
    service = record(world, assured=False)
    assert standing_of(service, on=TODAY) == "lapsed"
    service = assure_service(service=service, assurer_email="a@b.example", actor=world.fresh("manager"), at=NOW)
    assert (service.assured_date, service.assured_until.year) == (TODAY, 2027)
    rules = Rules(3, (7,), (), 1, 2)
    set_rules(keeper=world.county, rules=rules, actor=world.fresh("manager"), at=NOW)
    service.refresh_from_db()
    assert (service.assured_until.month, service.unconfirmed_from.month, service.hidden_from.month) == (6, 7, 8)
    with pytest.raises(Invalid):
        set_rules(keeper=world.county, rules=Rules(3, (), (), 4, 2), actor=world.system, at=NOW)


def test_drafts_withdrawn_ended_and_hidden_records_are_not_seen(world: World) -> None:
    shown, draft = record(world), record(world, published=False, name="Draft")
    ended, old = record(world, status="defunct", name="Ended"), record(world, name="Old")
    withdrawn = record(world, name="Withdrawn")
    withdraw_service(service=withdrawn, actor=world.system, at=NOW)
    Service.objects.filter(pk=old.pk).update(hidden_from=TODAY, unconfirmed_from=TODAY, assured_until=TODAY)
    assert service_by_uuid(str(shown.uuid), on=TODAY) is not None
    for one in (draft, ended, old, withdrawn):
        assert service_by_uuid(str(one.uuid), on=TODAY) is None
    assert service_by_uuid("nonsense", on=TODAY) is None


def test_a_withheld_place_tells_nothing(world: World) -> None:
    place = {"location": {**LUNCH_CLUB["locations"][0]["location"], "name": "Refuge", "withheld": True}}
    service = record(world, locations=[place])
    seen = str(public_document(service_by_uuid(str(service.uuid), on=TODAY)))
    for secret in ("Church Lane", "LE1", "Refuge", "52.3", "-1.9", "Lowton',"):
        assert secret not in seen
    assert Location.objects.get().withheld


def test_a_provider_is_asked_once_an_occasion_by_a_link_that_dies_with_the_address(world: World) -> None:
    service = record(world, at=NOW - timedelta(days=350))
    assert [(one.pk, occasion) for one, occasion in to_ask(on=TODAY)] == [(service.pk, "before-30")]
    assert ask_provider(service=service, occasion="before-30", actor=world.system, at=NOW)
    assert ask_provider(service=service, occasion="before-30", actor=world.system, at=NOW) is None
    assert to_ask(on=TODAY) == []
    mail = Message.objects.get()
    assert mail.to_address == "lunch@neighbours.example"
    assert "/directory/confirm/" in mail.body
    token = confirm_token(service)
    assert read_confirm_link(token) == service
    assert read_confirm_link(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    organization = service.organization
    set_keeper_email(organization=organization, email="new@neighbours.example", service=service,
                     actor=world.fresh("manager"), at=NOW)  # fmt: skip
    assert read_confirm_link(token) is None


def test_a_providers_change_waits_and_takes_only_what_they_changed(world: World) -> None:
    service = record(world)
    theirs = {**fresh_document(service.pk), "fees_description": "£3"}
    waiting = suggest_change(
        service=service, document=theirs, from_email="lunch@neighbours.example", actor=world.system, at=NOW
    )
    assert waiting is not None
    change_service(service=service, document={**fresh_document(service.pk), "alert": "New"}, actor=world.system, at=NOW)
    with pytest.raises(NotAllowed):
        accept_suggestion(suggestion=waiting, actor=world.fresh("advisor"), at=NOW)
    accept_suggestion(suggestion=waiting, actor=world.fresh("manager"), at=NOW)
    kept = fresh_document(service.pk)
    assert (kept["fees_description"], kept["alert"]) == ("£3", "New")
    newest = changes_of(service).first()
    assert newest is not None
    assert (newest.origin, newest.by) == ("provider", "lunch@neighbours.example")
    with pytest.raises(TransitionRefused):
        reject_suggestion(suggestion=waiting, answer="No", actor=world.fresh("manager"), at=NOW)


def test_saying_the_same_suggests_nothing_and_reports_do_not_fill_the_desk(world: World) -> None:
    service = record(world)
    same = fresh_document(service.pk)
    assert suggest_change(service=service, document=same, from_email="", actor=world.system, at=NOW) is None
    for number in range(20):
        report_wrong(service=service, words=f"It moved {number}", from_email="", actor=world.system, at=NOW)
    with pytest.raises(Invalid, match="already"):
        report_wrong(service=service, words="It moved", from_email="", actor=world.system, at=NOW)
