"""Services are made, changed, published and retired by those who may, and the A–Z and the matrix follow."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from civichub.accounts.models import Membership, User, UserKind
from civichub.accounts.roles import Role
from civichub.catalogue import queries
from civichub.catalogue.models import Service
from civichub.catalogue.operations import (
    change_service,
    clear_channel,
    create_service,
    publish_service,
    retire_service,
    set_channel,
    set_provision,
    set_standard,
    withdraw_provision,
)
from civichub.catalogue.states import Reach
from civichub.core.errors import Invalid, NotAllowed, TransitionRefused
from civichub.core.models import AuditEntry, StoredEvent
from civichub.organisations.models import Organisation

from .conftest import AT, TODAY


def live(title: str, hub: User, **fields: object) -> Service:
    return create_service(fields={"title": title, "status": "live", **fields}, actor=hub, at=AT)


def test_a_new_service_is_a_draft_with_a_slug_and_the_words_people_use(editor: User) -> None:
    service = create_service(fields={"title": "Road maintenance", "lgsl_id": 557}, actor=editor, at=AT)
    assert (service.status, service.slug) == ("draft", "road-maintenance")
    assert "pothole" in service.aliases
    assert service.source_uri == "http://id.esd.org.uk/service/557"
    assert AuditEntry.objects.get(action="service.created").actor == editor
    assert StoredEvent.objects.filter(name="catalogue.ServiceChanged").count() == 1


def test_two_services_of_one_title_get_two_slugs(hub: User) -> None:
    assert [live("Bins", hub).slug, live("Bins", hub, lgsl_id=524).slug, live("Bins", hub).slug] == [
        "bins",
        "bins-524",
        "bins-2",
    ]


def test_a_number_or_slug_in_use_is_refused_by_name(hub: User) -> None:
    live("Bins", hub, lgsl_id=524)
    with pytest.raises(Invalid, match="Bins has 524"):
        live("Waste", hub, lgsl_id=524)
    with pytest.raises(Invalid, match="taken"):
        live("Waste", hub, slug="bins")
    with pytest.raises(Invalid, match="title"):
        create_service(fields={"summary": "x"}, actor=hub, at=AT)


def test_an_advisor_changes_nothing(advisor: User, hub: User) -> None:
    service = live("Bins", hub)
    with pytest.raises(NotAllowed):
        create_service(fields={"title": "X"}, actor=advisor, at=AT)
    with pytest.raises(NotAllowed):
        change_service(service=service, fields={"title": "X"}, actor=advisor, at=AT)
    with pytest.raises(NotAllowed):
        retire_service(service=service, reason="no", actor=advisor, at=AT)


def test_another_organisations_service_cannot_be_changed(editor: User, hub: User, councils: SimpleNamespace) -> None:
    service = create_service(fields={"title": "Libraries"}, owner=councils.county, actor=hub, at=AT)
    with pytest.raises(NotAllowed):
        change_service(service=service, fields={"title": "Books"}, actor=editor, at=AT)


def test_a_service_is_changed_by_its_only_provider_and_a_shared_one_by_the_countys_administrator(
    editor: User, hub: User, councils: SimpleNamespace
) -> None:
    def changes(who: User) -> bool:
        try:
            change_service(service=service, fields={"summary": f"As {who.name} sees it."}, actor=who, at=AT)
            publish_service(service=retire_service(service=service, reason="x", actor=who, at=AT), actor=who, at=AT)
            set_channel(service=service, channel="web", reach=Reach.COMPLETE, actor=who, at=AT)
        except NotAllowed:
            return False
        return True

    def person(role: str, at: Organisation) -> User:
        user = User.objects.create_user(f"{role}@{at.slug}.example", name=f"{role} {at}", kind=UserKind.STAFF)
        Membership.objects.create(user=user, organisation=at, role=role)
        return user

    manager, lead = (person(role, councils.county) for role in (Role.SERVICE_MANAGER, Role.ADMINISTRATOR))
    elsewhere = person(Role.ADMINISTRATOR, councils.south)
    everybody = (editor, manager, lead, elsewhere)
    service = live("Bins", hub)
    assert [changes(who) for who in everybody] == [False, False, True, False], "nobody provides it yet"
    set_provision(service=service, organisation=councils.north, actor=editor, at=AT)
    assert [changes(who) for who in everybody] == [True, False, True, False], "the north alone provides it"
    set_provision(service=service, organisation=councils.south, actor=elsewhere, at=AT)
    assert [changes(who) for who in everybody] == [False, False, True, False], "two provide it"
    service = create_service(fields={"title": "Leisure", "status": "live"}, actor=editor, at=AT)
    assert service.owner == councils.north
    assert [changes(who) for who in everybody] == [True, False, False, False], "the north owns it"
    assert create_service(fields={"title": "Libraries"}, actor=lead, at=AT).owner is None
    with pytest.raises(NotAllowed):
        create_service(fields={"title": "Museums"}, owner=councils.south, actor=editor, at=AT)


def test_a_change_writes_only_what_differs_and_says_so(editor: User, hub: User, councils: SimpleNamespace) -> None:
    service = live("Bins", hub)
    set_provision(service=service, organisation=councils.north, actor=editor, at=AT)
    change_service(service=service, fields={"title": "Bins", "summary": "When we empty them."}, actor=editor, at=AT)
    assert AuditEntry.objects.get(action="service.changed").detail["after"] == {"summary": "When we empty them."}
    change_service(service=service, fields={"summary": "When we empty them."}, actor=editor, at=AT)
    assert AuditEntry.objects.filter(action="service.changed").count() == 1
    with pytest.raises(Invalid, match="retire"):
        change_service(service=service, fields={"status": "retired"}, actor=editor, at=AT)


def test_a_retired_service_leaves_the_a_to_z_and_can_come_back(hub: User) -> None:
    service = live("Allotments", hub)
    assert [group.letter for group in queries.a_to_z(on=TODAY)] == ["A"]
    retire_service(service=service, reason="Leased out.", actor=hub, at=AT)
    assert queries.a_to_z(on=TODAY) == []
    assert queries.service_by_slug("allotments") is None
    with pytest.raises(TransitionRefused):
        retire_service(service=service, reason="again", actor=hub, at=AT)
    assert publish_service(service=service, actor=hub, at=AT).retired_at is None


def test_the_a_to_z_puts_digits_first_and_can_be_one_organisations(hub: User, councils: SimpleNamespace) -> None:
    for title in ("adoption", "Blue badge", "16 to 19 bursary"):
        live(title, hub)
    badge = queries.service_by_slug("blue-badge")
    set_provision(service=badge, organisation=councils.county, actor=hub, at=AT)
    assert [group.letter for group in queries.a_to_z(on=TODAY)] == ["0–9", "A", "B"]
    of_county = queries.a_to_z(organisation_ids=[councils.county.pk], on=TODAY)
    assert [service.title for group in of_county for service in group.services] == ["Blue badge"]


def test_each_organisation_says_for_itself_what_it_provides(editor: User, hub: User, councils: SimpleNamespace) -> None:
    service = live("Bins", hub)
    provision = set_provision(
        service=service, organisation=councils.north, hours={"monday": ["09:00-17:00"]}, actor=editor, at=AT
    )
    assert (provision.level, provision.hours) == ("district", {"monday": ["09:00-17:00"]})
    with pytest.raises(NotAllowed):
        set_provision(service=service, organisation=councils.south, actor=editor, at=AT)
    for wrong in ({"hours": {"monday": ["9 to 5"]}}, {"url": "javascript:x"}, {"team": councils.highways}):
        with pytest.raises(Invalid):
            set_provision(service=service, organisation=councils.north, actor=editor, at=AT, **wrong)
    withdraw_provision(provision=provision, reason="Contracted out.", actor=editor, at=AT)
    assert queries.provisions_of(service, on=TODAY) == []


def test_the_matrix_shows_how_far_a_service_goes_on_each_channel(
    hub: User, editor: User, councils: SimpleNamespace
) -> None:
    badge, bins = live("Blue badge", hub), live("Bins", hub)
    by_north = set_provision(service=bins, organisation=councils.north, actor=hub, at=AT)
    set_channel(service=badge, channel="phone", reach=Reach.ENQUIRY, actor=hub, at=AT)
    set_channel(service=bins, channel="web", provision=by_north, note="Any hour.", actor=editor, at=AT)
    cell = set_channel(service=bins, channel="kiosk", provision=by_north, actor=editor, at=AT)
    matrix = queries.channel_matrix(on=TODAY)
    assert [column[0] for column in matrix.columns] == ["phone", "kiosk", "web"]
    assert {row.service.title: sorted(row.cells) for row in matrix.rows} == {
        "Bins": ["kiosk", "web"],
        "Blue badge": ["phone"],
    }
    clear_channel(cell=cell, actor=editor, at=AT)
    assert [column[0] for column in queries.channel_matrix(on=TODAY).columns] == ["phone", "web"]
    of_south = queries.channel_matrix(on=TODAY, organisation_ids=[councils.south.pk])
    assert of_south.rows == ()
    with pytest.raises(Invalid, match="another service"):
        set_channel(service=badge, channel="web", provision=by_north, actor=hub, at=AT)
    with pytest.raises(Invalid, match="Choose one of"):
        set_channel(service=badge, channel="pigeon", actor=hub, at=AT)


def test_a_promise_carries_the_clock_that_proves_it(hub: User) -> None:
    service = live("Freedom of Information", hub)
    standard = set_standard(
        service=service,
        key="answer",
        text="We answer within 20 working days.",
        clock={"rule": "foi_s10_20wd_uk_any_part"},
        actor=hub,
        at=AT,
    )
    assert queries.standards_of(service) == [standard]
    with pytest.raises(Invalid, match="clock"):
        set_standard(service=service, key="x", text="Soon.", clock={"rule": "no such rule"}, actor=hub, at=AT)
