"""A small partnership for tests: a county and two districts, their people, three services and their procedures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from civichub.accounts.models import User
from civichub.accounts.operations import add_staff
from civichub.accounts.queries import system_account
from civichub.accounts.roles import Role
from civichub.cases.models import Case
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.opening import Reporter
from civichub.cases.placing import Whereabouts
from civichub.catalogue.models import Service
from civichub.catalogue.operations import create_service, publish_service, set_provision
from civichub.organisations.models import Module, Organisation, SharingAgreement, Team
from civichub.organisations.operations import add_team, agree_sharing, found_organisation
from civichub.procedures.operations import publish_procedure_version, save_procedure_draft
from tests.factories.replay import Replayed

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
BEFORE = datetime(2026, 1, 2, 12, tzinfo=UTC)

REPAIR = """
procedure: {key}
title: A repair
sensitive: {sensitive}
stages:
  - stage: received
    resident: We have received it
    staff: Received
    next_actions: [Inspect it]
  - stage: waiting
    kind: waiting
    resident: We have asked you something
    staff: Waiting for the customer
  - stage: work
    resident: We are working on it
    staff: Work ordered
    tasks:
      - task: make-safe
        title: Make it safe
        due: {{count: {{calendar: england, unit: working_days, amount: 1}}}}
        must_finish: yes
  - stage: closed
    kind: closed
    resident: Closed
    staff: Closed
transitions:
  - transition: inspect
    label: Order the work
    from: [received]
    to: work
  - transition: ask
    label: Ask the customer
    from: [received]
    to: waiting
    requires: [note]
  - transition: hear
    label: They have answered
    from: [waiting]
    to: received
  - transition: close
    label: Close
    from: [received, work]
    to: closed
    requires: [outcome]
    outcomes: [fixed, not-ours]
  - transition: withdraw
    label: I no longer need this
    from: [received, waiting, work]
    to: closed
    by: [resident]
    requires: [outcome]
    outcomes: [withdrawn]
outcomes:
  - outcome: fixed
    label: Fixed
    resident: We have fixed it.
    resolves: yes
    tells: case_resolved
  - outcome: not-ours
    label: Not ours
    resident: It is not ours to fix.
    resolves: no
  - outcome: withdrawn
    label: Withdrawn
    resident: You told us that you no longer need this.
    resolves: no
clocks:
  - clock: repair
    label: Repair within five working days
    audience: corporate
    resident: We aim to repair it within five working days
    count: {{calendar: england, unit: working_days, amount: 5}}
    starts_on: [opened, reopened]
    stops_on: [closed]
    paused_while:
      - stage: waiting
        ground: customer
        words: waiting for the customer
messages:
  - when_event: opened
    template: case_received
reopen:
  within_days: 28
  to: received
"""


@dataclass
class World:
    """What a test needs to name. `people` by a short word: officer, advisor, district, care, leader, manager…"""

    county: Organisation
    lowton: Organisation
    highley: Organisation
    teams: dict[str, Team] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)

    @property
    def system(self) -> User:
        return system_account()

    def fresh(self, who: str) -> User:
        """The person as a new request would load them: without anything remembered."""
        return User.objects.get(pk=self.people[who].pk)


def found_world() -> World:
    """Found it all through the operations that the hub itself uses."""
    actor = system_account()
    modules = Module.values
    made = {
        slug: found_organisation(
            slug=slug, name=name, short_name=name.split()[0], kind=kind, modules=modules, actor=actor, at=BEFORE
        )
        for slug, name, kind in (
            ("county", "Testshire County Council", "county"),
            ("lowton", "Lowton District Council", "district"),
            ("highley", "Highley District Council", "district"),
        )
    }
    world = World(made["county"], made["lowton"], made["highley"])
    _add_teams_and_people(world, made)
    for key, sensitive in (("repair", "no"), ("care", "yes")):
        draft, problems = save_procedure_draft(
            key=key, text=REPAIR.format(key=key, sensitive=sensitive), organisation=None, actor=actor, at=BEFORE
        )
        assert not problems, problems
        publish_procedure_version(version=draft, actor=actor, at=BEFORE)
    for slug, home, team, procedure in (
        ("pothole", "county", "highways", "repair"),
        ("social-care", "county", "care", "care"),
        ("missed-bin", "lowton", "waste", "repair"),
    ):
        sensitivity = "sensitive" if procedure == "care" else "ordinary"
        fields = {"title": slug.replace("-", " ").capitalize(), "slug": slug, "procedure_key": procedure}
        service = create_service(fields={**fields, "sensitivity": sensitivity}, actor=actor, at=BEFORE)
        service = publish_service(service=service, actor=actor, at=BEFORE)
        organisation, level = made[home], "county" if home == "county" else "district"
        set_provision(
            service=service, organisation=organisation, level=level, team=world.teams[team], actor=actor, at=BEFORE,
            live_from=BEFORE.date(),
        )  # fmt: skip
        world.services[slug] = service
    return world


make_world = Replayed(found_world)


def _add_teams_and_people(world: World, made: dict[str, Organisation]) -> None:
    actor = system_account()
    for slug, home in (("highways", "county"), ("care", "county"), ("desk", "county"), ("waste", "lowton")):
        world.teams[slug] = add_team(
            organisation=made[home],
            slug=slug,
            name=slug.capitalize(),
            email=f"{slug}@{home}.example",
            actor=actor,
            at=BEFORE,
        )
    for word, home, team, role in (
        ("officer", "county", "highways", Role.SERVICE_OFFICER),
        ("care", "county", "care", Role.SERVICE_OFFICER),
        ("advisor", "county", "desk", Role.ADVISOR),
        ("leader", "county", "desk", Role.TEAM_LEADER),
        ("manager", "county", "highways", Role.SERVICE_MANAGER),
        ("admin", "county", None, Role.ADMINISTRATOR),
        ("governance", "county", None, Role.INFORMATION_GOVERNANCE),
        ("analyst", "county", None, Role.ANALYST),
        ("reception", "county", "desk", Role.RECEPTIONIST),
        ("councillor", "county", None, Role.COUNCILLOR),
        ("referrer", "county", None, Role.PARTNER_REFERRER),
        ("district", "lowton", "waste", Role.SERVICE_OFFICER),
        ("district_governance", "lowton", None, Role.INFORMATION_GOVERNANCE),
        ("stranger", "highley", None, Role.SERVICE_OFFICER),
    ):
        world.people[word] = add_staff(
            email=f"{word}@{home}.example",
            name=word.replace("_", " ").capitalize(),
            organisation=made[home],
            team=world.teams[team] if team else None,
            role=role,
            password="a-long-enough-passphrase",
            actor=actor,
            at=BEFORE,
        )


def make_case(world: World, service: str = "pothole", *, at: datetime = NOON, **request: Any) -> Case:
    """A case taken through the one way in; by the web, from somebody who gave a name and an email."""
    details = {
        "channel": "web",
        "title": "Deep hole outside the school",
        "reporter": Reporter("Sam Reed", "sam.reed@example.org"),
        "where": Whereabouts(words="High Street"),
    }
    wanted = Request(service=world.services[service], front_door=world.county, **{**details, **request})
    return take_request(request=wanted, actor=world.system, at=at)


def share(
    world: World, *, fields: list[str], services: list[str] | None = None, may_act: bool = False
) -> SharingAgreement:
    """The county lets Lowton see its cases."""
    return agree_sharing(
        from_organisation=world.county,
        to_organisation=world.lowton,
        title="Roads and bins together",
        purpose="to answer residents who call the wrong council",
        fields=fields,
        services=[world.services[slug].pk for slug in services or []],
        may_act=may_act,
        starts_on=date(2020, 1, 1),
        expires_on=date(2099, 1, 1),
        actor=world.people["governance"],
        at=BEFORE,
    )
