"""Who may take work, and who runs the day."""

from __future__ import annotations

from typing import Any


def may_take_seat(user: Any) -> bool:
    """Whoever takes work somewhere in the partnership."""
    return bool(user.is_staff_member and user.holds_anywhere("work.take"))


def may_equip_seat(user: Any, person: Any) -> bool:
    """Everybody their own seat; the hub, which gives and takes telephones."""
    return user.is_system or user.pk == person.pk


def may_run_queue(user: Any, queue: Any) -> bool:
    """Team leaders and managers of the organisation whose queue it is."""
    return user.has_power("work.supervise", queue.organisation_id)


def may_manage_queues(user: Any, organisation_id: int) -> bool:
    """Queues, their hours and standards are set by whoever runs the organisation's day."""
    return user.has_power("work.supervise", organisation_id)


def may_place_work(user: Any) -> bool:
    """Any channel, whoever came by it: who may come by a channel is for the channel to say."""
    return user is not None


def may_handle_work(user: Any, item: Any) -> bool:
    """Whoever has it in hand, whoever runs its queue, and the hub itself when a person at the other end has gone."""
    return user.is_system or item.taken_by_id == user.pk or may_run_queue(user, item.queue)


def may_answer_offer(user: Any, offer: Any) -> bool:
    """An offer is for one person."""
    return user.is_system or offer.person_id == user.pk


def may_pull_work(user: Any, item: Any, person: Any) -> bool:
    """One takes from the queues one serves; who runs a queue gives to whom they will."""
    if may_run_queue(user, item.queue):
        return True
    return user.pk == person.pk and item.queue.members.filter(person=user).exists()


def may_take_next(user: Any, person: Any) -> bool:
    """Whoever takes work asks for themselves; of which queues they are given is decided by whom those are served."""
    return user.pk == person.pk and may_take_seat(user)


def may_keep_line(user: Any) -> bool:
    """The hub itself looks after offers that ring out and screens that die."""
    return bool(user.is_system)


def may_watch_queues(user: Any) -> bool:
    """The hub itself looks ahead for every queue."""
    return bool(user.is_system)


def may_tell_waits(user: Any) -> bool:
    """Whoever may place work may say how long it will wait."""
    return may_place_work(user)


def may_learn_waits(user: Any) -> bool:
    """The hub itself learns from its log, and scores what it said."""
    return bool(user.is_system)


def may_sign_out(user: Any) -> bool:
    """Everybody leaves their own seat."""
    return bool(user.is_staff_member)
