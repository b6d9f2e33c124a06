"""Setting rules, drawing by them, and asking for one contact to be scored."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from civichub.contacts.handled import candidates_of
from civichub.core.audit import audit
from civichub.core.clocks import LONDON, london_date
from civichub.core.errors import Invalid
from civichub.core.operations import operation, require
from civichub.core.text import clean_text
from civichub.feedback.quality import policies
from civichub.feedback.quality.choosing import Candidate, Picked, Why, draw, last_period, lot_of
from civichub.feedback.quality.models import Draw, Review, SelectionRule
from civichub.feedback.quality.people import handlers, is_new, led_by, scorers_of
from civichub.feedback.quality.queries.forms import form_choices, parsed, scoring_form_for, scoring_form_in_force
from civichub.organisations.queries import end_of_working_day
from civichub.telephony.by_person import survey_scores

NUMBERS = {
    "count": (1, 50), "low_survey": (0, 50), "longest": (0, 50), "shortest": (0, 50), "repeat": (0, 50),
    "new_for_months": (0, 24), "new_times": (1, 5), "due_days": (1, 60),
}  # fmt: skip
KINDS = ("low_survey", "longest", "shortest", "repeat")


@operation
def keep_rule(
    *, rule: SelectionRule | None, organisation: Any, values: Mapping[str, Any], actor: Any, at: datetime
) -> SelectionRule:
    """Make a rule, or change one: from then on. What was drawn stays. `values` are its fields by name.

    Raises `Invalid` naming a number that is out of bounds, kinds that do not fit into the number, or an unknown form.
    """
    require(policies.may_set_rules(actor, rule.organisation_id if rule else organisation.pk))
    rule = (
        SelectionRule.objects.select_for_update().get(pk=rule.pk) if rule else SelectionRule(organisation=organisation)
    )
    rule.title = clean_text(values["title"], field="title", max_length=100, required=True)
    rule.form_key, rule.team, rule.period = values["form_key"], values.get("team"), values["period"]
    rule.channels, rule.is_active = list(values.get("channels") or []), bool(values.get("is_active", True))
    for name, (least, most) in NUMBERS.items():
        number = values.get(name)
        if number is None or not least <= number <= most:
            raise Invalid({name: f"Enter a number from {least} to {most}."})
        setattr(rule, name, number)
    if rule.form_key not in dict(form_choices(rule.organisation, at)):
        raise Invalid({"form_key": "Choose a scoring form that is in use."})
    if sum(getattr(rule, kind) for kind in KINDS) > rule.count:
        raise Invalid({"count": "The kinds together are more than the whole number."})
    same = SelectionRule.objects.filter(organisation=rule.organisation, title=rule.title)
    if same.exclude(pk=rule.pk).exists():
        raise Invalid({"title": "There is a rule of this name."})
    rule.save()
    audit("quality.rule_kept", rule, actor=actor, at=at, **{name: getattr(rule, name) for name in NUMBERS})
    return rule


@operation
def draw_contacts(*, rule: SelectionRule, actor: Any, at: datetime) -> list[Draw]:
    """Draw the last whole period's contacts of everybody whom the rule is for and who was not drawn for yet.

    Nobody is drawn for while there is no form in use or nobody to score; the next call does it.
    """
    require(policies.may_draw(actor))
    rule = SelectionRule.objects.select_for_update().get(pk=rule.pk)
    version = scoring_form_in_force(rule.form_key, rule.organisation, at)
    if version is None or not rule.is_active:
        return []
    since, until = last_period(rule.period, london_date(at))
    done = set(rule.draws.filter(since=since).values_list("person", flat=True))
    people = {one.pk: one for one in handlers(rule.organisation_id, rule.team_id, at) if one.pk not in done}
    channels = rule.channels or parsed(version).channels
    pools = pool_of(rule.organisation_id, people, since, until, channels)
    drawn = []
    for pk, pool in sorted(pools.items()):
        if scorers := scorers_of(people[pk], rule.organisation_id, at):
            drawn.append(_draw_for(rule, version, people[pk], (since, until), pool, scorers, actor, at))
    return drawn


def pool_of(
    organisation_id: int, people: Mapping[int, Any], since: date, until: date, channels: Any
) -> dict[int, list[Candidate]]:
    """What can be drawn: the closed contacts of these days that these people handled and nobody has scored."""
    midnight = datetime.min.time()
    begins, ends = datetime.combine(since, midnight, LONDON), datetime.combine(until, midnight, LONDON)
    rows = candidates_of(people, organisation_id=organisation_id, since=begins, until=ends, channels=channels)
    taken = set(Review.objects.filter(contact__in=[row.pk for row in rows]).values_list("contact", flat=True))
    surveys = survey_scores(row.pk for row in rows)
    pools: dict[int, list[Candidate]] = {}
    for row in rows:
        if row.pk not in taken:
            one = Candidate(row.pk, row.reference, row.seconds, surveys.get(row.pk), row.came_again)
            pools.setdefault(row.person, []).append(one)
    return pools


def _draw_for(
    rule: SelectionRule, version: Any, person: Any, days: tuple[date, date], pool: list[Candidate],
    scorers: list[Any], actor: Any, at: datetime,
) -> Draw:  # fmt: skip
    new = rule.new_for_months and is_new(person, at, rule.new_for_months)
    wanted, seed = rule.wanted.times(rule.new_times if new else 1), secrets.token_hex(16)
    kept = Draw.objects.create(
        organisation=rule.organisation, rule=rule, person=person, since=days[0], until=days[1], seed=seed,
        wanted=asdict(wanted), pool=[one.row() for one in pool], drawn_at=at,
    )  # fmt: skip
    due_on = london_date(end_of_working_day(rule.organisation, at, days=rule.due_days))
    picks = draw(pool, wanted, seed)
    busy = Counter(Review.objects.filter(scorer__in=scorers, state="to_do").values_list("scorer", flat=True))
    for pick in picks:
        scorer = _whose_turn(pick, scorers, busy, seed)
        Review.objects.create(
            organisation=rule.organisation, contact_id=pick.candidate.contact, form_version=version, person=person,
            scorer=scorer, why=pick.why, draw=kept, begun_at=at, due_on=due_on,
        )  # fmt: skip
    audit("quality.drawn", kept, actor=actor, at=at, person=person.pk, pool=len(pool), picked=len(picks), seed=seed)
    return kept


def _whose_turn(pick: Picked, scorers: list[Any], busy: Counter[int], seed: str) -> Any:
    """Who has least to score; between equals the lot decides, not the alphabet."""
    scorer = min(scorers, key=lambda one: (busy[one.pk], lot_of(seed, f"{pick.candidate.reference}:{one.pk}")))
    busy[scorer.pk] += 1
    return scorer


@operation
def ask_for_score(*, contact: Any, reason: str, actor: Any, at: datetime) -> Review:
    """A leader scores one contact of their own people beside what is drawn, and says why. It does not count in figures.

    Raises `Invalid` on ``reference`` where the contact goes on, was handled by nobody, or they have scored it already.
    """
    person = contact.handled_by
    if person is None or contact.state != "closed":
        raise Invalid({"reference": "Only a contact that somebody handled and closed can be scored."})
    require(policies.may_ask_for_score(actor, person, led_by(actor, at), contact.organisation_id))
    version = scoring_form_for(contact, at)
    if version is None:
        raise Invalid({"reference": "There is no scoring form for this channel."})
    if Review.objects.filter(contact=contact, scorer=actor).exists():
        raise Invalid({"reference": "You have scored this contact, or have it on your list."})
    review = Review.objects.create(
        organisation=contact.organisation, contact=contact, form_version=version, person=person, scorer=actor,
        why=Why.ASKED, reason=clean_text(reason, field="reason", max_length=300, required=True), begun_at=at,
        due_on=london_date(at + timedelta(days=7)),
    )  # fmt: skip
    audit("quality.score_asked", review, actor=actor, at=at, contact=contact.pk, reason=review.reason)
    return review
