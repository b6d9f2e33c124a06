"""What cases hear: the calendar of the law changed, a file came in."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from civichub.accounts.queries import system_account
from civichub.cases.events import AttachmentAdded
from civichub.cases.jobs import look_at_held_files
from civichub.cases.operations.clocks import recount_open_clocks
from civichub.cases.operations.sheltering import shelter_case
from civichub.cases.queries import cases_of_people, cases_with_running_clocks
from civichub.cases.queries.recount import cases_by_office_hours
from civichub.core.events import subscriber
from civichub.core.proclaimed.events import HolidayProclaimed, HolidayWithdrawn
from civichub.customers.events import AtRiskFlagged, HouseholdChanged
from civichub.customers.queries import ids_sheltered_with
from civichub.organisations.events import OfficeHoursChanged


@subscriber(HolidayProclaimed, queue="clocks")
def count_again_with_the_new_holiday(event: HolidayProclaimed, at: datetime) -> None:
    """Every open clock is counted again; one that does not touch the day stays as it was."""
    _count_all_again(at)


@subscriber(HolidayWithdrawn, queue="clocks")
def count_again_without_the_holiday(event: HolidayWithdrawn, at: datetime) -> None:
    """As above, after a day was taken out."""
    _count_all_again(at)


@subscriber(OfficeHoursChanged, queue="clocks")
def count_again_in_the_hours_of_the_office(event: OfficeHoursChanged, at: datetime) -> None:
    """Open clocks that count the hours of this office, or of the team alone whose closure it was, are counted again."""
    if event.site_id is not None:
        return
    for case in cases_by_office_hours(event.organisation_id, event.team_id):
        recount_open_clocks(case=case, why="the hours of the office changed", actor=system_account(), at=at)


@subscriber(AtRiskFlagged, queue="upkeep")
def shelter_the_cases_of_who_is_at_risk(event: AtRiskFlagged, at: datetime) -> None:
    """Their cases, and those of the people they live with, are called by their service alone."""
    _shelter(event.customer_id, at)


@subscriber(HouseholdChanged, queue="upkeep")
def shelter_the_cases_of_who_moved_in(event: HouseholdChanged, at: datetime) -> None:
    """Whoever lives with somebody at risk is sheltered with them."""
    _shelter(event.customer_id, at)


def _shelter(customer_id: int, at: datetime) -> None:
    for case in cases_of_people(ids_sheltered_with(customer_id)):
        shelter_case(case=case, actor=system_account(), at=at)


def _count_all_again(at: datetime) -> None:
    for case in cases_with_running_clocks():
        recount_open_clocks(case=case, actor=system_account(), at=at)


@subscriber(AttachmentAdded, queue="upkeep")
def look_at_the_new_file(event: AttachmentAdded, at: datetime) -> None:
    """A file is looked at as soon as it is there; while the scanner is down it waits for the minute's job."""
    if settings.CLAMAV:
        look_at_held_files()
