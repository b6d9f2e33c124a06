"""What the person at hand probably wants: candidates from every part of the hub, ranked by one table, with reasons."""

from civichub.web.staff.likely.ranking import Candidate, Likely, Matter, rank
from civichub.web.staff.likely.sources import SOURCES, Asker, what_they_probably_want

__all__ = ["SOURCES", "Asker", "Candidate", "Likely", "Matter", "rank", "what_they_probably_want"]
