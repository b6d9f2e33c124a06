"""What people said of a page, and what was learnt from what they complained of."""

from civichub.feedback.models.learning import Finding, LearningAction, Remedy, RootCause, Verdict, Watch
from civichub.feedback.models.pages import PageFeedback

__all__ = ["Finding", "LearningAction", "PageFeedback", "Remedy", "RootCause", "Verdict", "Watch"]
