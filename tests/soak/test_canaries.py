"""Abuse case 3 in full: every address as every role of another organisation."""

from __future__ import annotations

import pytest

from civichub.accounts.roles import Role
from tests.db.trust.abuse.test_03_another_organisations_cases import ASKED, crawl, planted
from tests.db.trust.conftest import populated
from tests.db.trust.every_address import Populated

__all__ = ["planted", "populated"]  # the fixtures of the short run

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800)]


def test_no_role_of_another_organisation_reads_a_word(planted: Populated) -> None:
    assert crawl(planted, "highley", ASKED, (*Role.values, "client")) == []
