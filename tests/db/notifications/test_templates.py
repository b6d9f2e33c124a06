"""A council's own words: nearest first, version by version, checked when they are saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from civichub.accounts.models import User
from civichub.core.errors import Invalid, NotAllowed, NotFound
from civichub.core.models import AuditEntry
from civichub.notifications import queries
from civichub.notifications.operations import save_template, withdraw_template
from civichub.notifications.operations.templates import Scope
from tests.factories.world import World

SCOPE = Scope("case_received", "email")
WORDS = {"subject": "We have it ({{ reference }})", "body": "{{ greeting }}\n\nReference {{ reference }}."}


def save(world: World, at: datetime, scope: Scope = SCOPE, organisation: Any = "county", **changes: Any) -> Any:
    owner = world.county if organisation == "county" else organisation
    actor = world.people["manager"] if owner else world.system
    return save_template(scope=scope, organisation=owner, actor=actor, at=at, **{**WORDS, **changes})


def in_force(world: World, at: datetime, event_key: str = "case_received", **scope: Any) -> Any:
    wanted = {"channel": "email", "language": "en", "organisation_id": world.county.pk, "service_slug": "pothole"}
    return queries.text_for(event_key, **{**wanted, **scope}, at=at)


def test_the_nearest_text_wins(world: World, now: datetime) -> None:
    assert in_force(world, now).version == 0
    save(world, now, subject="County {{ reference }}")
    assert in_force(world, now).subject == "County {{ reference }}"
    save(world, now, replace(SCOPE, service_slug="pothole"), None, subject="Pothole {{ reference }}")
    assert in_force(world, now).subject == "Pothole {{ reference }}"
    save(world, now, replace(SCOPE, service_slug="pothole"), subject="County pothole {{ reference }}")
    assert in_force(world, now).subject == "County pothole {{ reference }}"
    assert in_force(world, now, service_slug="street-light").subject == "County {{ reference }}"
    assert in_force(world, now, organisation_id=world.lowton.pk).subject == "Pothole {{ reference }}"


def test_a_new_version_takes_over_when_its_time_comes_and_the_old_one_after_its_withdrawal(
    world: World, now: datetime
) -> None:
    save(world, now)
    later = now + timedelta(days=2)
    second = save(world, now, subject="New {{ reference }}", effective_from=later)
    assert second.version == 2
    assert in_force(world, later - timedelta(seconds=1)).version == 1
    assert in_force(world, later).version == 2
    withdraw_template(template=second, actor=world.people["manager"], at=later)
    assert in_force(world, later).version == 1
    assert AuditEntry.objects.filter(action="template.withdrawn").count() == 1


def test_words_for_one_outcome_come_before_those_for_every_ending(world: World, now: datetime) -> None:
    save(world, now, Scope("case_resolved.not_ours", "email"), subject="Not ours {{ reference }}")
    assert in_force(world, now, "case_resolved.not_ours").subject == "Not ours {{ reference }}"
    assert in_force(world, now, "case_resolved.fixed").version == 0


def test_a_translation_is_used_for_those_who_read_it_and_english_for_the_rest(world: World, now: datetime) -> None:
    save(world, now, replace(SCOPE, language="pl"), body="Numer: {{ reference }}")
    assert in_force(world, now, language="pl").language == "pl"
    assert in_force(world, now, language="gu").language == "en"


def test_a_letter_without_words_of_its_own_uses_the_email_s(world: World, now: datetime) -> None:
    assert in_force(world, now, channel="letter").key == "case_received/email/en"
    save(world, now, Scope("case_received", "letter"), body="By post: {{ reference }}")
    assert in_force(world, now, channel="letter").body == "By post: {{ reference }}"


def test_a_procedure_s_own_message_has_words_as_soon_as_somebody_writes_them(world: World, now: datetime) -> None:
    assert not queries.is_known("hole_filled")
    save(world, now, Scope("hole_filled", "sms"), subject="", body="{{ organisation }}: {{ reference }} is filled.")
    assert queries.is_known("hole_filled")
    assert in_force(world, now, "hole_filled.fixed", channel="sms").version == 1


@pytest.mark.parametrize(
    ("scope", "words", "field"),
    [
        (SCOPE, {"body": "{{ reference }} {{ address }}"}, "body"),
        (SCOPE, {"body": "No number here"}, "body"),
        (SCOPE, {"subject": "{{ question }}"}, "subject"),
        (SCOPE, {"subject": ""}, "subject"),
        (SCOPE, {"body": "{% include 'x' %} {{ reference }}"}, "body"),
        (SCOPE, {"body": "\x00{{ reference }}"}, "body"),
        (Scope("case_received", "sms"), {"body": "{{ reference }}" + "x" * 918}, "body"),
        (Scope("team_new_case", "sms"), {}, "channel"),
        (Scope("Case Received", "email"), {}, "event_key"),
        (SCOPE, {"effective_from": datetime.fromisoformat("2020-01-01T00:00+00:00")}, "effective_from"),
    ],
)
def test_words_that_could_not_be_sent_are_refused_by_name(
    world: World, now: datetime, scope: Scope, words: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        save(world, now, scope, **words)
    assert field in refused.value.errors


@pytest.mark.parametrize("who", ["officer", "advisor", "stranger"])
def test_others_may_not_change_a_council_s_words(world: World, now: datetime, who: str) -> None:
    with pytest.raises(NotAllowed):
        save_template(scope=SCOPE, organisation=world.county, actor=world.people[who], at=now, **WORDS)


def test_nobody_but_the_hub_changes_everybody_s_words(world: World, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        save_template(scope=SCOPE, organisation=None, actor=world.people["manager"], at=now, **WORDS)


def test_another_council_s_texts_are_not_found(world: World, now: datetime) -> None:
    template = save(world, now)
    manager: User = world.people["manager"]
    assert queries.template_for(manager, template.pk) == template
    with pytest.raises(NotFound):
        queries.template_for(world.people["stranger"], template.pk)
