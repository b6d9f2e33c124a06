"""Forms, rules and draws, scores and calibrations, and coaching."""

from civichub.feedback.quality.models.choosing import Draw, Period, SelectionRule
from civichub.feedback.quality.models.coaching import CoachingNote
from civichub.feedback.quality.models.forms import ScoringFormVersion
from civichub.feedback.quality.models.reviews import Calibration, Review

__all__ = ["Calibration", "CoachingNote", "Draw", "Period", "Review", "ScoringFormVersion", "SelectionRule"]
