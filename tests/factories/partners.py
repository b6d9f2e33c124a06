"""An agency that refers people, a parish that reports, and a service that takes referrals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civichub.accounts.models import User
from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.cases.models import Referral
from civichub.cases.operations.intake import Request
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.referring import send_referral
from civichub.catalogue.models import Service
from civichub.catalogue.operations import create_service, publish_service, set_provision
from civichub.forms.operations.versions import load_library as load_forms
from civichub.forms.queries import form_in_force
from civichub.organisations.models import Module, Organisation, Team
from civichub.organisations.operations import add_team, found_organisation
from civichub.procedures.operations import load_library as load_procedures
from tests.factories.world import BEFORE, NOON, World


@dataclass
class Partners:
    """What a test needs to name. `help_at_home` is the county's, `safe_visit` the fire service's."""

    world: World
    agency: Organisation
    fire: Organisation
    parish: Organisation
    referrer: User
    colleague: User
    clerk: User
    firefighter: User
    help_at_home: Service
    safe_visit: Service
    fire_team: Team

    def refer(self, *, at: datetime = NOON, actor: Any = None, **answers: Any) -> Referral:
        """A referral of Maud Ellery to the county, as the portal sends it."""
        told = {
            "agreed": "yes", "agreed_how": "Said so on our visit", "name": {"first": "Maud", "last": "Ellery"},
            "phone": "+447700900456", "email": "maud@home.example", "safe": "phone",
            "need": "She has fallen twice.", "danger": "no", **answers,
        }  # fmt: skip
        version = form_in_force("referral", self.agency, at)
        assert version is not None
        request = Request(
            service=self.help_at_home, front_door=self.agency, channel="partner", title="Referral of Maud Ellery",
            description=str(told["need"]), answers=told, form_version_id=version.pk,
            reporter=Reporter("Maud Ellery", "maud@home.example", "+447700900456"),
        )  # fmt: skip
        return send_referral(request=request, kind="person", actor=actor or self.referrer, at=at)


def make_partners(world: World) -> Partners:
    """Found them, by the operations that the hub itself uses."""
    kept = {"actor": world.system, "at": BEFORE}
    load_forms(**kept)
    load_procedures(**kept)
    agency, fire, parish = (
        found_organisation(slug=slug, name=name, short_name=name.split()[0], kind=kind, modules=Module.values,
                           email=f"{slug}@partner.example", **kept)
        for slug, name, kind in (
            ("carers", "Carers Testshire", "agency"), ("fire", "Firemere Rescue", "agency"),
            ("elmwick", "Elmwick Parish Council", "parish"),
        )
    )  # fmt: skip
    team = add_team(organisation=fire, slug="prevention", name="Prevention", email="prevention@fire.example", **kept)
    referrer, colleague, clerk, firefighter = (
        add_staff(email=email, name=name, organisation=home, role=role, team=group,
                  password="a-long-enough-passphrase", **kept)
        for email, name, home, role, group in (
            ("rita@carers.example", "Rita Referrer", agency, Role.PARTNER_REFERRER, None),
            ("raj@carers.example", "Raj Referrer", agency, Role.PARTNER_REFERRER, None),
            ("clerk@elmwick.example", "Cora Clerk", parish, Role.PARISH_CLERK, None),
            ("fay@fire.example", "Fay Fire", fire, Role.SERVICE_OFFICER, team),
        )
    )  # fmt: skip
    services = [
        _service(world, slug, title, home, group)
        for slug, title, home, group in (
            ("help-at-home", "Help at home", world.county, world.teams["care"]),
            ("safe-visit", "Safe and well visit", fire, team),
        )
    ]
    return Partners(world, agency, fire, parish, referrer, colleague, clerk, firefighter, *services, team)


def _service(world: World, slug: str, title: str, home: Organisation, team: Team) -> Service:
    fields = {"title": title, "slug": slug, "procedure_key": "referral", "form_key": "referral",
              "audience": "partners", "sensitivity": "sensitive"}  # fmt: skip
    service = create_service(fields=fields, actor=world.system, at=BEFORE)
    service = publish_service(service=service, actor=world.system, at=BEFORE)
    level = "county" if home == world.county else "agency"
    set_provision(service=service, organisation=home, level=level, team=team, actor=world.system, at=BEFORE,
                  live_from=BEFORE.date())  # fmt: skip
    return service
