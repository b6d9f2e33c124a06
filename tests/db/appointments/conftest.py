"""A register office for every test here."""

from __future__ import annotations

import pytest

from tests.factories.appointments import RegisterOffice, make_register_office
from tests.factories.world import make_world


@pytest.fixture
def office(db: None) -> RegisterOffice:
    return make_register_office(make_world())
