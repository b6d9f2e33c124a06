"""The only writers of skills, whereabouts and duty rotas."""

from civichub.workforce.operations.duties import (
    add_duty_turn,
    add_weekly_turns,
    define_duty,
    end_duty,
    give_turn,
    swap_turns,
    withdraw_duty_turn,
)
from civichub.workforce.operations.presence import (
    follow_calendar,
    forget_old_whereabouts,
    note_calendar_problem,
    read_calendar,
    set_presence,
    withdraw_presence,
)
from civichub.workforce.operations.skills import (
    SkillRow,
    decide_proposal,
    define_skill,
    end_skill,
    propose_skill,
    record_skill,
    record_skills,
    retire_skill,
)

__all__ = [
    "SkillRow",
    "add_duty_turn",
    "add_weekly_turns",
    "decide_proposal",
    "define_duty",
    "define_skill",
    "end_duty",
    "end_skill",
    "follow_calendar",
    "forget_old_whereabouts",
    "give_turn",
    "note_calendar_problem",
    "propose_skill",
    "read_calendar",
    "record_skill",
    "record_skills",
    "retire_skill",
    "set_presence",
    "swap_turns",
    "withdraw_duty_turn",
    "withdraw_presence",
]
