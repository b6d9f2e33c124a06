"""G4: the published year prints as published, and what happens in the hub adds to it once it has been counted."""

from __future__ import annotations

from datetime import UTC, date, datetime

from civichub.accounts.queries import system_account
from civichub.contacts.events import ContactClosed
from civichub.contacts.operations import record_contact
from civichub.core.models import StoredEvent
from civichub.devtools.demo.figures import enter_published_figures
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.performance.queries import channel_report
from civichub.performance.subscribers import count_closed_contact
from tests.factories.world import World

YEAR = (date(2021, 1, 1), date(2021, 12, 1))


def enter_the_year(world: World) -> None:
    people = {"analyst@county.example": world.fresh("analyst")}
    enter_published_figures({COUNTY: world.county}, people, at=datetime(2022, 3, 17, tzinfo=UTC))


def test_the_year_2021_prints_as_its_appendix_does(world: World) -> None:
    enter_the_year(world)
    report = channel_report(system_account(), [world.county.pk], *YEAR)
    assert (report.assisted.value, report.assisted_share) == (112_374, 18)
    assert (report.self_service.value, report.self_service_share) == (524_309, 82)


def test_a_contact_of_the_hub_is_added_once_its_job_has_run(world: World) -> None:
    enter_the_year(world)
    at = datetime(2021, 6, 2, 9, tzinfo=UTC)
    record_contact(organisation=world.county, channel="phone", outcome="resolved", actor=world.fresh("advisor"), at=at)
    assert channel_report(system_account(), [world.county.pk], *YEAR).assisted.value == 112_374
    stored = StoredEvent.objects.get(name="contacts.ContactClosed")
    for _ in range(2):  # a job may run again
        count_closed_contact(ContactClosed(**stored.payload), stored.at)
    assert channel_report(system_account(), [world.county.pk], *YEAR).assisted.value == 112_375
