"""What organisations hear of cases that they share: a part is asked of them, it is answered, a case is passed on.

Reactions that `subscribers` registers, each to one event.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.events import CaseRerouted, PartAnswered, PartAsked
from civichub.cases.queries import facts_for_message
from civichub.cases.queries.partners import part_by_id
from civichub.cases.queries.referrals import sender_of
from civichub.notifications import planning
from civichub.notifications.operations import tell_partner, tell_team


def tell_partner_of_its_part(event: PartAsked, at: datetime) -> None:
    """The organisation hears that something is asked of it, and by when; nothing if the sharing has ended since."""
    part, now = part_by_id(event.part_id), timezone.now()
    if part is not None and part.is_open and planning.is_news(at, now):
        tell_partner(
            facts=facts_for_message(part.case_id), organisation=part.organisation, event_key="partner_asked",
            occasion=f"part:{part.pk}:asked", due_on=timezone.localtime(part.last_moment).date(),
            actor=system_account(), at=now,
        )  # fmt: skip


def tell_team_of_partners_answer(event: PartAnswered, at: datetime) -> None:
    """The team that asked hears it."""
    now = timezone.now()
    if planning.is_news(at, now):
        tell_team(facts=facts_for_message(event.case_id), event_key="partner_answered",
                  occasion=f"part:{event.part_id}:answered", actor=system_account(), at=now)  # fmt: skip


def tell_who_has_it_now(event: CaseRerouted, at: datetime) -> None:
    """The team that it was passed to hears of its new case, and whoever sent it in that there is news."""
    now = timezone.now()
    if event.from_organisation_id == event.to_organisation_id or not planning.is_news(at, now):
        return
    facts, sender = facts_for_message(event.case_id), sender_of(event.case_id)
    occasion = f"rerouted:{event.case_id}:{at.isoformat()}"
    tell_team(facts=facts, event_key="team_new_case", occasion=f"team:{occasion}", actor=system_account(), at=now)
    if sender is not None:
        tell_partner(facts=facts, organisation=sender, event_key="referral_news", occasion=f"sender:{occasion}",
                     actor=system_account(), at=now)  # fmt: skip
