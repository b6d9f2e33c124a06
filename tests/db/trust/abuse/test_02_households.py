"""Abuse case 2: two who live together, each with an account: neither opens what is the other's, by whatever address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.utils import timezone

from civichub.cases.operations.attachments import attach_to_case
from civichub.customers.operations import form_household
from tests.db.trust.every_address import PDF, signed_in
from tests.factories.customers import signed_up
from tests.factories.world import World, make_case


def seen(answer: Any, reference: str) -> str:
    """A page without the address asked for, and without what is drawn anew for each answer."""
    drawn = r"nonce=\"[^\"]*\"|csrfmiddlewaretoken\" value=\"[^\"]*\"|X-CSRFToken\": \"[^\"]*\""
    page = answer.content.decode().replace(quote(answer.request["PATH_INFO"], safe=""), "…")
    return re.sub(drawn, "", page.replace(answer.request["PATH_INFO"], "…").replace(reference, "…"))


def test_02_one_of_a_household_gets_the_others_case_file_and_details_as_if_they_were_not(
    world: World, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    (ann, her_account), (bob, his_account) = (
        signed_up(world.county, given_name=name, family_name="Oak", email=f"{name}@home.example")
        for name in ("ann", "bob")
    )
    form_household(members=[(ann, "member"), (bob, "member")], uprn="10000000001", actor=world.system, at=now)
    case = make_case(world, customer=ann, at=now - timedelta(hours=1), title="Her secret hole")
    file = attach_to_case(case=case, name="secret.pdf", content=PDF, actor=world.system, at=now)
    own = make_case(world, customer=bob, at=now - timedelta(hours=1), title="His hole")
    his, hers = signed_in(his_account), signed_in(her_account)
    assert hers.get(f"/account/cases/{case.reference}/file/{file.token}/").status_code == 200
    for rest in ("", f"file/{file.token}/"):
        there, missing = (his.get(f"/account/cases/{one}/{rest}") for one in (case.reference, "7KM4PQXT9"))
        assert there.status_code == missing.status_code == 404, rest
        assert seen(there, case.reference) == seen(missing, "7KM4PQXT9"), rest
    other_file = his.get(f"/account/cases/{own.reference}/file/{file.token}/")
    assert other_file.status_code == 404, "nor by the address of his own case"
    for rest, said in (("answer/", {"answer": "x"}), ("reopen/", {"why": "x"}), ("step/withdraw/", {"outcome": "x"})):
        assert his.post(f"/account/cases/{case.reference}/{rest}", said).status_code == 404, rest
    point = ann.contact_points.get(kind="email")
    assert his.post(f"/account/reach/{point.pk}/remove/").status_code == 404
    for page in ("/account/", "/account/data/", "/account/data/download/", "/account/reach/"):
        body = his.get(page).content.decode()
        assert "secret" not in body.lower(), page
        assert "ann@home.example" not in body, page
    case.refresh_from_db()
    assert case.stage == "received"
