"""Reads about people at work: what they can do, where they are, who is on duty."""

from civichub.workforce.queries.board import (
    WHEREABOUTS,
    OnDuty,
    OnTheBoard,
    active_skills,
    calendar_of_person,
    on_duty,
    planned_absences,
    presence_at,
    skill_names,
    skill_words,
    skills_of,
    skills_that_run_out,
    whereabouts_of,
    whiteboard,
)
from civichub.workforce.queries.nearby import (
    Nearby,
    around_case,
)
from civichub.workforce.queries.register import (
    every_skill,
    held_by,
    open_proposals,
    own_skills,
    register,
    skill_by_key,
)
from civichub.workforce.queries.rotas import (
    duties_kept_by,
    duty_kept_by,
    gaps_in,
    turn_kept_by,
    turns_of,
    turns_to_come,
)

__all__ = [
    "WHEREABOUTS",
    "Nearby",
    "OnDuty",
    "OnTheBoard",
    "active_skills",
    "around_case",
    "calendar_of_person",
    "duties_kept_by",
    "duty_kept_by",
    "every_skill",
    "gaps_in",
    "held_by",
    "on_duty",
    "open_proposals",
    "own_skills",
    "planned_absences",
    "presence_at",
    "register",
    "skill_by_key",
    "skill_names",
    "skill_words",
    "skills_of",
    "skills_that_run_out",
    "turn_kept_by",
    "turns_of",
    "turns_to_come",
    "whereabouts_of",
    "whiteboard",
]
