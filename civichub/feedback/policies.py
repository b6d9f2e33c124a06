"""Who may say something about a page, and who may write down what was learnt."""

from __future__ import annotations

from typing import Any

from civichub.cases.policies import may_act_on_case


def may_give_page_feedback(user: Any) -> bool:
    """Everybody; the hub writes it down for them, so that no account stands beside it."""
    return bool(user.is_system)


def may_record_finding(user: Any, case: Any) -> bool:
    """Whoever may act on the case."""
    return may_act_on_case(user, case)


def may_add_learning(user: Any, organisation_id: int) -> bool:
    """Those who work on the organisation's cases, and those who lead its services."""
    return bool(user.has_power("case.act", organisation_id))


def may_finish_learning(user: Any, action: Any) -> bool:
    """Its owner, and whoever gives out work in the organisation."""
    return action.owner_id == user.pk or bool(user.has_power("case.assign", action.organisation_id))


def may_check_learning(user: Any, action: Any) -> bool:
    """The hub by the day, and whoever may see the organisation's figures."""
    return bool(user.is_system or user.has_power("performance.view", action.organisation_id))
