"""Service levels as both sides see them, contractors among them, and the log of issues with its pack."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.cases.models import CaseClock, CasePart
from civichub.cases.operations.parts import answer_part, ask_partner
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.organisations.models import LiaisonIssue
from civichub.organisations.operations import (
    agree_sharing,
    comment_on_issue,
    found_organisation,
    raise_issue,
    settle_issue,
)
from civichub.performance.jobs import count_service_levels
from civichub.performance.models import ServiceLevel
from civichub.performance.operations import agree_service_level, end_service_level
from civichub.performance.queries.service_levels import breaches_of, lines_of
from tests.db.trust.every_address import signed_in
from tests.factories.world import BEFORE, NOON, World, make_case, share

DAY = timedelta(days=1)
MARCH = date(2026, 3, 1)
LATER = NOON + 20 * DAY  # 23 March


def agree(world: World, **fields: Any) -> ServiceLevel:
    given = {
        "promised_by": world.county, "promised_to": world.lowton, "title": "Repairs in time", "counts": "cases",
        "target": 90, "source": "Agreement of 2025, clause 4", "starts_on": date(2026, 1, 1),
        "actor": world.fresh("manager"), "at": BEFORE, **fields,
    }  # fmt: skip
    return agree_service_level(**given)


def test_a_level_counts_what_fell_due_in_the_month_and_both_sides_read_each_breach(world: World) -> None:
    level = agree(world, service=world.services["pothole"], clock="repair")
    kept, late, running = (make_case(world, at=NOON) for _ in range(3))
    CaseClock.objects.filter(case=kept).update(stopped_at=NOON + DAY)
    CaseClock.objects.filter(case=late).update(stopped_at=NOON + 15 * DAY)
    count_service_levels(LATER)
    (line,) = lines_of([level], on=LATER.date())
    assert line.now is not None
    assert (line.now.kept, line.now.due, line.state) == (1, 3, "missed")
    assert {one.reference for one in breaches_of(level, MARCH, LATER)} == {late.reference, running.reference}
    make_case(world, "missed-bin", at=NOON)  # another body's
    count_service_levels(LATER + DAY)
    assert [(one.month, one.due) for one in lines_of([level], on=LATER.date())[0].months] == [
        (date(2026, 2, 1), 0),
        (MARCH, 3),
    ]


def test_both_sides_see_the_same_and_nobody_else_sees_it(world: World) -> None:
    level = agree(world)
    for who in ("manager", "district"):
        browser = signed_in(world.people[who])
        assert "Repairs in time" in browser.get("/staff/partnership/levels/").content.decode()
        assert "Agreement of 2025, clause 4" in browser.get(f"/staff/partnership/levels/{level.pk}/").content.decode()
    assert (
        "Repairs in time" not in signed_in(world.people["stranger"]).get("/staff/partnership/levels/").content.decode()
    )
    assert signed_in(world.people["stranger"]).get(f"/staff/partnership/levels/{level.pk}/").status_code == 404


def test_a_contractor_is_held_to_the_same_and_sees_its_own_figures(world: World) -> None:
    contractor = found_organisation(
        slug="tarmac", name="Tarmac and Sons", short_name="Tarmac", kind="contractor", actor=world.system, at=BEFORE
    )
    foreman = add_staff(email="jo@tarmac.example", name="Jo", organisation=contractor, role=Role.SERVICE_OFFICER,
                        actor=world.system, at=BEFORE)  # fmt: skip
    agree_sharing(
        from_organisation=world.county, to_organisation=contractor, title="Term contract", purpose="to mend roads",
        fields=["case.answers"], services=[world.services["pothole"].pk], starts_on=date(2020, 1, 1),
        expires_on=date(2099, 1, 1), actor=world.people["governance"], at=BEFORE,
    )  # fmt: skip
    level = agree(world, promised_by=contractor, promised_to=world.county, counts="parts", title="Orders in time")
    for answered in (NOON + timedelta(hours=3), NOON + 9 * DAY):
        part = ask_partner(case=make_case(world, at=NOON), organisation=contractor, asked="Mend it", working_days=2,
                           actor=world.fresh("officer"), at=NOON)  # fmt: skip
        answer_part(
            part=part, state="done", answer="Mended", actor=type(foreman).objects.get(pk=foreman.pk), at=answered
        )
    count_service_levels(LATER)
    (line,) = lines_of([level], on=LATER.date())
    assert line.now is not None
    assert (line.now.kept, line.now.due) == (1, 2)
    (breach,) = breaches_of(level, MARCH, LATER)
    assert breach.met_at == NOON + 9 * DAY
    assert "Orders in time" in signed_in(foreman).get("/staff/partnership/levels/").content.decode()
    assert CasePart.objects.filter(organisation=contractor).count() == 2


def test_a_level_is_agreed_by_one_of_its_sides_and_ends_once(world: World) -> None:
    with pytest.raises(NotAllowed):
        agree(world, actor=world.fresh("stranger"))
    with pytest.raises(Invalid):
        agree(world, promised_to=world.county)
    level = agree(world)
    end_service_level(level=level, ends_on=date(2026, 3, 31), actor=world.fresh("manager"), at=NOON)
    with pytest.raises(Conflict):
        end_service_level(level=level, ends_on=date(2026, 3, 31), actor=world.fresh("manager"), at=NOON)


def test_an_issue_has_an_owner_and_a_day_and_both_sides_write_in_it(world: World) -> None:
    now = timezone.now()
    issue = raise_issue(
        raised_by=world.county, raised_with=world.lowton, title="Bins reported as roads", details="Twice a week",
        owner=world.fresh("district"), due_on=timezone.localdate() - DAY, actor=world.fresh("leader"), at=now,
    )  # fmt: skip
    comment_on_issue(issue=issue, text="The script is changed", due_on=timezone.localdate() + 7 * DAY,
                     owner=world.fresh("leader"), actor=world.fresh("district"), at=now)  # fmt: skip
    issue.refresh_from_db()
    assert issue.owner == world.people["leader"]
    page = signed_in(world.people["district"]).get(f"/staff/partnership/issues/{issue.pk}/").content.decode()
    for words in ("Bins reported as roads", "The script is changed", "Owner: Leader; Due:"):
        assert words in page
    with pytest.raises(NotAllowed):
        settle_issue(issue=issue, how="x", actor=world.fresh("stranger"), at=now)
    with pytest.raises(Invalid):
        comment_on_issue(issue=issue, text="x", owner=world.fresh("stranger"), actor=world.fresh("leader"), at=now)
    settle_issue(issue=issue, how="No more since Monday", actor=world.fresh("leader"), at=now)
    with pytest.raises(Conflict):
        comment_on_issue(issue=issue, text="x", actor=world.fresh("leader"), at=now)
    assert signed_in(world.people["stranger"]).get(f"/staff/partnership/issues/{issue.pk}/").status_code == 404


def test_the_pack_is_a_page_a_pdf_and_a_spreadsheet(world: World) -> None:
    agree(world)
    browser = signed_in(world.people["leader"])
    today = timezone.localdate()
    answer = browser.post("/staff/partnership/issues/new/", {
        "raised_by": world.county.pk, "raised_with": world.lowton.pk, "title": "=Late data", "details": "",
        "owner": world.people["leader"].pk, "due_on_0": "1", "due_on_1": "1", "due_on_2": str(today.year + 1),
    })  # fmt: skip
    issue = LiaisonIssue.objects.get()
    assert answer["Location"] == f"/staff/partnership/issues/{issue.pk}/"
    page = browser.get("/staff/partnership/issues/pack/").content.decode()
    assert "Repairs in time" in page
    assert "=Late data" in page
    assert browser.get("/staff/partnership/issues/pack.pdf").content.startswith(b"%PDF")
    sheet = b"".join(browser.get("/staff/partnership/issues/issues.csv").streaming_content).decode()
    assert "'=Late data" in sheet
    assert (
        "Late data"
        not in b"".join(
            signed_in(world.people["stranger"]).get("/staff/partnership/issues/issues.csv").streaming_content
        ).decode()
    )


def test_what_is_asked_of_us_has_its_own_page_and_its_empty_state(world: World) -> None:
    browser = signed_in(world.people["district"])
    assert "Nobody asks anything of you" in browser.get("/staff/partnership/parts/").content.decode()
    share(world, fields=["case.summary"])
    ask_partner(case=make_case(world, at=timezone.now()), organisation=world.lowton, asked="Look", working_days=1,
                actor=world.fresh("officer"), at=timezone.now())  # fmt: skip
    page = browser.get("/staff/partnership/parts/").content.decode()
    assert "Look" in page
    assert "Deep hole" not in page
