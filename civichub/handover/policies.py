"""Who connects systems, who sees to what did not reach them, and who speaks for them."""

from __future__ import annotations

from typing import Any


def may_manage_connections(user: Any, organisation_id: int) -> bool:
    """Those who connect back offices and publish services in that organisation."""
    return user.is_system or user.has_power("handover.manage", organisation_id)


def may_see_dispatch(user: Any, dispatch: Any) -> bool:
    """Those who see what the organisation hands over; of a sensitive case, those who may see such cases too."""
    body = dispatch.connection.organisation_id
    if user.is_system:
        return True
    sensitive = not dispatch.case.sensitive or user.has_power("case.view_sensitive", body)
    return bool(user.has_power("handover.view", body) and sensitive)


def may_change_dispatch(user: Any, dispatch: Any) -> bool:
    """Send again or set aside: those who see it and may act on cases, or manage connections."""
    if user.is_system:
        return True
    body = dispatch.connection.organisation_id
    acts = user.has_power("case.act", body) or user.has_power("handover.manage", body)
    return bool(may_see_dispatch(user, dispatch) and acts)


def may_replay(user: Any, connection: Any) -> bool:
    """Send again all that was told in a while: those who manage connections."""
    return may_manage_connections(user, connection.organisation_id)


def may_hand_over(user: Any) -> bool:
    """The hub itself, by what it hears."""
    return bool(user.is_system)


def may_report(user: Any, connection: Any) -> bool:
    """The system itself by its own key, and the hub that fetched its reports."""
    return bool(user.is_system or (user.is_active and user.pk == connection.caller_id))


def may_import(user: Any, organisation_id: int) -> bool:
    """Those who bring in, and take back, the past of another system for that organisation."""
    return bool(user.has_power("case.import", organisation_id))
