"""Who may search, prepare, review, answer and publish."""

from __future__ import annotations

from typing import Any

from civichub.disclosure.models.answers import HANDLES


def may_handle(user: Any, organisation_id: int) -> bool:
    """Whoever answers requests for information in that organisation."""
    return bool(user.has_power(HANDLES, organisation_id))


def may_search_for_sheltered(user: Any, organisations: frozenset[int]) -> bool:
    """Whoever may also see, in each of these organisations, where somebody lives who is at risk: copies tell it."""
    return all(user.has_power("customer.view_at_risk_address", organisation) for organisation in organisations)


def may_make_pack(user: Any) -> bool:
    """The hub itself, when it hears that everything is decided."""
    return bool(user.is_system)


def may_review(user: Any, answer: Any, prepared_by: frozenset[int]) -> bool:
    """Whoever else answers requests there: none of those who decided on an item or took anything out of one."""
    return may_handle(user, answer.organisation_id) and user.pk not in prepared_by


def may_answer_ask(user: Any, ask: Any) -> bool:
    """The team that was asked, and whoever prepares the answer, for what they were told."""
    return ask.team_id in user.team_ids or may_handle(user, ask.answer.organisation_id)


def may_remind(user: Any) -> bool:
    """The hub itself, each morning."""
    return bool(user.is_system)


def may_forget(user: Any) -> bool:
    """The hub itself, each night."""
    return bool(user.is_system)
