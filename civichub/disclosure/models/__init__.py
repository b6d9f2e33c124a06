"""The tables of an answer: itself, what was collected, what is taken out and why, the review, and the public log."""

from civichub.disclosure.models.answers import Answer, Delivery, PackFile, PublicInterest, Review, Search
from civichub.disclosure.models.collecting import Ask, AskResult, Item, Mark
from civichub.disclosure.models.publishing import LogEntry, LogOutcome

__all__ = [
    "Answer",
    "Ask",
    "AskResult",
    "Delivery",
    "Item",
    "LogEntry",
    "LogOutcome",
    "Mark",
    "PackFile",
    "PublicInterest",
    "Review",
    "Search",
]
