"""No two records share a reference, however unlucky the draw."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from civichub.cases.models import Case
from civichub.contacts.models import Contact
from civichub.contacts.operations import record_contact
from civichub.core import references
from tests.factories.world import NOON, World, make_case


def draws(*references: str) -> Callable[[], str]:
    coming = iter(references)
    return lambda: next(coming)


def test_a_draw_that_meets_anothers_reference_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, fresh = make_case(world).reference, references.new_reference()
    monkeypatch.setattr(references, "new_reference", draws(taken, fresh))
    assert references.unused_reference(Case) == fresh


def test_many_at_once_differ_from_each_other_and_from_what_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = record_contact(organisation=world.county, channel="web", outcome="resolved", actor=world.system, at=NOON)
    one, two, three = (references.new_reference() for _ in range(3))
    monkeypatch.setattr(references, "new_reference", draws(one, contact.reference, one, two, one, three))
    assert set(references.unused_references(Contact, 3)) == {one, two, three}
