"""Who may bring in post, answer it, write letters, print them and say that one came back."""

from __future__ import annotations

from typing import Any

BRINGS_POST, AT_RISK = "post.handle", "customer.view_at_risk_address"


def may_bring_post(user: Any, organisation_id: int) -> bool:
    """The post room of the organisation, and the hub itself for the watched folder."""
    return user.is_system or user.has_power(BRINGS_POST, organisation_id)


def may_read_post(user: Any) -> bool:
    """Only the hub's own worker turns files into pages, and letters into PDFs."""
    return bool(user.is_system)


def may_answer_letter(user: Any, letter: Any) -> bool:
    """Whoever has it in hand, and colleagues who handle contacts there, if they may know of it."""
    if user.is_system or letter.contact.handled_by_id == user.pk:
        return True
    service = letter.contact.service
    if service is not None and service.is_sensitive:
        return user.has_power("case.view_sensitive", letter.organisation_id)
    return user.has_power("contact.handle", letter.organisation_id)


def may_write_letter(user: Any, organisation_id: int) -> bool:
    """Those who act on cases in the organisation in whose name it goes."""
    return user.is_system or user.has_power("case.act", organisation_id)


def may_print(user: Any, organisation_id: int) -> bool:
    """The post room."""
    return user.has_power(BRINGS_POST, organisation_id)


def may_print_letter(user: Any, message: Any) -> bool:
    """What the post room prints it can read: sensitive letters and hidden addresses need their own powers."""
    organisation = message.organisation_id
    if message.is_sensitive and not user.has_power("case.view_sensitive", organisation):
        return False
    return user.has_power(BRINGS_POST, organisation) and (
        not message.hides_address or user.has_power(AT_RISK, organisation)
    )


def may_decide_about_letter(user: Any, message: Any, *, hides_address: bool) -> bool:
    """What becomes of a letter that was stopped; of one to a person at risk only those who may see where they live."""
    organisation = message.organisation_id
    if hides_address and not user.has_power(AT_RISK, organisation):
        return False
    return user.has_power(BRINGS_POST, organisation) or user.has_power("case.act", organisation)


def may_record_return(user: Any, organisation_id: int) -> bool:
    """The post room, and the hub when the provider says so."""
    return user.is_system or user.has_power(BRINGS_POST, organisation_id)


def may_set_letterhead(user: Any, organisation_id: int) -> bool:
    """Whoever changes the organisation's message templates."""
    return user.has_power("messages.edit", organisation_id)
