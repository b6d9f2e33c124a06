"""Who may score, choose, calibrate and coach."""

from __future__ import annotations

from typing import Any


def may_edit_scoring_form(user: Any, organisation_id: int | None) -> bool:
    """As for forms and procedures: who holds that power in the organisation; the shared ones come with the hub."""
    return user.is_system if organisation_id is None else user.has_power("forms.edit", organisation_id)


def may_publish_scoring_form(user: Any, organisation_id: int | None) -> bool:
    """As for editing, with the power to publish."""
    return user.is_system if organisation_id is None else user.has_power("forms.publish", organisation_id)


def may_load_library(user: Any) -> bool:
    """The hub itself, when it is installed or upgraded."""
    return bool(user.is_system)


def may_set_rules(user: Any, organisation_id: int) -> bool:
    """Whoever manages quality in the organisation: not those who score, who could otherwise choose what they score."""
    return user.has_power("quality.manage", organisation_id)


def may_draw(user: Any) -> bool:
    """The hub alone, so that nobody can pick."""
    return bool(user.is_system)


def may_ask_for_score(user: Any, person: Any, led: frozenset[int], organisation_id: int) -> bool:
    """A leader, of the contacts of their own people."""
    return person.pk in led and user.has_power("quality.score", organisation_id)


def may_be_scored_by(user: Any, contact: Any) -> bool:
    """A closed contact of somebody else's, by those who score where it was handled."""
    handled = contact.handled_by_id is not None and contact.handled_by_id != user.pk
    return handled and contact.state == "closed" and user.has_power("quality.score", contact.organisation_id)


def may_score(user: Any, review: Any) -> bool:
    """Whose task it is, and never of their own contacts."""
    return (
        user.pk == review.scorer_id
        and user.pk != review.person_id
        and user.has_power("quality.score", review.organisation_id)
    )


def may_answer_score(user: Any, review: Any) -> bool:
    """Whose contact was scored."""
    return user.pk == review.person_id and user.is_active


def may_calibrate(user: Any, organisation_id: int) -> bool:
    """Those who score."""
    return user.has_power("quality.score", organisation_id)


def may_settle_calibration(user: Any, calibration: Any) -> bool:
    """Whoever began it."""
    return user.pk == calibration.begun_by_id and user.has_power("quality.score", calibration.organisation_id)


def may_coach(user: Any, person: Any, led: frozenset[int]) -> bool:
    """A leader, their own people."""
    return person.pk in led and user.pk != person.pk


def may_answer_coaching(user: Any, note: Any) -> bool:
    """Who was coached."""
    return user.pk == note.person_id and user.is_active


def may_follow_up(user: Any, note: Any) -> bool:
    """Who wrote it."""
    return user.pk == note.leader_id and user.is_active


def may_see_figures(user: Any, person: Any, led: frozenset[int]) -> bool:
    """One's own, and those of the people one leads."""
    return user.pk == person.pk or person.pk in led
