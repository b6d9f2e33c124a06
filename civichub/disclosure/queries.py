"""Reads of answers: lists, one with all it has, what is left to do, and the public log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet

from civichub.core.errors import NotFound
from civichub.disclosure.exemptions import Exemption, catalogue
from civichub.disclosure.models import Answer, Ask, Item, LogEntry, Mark, PackFile
from civichub.disclosure.states import DISCLOSE, OUTSIDE, UNDECIDED, WITHHOLD

RELATED = ("case__service", "case__customer", "case__team", "organisation", "subject", "prepared_by", "approved_by")


def answers_of(user: Any, *, state: str = "") -> QuerySet[Answer]:
    """The answers that `user` may see, for a list by key."""
    found = Answer.objects.visible_to(user).select_related(*RELATED)
    return found.filter(state=state) if state else found


def answer_for(user: Any, reference: str) -> Answer:
    """The answer to the case with this reference, as it is stored. Raises `NotFound` for none, or not theirs."""
    found = Answer.objects.visible_to(user).select_related(*RELATED).filter(case__reference=reference).first()
    if found is None:
        raise NotFound("We cannot find that request.")
    return found


def answer_by_id(answer_id: int) -> Answer:
    """The answer an event names. For listeners, which act for the hub and not for a person."""
    return Answer.objects.select_related(*RELATED).get(pk=answer_id)


def answer_of_case(user: Any, case_id: int) -> Answer | None:
    """The answer to a case, if one was begun and `user` may see it."""
    return Answer.objects.visible_to(user).filter(case=case_id).first()


def items_of(answer: Answer) -> list[Item]:
    """What was collected, in the order of its days, each with how often it is marked. Files stay on the disk."""
    found = answer.items.select_related("organisation", "folded_into", "ask__team").defer("text", "lock_key")
    return list(found.annotate(mark_count=Count("marks")))


def item_of(answer: Answer, number: int) -> Item:
    """One item of an answer that the caller may see. Raises `NotFound`."""
    found = answer.items.select_related("organisation", "folded_into", "answer", "decided_by").filter(number=number)
    item = found.first()
    if item is None:
        raise NotFound("We cannot find that item.")
    return item


def mark_of(item: Item, pk: int) -> Mark:
    """One mark of an item that the caller may see. Raises `NotFound`."""
    found = item.marks.select_related("item__answer").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def file_of(answer: Answer, number: int) -> PackFile:
    """One file of the pack of an answer that the caller may see. Raises `NotFound`."""
    found = answer.files.filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def asks_to(user: Any) -> QuerySet[Ask]:
    """What the teams of this person were asked and have not answered."""
    found = Ask.objects.filter(team__in=user.team_ids, result="")
    return found.select_related("team", "answer__case", "answer__organisation")


def ask_for(user: Any, pk: int) -> Ask:
    """One of those, or one of an answer that `user` may see. Raises `NotFound`."""
    related = ("team", "answer__case", "answer__organisation", "asked_by", "answered_by")
    found = Ask.objects.visible_to(user).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def asks_to_remind_of(before: date) -> list[Ask]:
    """Those not answered that are due by that day, while their answers are prepared."""
    found = Ask.objects.filter(result="", due_on__lte=before, answer__state="collecting")
    return list(found.select_related("team", "answer__case", "answer__organisation"))


def grounds_used(answer: Answer) -> list[Exemption]:
    """The grounds on which anything is withheld or taken out, in the order of the catalogue."""
    items = answer.items.filter(folded_into=None)
    codes = set(items.filter(decision=WITHHOLD).values_list("code", flat=True))
    codes |= set(Mark.objects.filter(item__in=items.filter(decision=DISCLOSE)).values_list("code", flat=True))
    return [one for code, one in catalogue().items() if code in codes]


def left_to_do(answer: Answer) -> list[str]:
    """What has to be done before a second person can look, in sentences."""
    left = []
    undecided = answer.items.filter(folded_into=None, decision=UNDECIDED).count()
    if undecided:
        left.append(f"Decide on {undecided} {'item' if undecided == 1 else 'items'} more.")
    waiting = [ask.team.name for ask in answer.asks.filter(result="").select_related("team")]
    if waiting:
        left.append(f"Wait for {', '.join(waiting)}, or say that they need not answer.")
    weighed = set(answer.interests.values_list("code", flat=True))
    for ground in grounds_used(answer):
        if ground.needs_test and ground.code not in weighed:
            left.append(f"Weigh the public interest for {ground}.")
    if not answer.letter:
        left.append("Write what the letter says.")
    return left


def prepared_by(answer: Answer) -> frozenset[int]:
    """The people who sent it for review, decided on an item, took anything out or weighed: they cannot approve it."""
    people = set(answer.items.exclude(decided_by=None).values_list("decided_by", flat=True))
    people |= set(Mark.objects.filter(item__answer=answer).values_list("made_by", flat=True))
    people |= set(answer.interests.values_list("by", flat=True))
    return frozenset(people | ({answer.prepared_by_id} if answer.prepared_by_id else set()))


@dataclass(frozen=True)
class Tally:
    """How many items there are of each kind of decision; folded ones apart."""

    undecided: int
    disclosed: int
    withheld: int
    outside: int
    folded: int


def tally_of(answer: Answer) -> Tally:
    """The figures of one answer, in one query."""
    alone = Q(folded_into=None)
    row = answer.items.aggregate(
        undecided=Count("pk", filter=alone & Q(decision=UNDECIDED)),
        disclosed=Count("pk", filter=alone & Q(decision=DISCLOSE)),
        withheld=Count("pk", filter=alone & Q(decision=WITHHOLD)),
        outside=Count("pk", filter=alone & Q(decision=OUTSIDE)),
        folded=Count("pk", filter=~alone),
    )
    return Tally(**row)


def answers_to_forget(today: date) -> list[Answer]:
    """Those whose copies' time is over, some hundreds at a time."""
    return list(Answer.objects.filter(keep_until__lt=today, forgotten_at=None).order_by("keep_until")[:300])


def published_entries(*, words: str = "", organisation_id: int | None = None) -> QuerySet[LogEntry]:
    """The public log, the latest first; `words` as people type them into a search."""
    found = LogEntry.objects.published().select_related("organisation").order_by("-answered_on", "-pk")
    if words:
        found = found.filter(words=SearchQuery(words, config="english", search_type="websearch"))
    return found.filter(organisation=organisation_id) if organisation_id else found


def published_entry(organisation_slug: str, number: int) -> LogEntry:
    """One entry of the public log. Raises `NotFound` for none and for a withdrawn one alike."""
    found = LogEntry.objects.published().select_related("organisation")
    entry = found.filter(organisation__slug=organisation_slug, number=number).first()
    if entry is None:
        raise NotFound("We cannot find that answer.")
    return entry


def entry_of(answer: Answer) -> LogEntry | None:
    """What the log says of an answer that the caller may see, withdrawn or not."""
    return LogEntry.objects.filter(answer=answer).select_related("published_by").first()
