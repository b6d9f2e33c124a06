"""What organisations hear of cases that they share: a part is asked of them, it is answered, a case is passed on."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.queries import facts_for_message
from civichub.cases.queries.partners import part_by_id
from civichub.cases.queries.referrals import sender_of
from civichub.notifications.operations import tell_partner, tell_team


def tell_of_part_asked(part_id: int, at: datetime) -> None:
    """The organisation hears that something is asked of it, and by when; nothing if the sharing has ended since."""
    part = part_by_id(part_id)
    if part is not None and part.is_open:
        tell_partner(
            facts=facts_for_message(part.case_id), organisation=part.organisation, event_key="partner_asked",
            occasion=f"part:{part.pk}:asked", due_on=timezone.localtime(part.last_moment).date(),
            actor=system_account(), at=at,
        )  # fmt: skip


def tell_of_part_answered(part_id: int, at: datetime) -> None:
    """The team that asked hears it."""
    part = part_by_id(part_id)
    if part is not None:
        tell_team(facts=facts_for_message(part.case_id), event_key="partner_answered",
                  occasion=f"part:{part.pk}:answered", actor=system_account(), at=at)  # fmt: skip


def tell_of_passing_on(case_id: int, occasion: str, at: datetime) -> None:
    """The team that has it now hears of its new case, and whoever sent it in that there is news."""
    facts, sender = facts_for_message(case_id), sender_of(case_id)
    tell_team(facts=facts, event_key="team_new_case", occasion=f"team:{occasion}", actor=system_account(), at=at)
    if sender is not None:
        tell_partner(facts=facts, organisation=sender, event_key="referral_news", occasion=f"sender:{occasion}",
                     actor=system_account(), at=at)  # fmt: skip
