"""How it was, in the words of those who called: whom we ask, and what they answered. Reads only.

Who is asked is drawn by the service that the call turned out to be about, as far as it is known when the advisor hangs
up; what they answer counts for the service that the contact was wrapped up with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from civichub.cases.queries.people import service_of_latest_case
from civichub.core.clocks import end_of_day
from civichub.core.errors import NotFound
from civichub.telephony.models import Call, CallFact, Line, SurveyShare

ASKED = "survey_asked"
ONE_DAY = timedelta(days=1)
SPREAD = 61  # shares no factor with 100: of any hundred calls in a row exactly the share is drawn, and not in one run
CONTENT, DISCONTENT = 4, 2  # of 5: at least, and at most


def asks_any(line: Line) -> bool:
    """Whether any caller of this line may be asked."""
    return (
        bool(line.survey_share) or SurveyShare.objects.filter(organisation=line.organisation_id, share__gt=0).exists()
    )


@dataclass(frozen=True)
class Sample:
    """What a call is drawn by: the service as known by now (None for none), how many of a hundred of its callers are
    asked, and whether this one is."""

    service: int | None
    share: int
    is_drawn: bool


def sample_of(call: Call) -> Sample:
    """By the case that the contact opened or was added to last, else by what its advisor, or the line, says it is
    about; where nothing was decided for that service, by the share of the line. The same call is always drawn alike."""
    service = service_of_latest_case(call.contact_id) or call.contact.service_id
    decided = SurveyShare.objects.filter(organisation=call.line.organisation_id, service=service)
    share = decided.values_list("share", flat=True).first()
    share = call.line.survey_share if share is None else share
    return Sample(service, share, call.pk * SPREAD % 100 < share)


def survey_shares_kept_by(user: Any) -> QuerySet[SurveyShare]:
    """What was decided for services of the organisations whose day this person runs."""
    return SurveyShare.objects.kept_by(user).select_related("organisation", "service")


def survey_share_kept_by(user: Any, pk: int) -> SurveyShare:
    """One of those. Raises `NotFound`."""
    found = survey_shares_kept_by(user).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class ServiceAnswers:
    """The calls about one service (empty: none was named) that were put through: how many callers were asked and
    answered; `scored` is the sum of what they pressed, 1 to 5 each."""

    service: str
    calls: int
    asked: int
    answered: int
    scored: int
    content: int
    discontent: int

    @property
    def mean(self) -> Decimal | None:
        """Of the answers, with one decimal."""
        return _rounded(self.scored, self.answered, "0.1")

    @property
    def content_share(self) -> Decimal | None:
        """Who pressed 4 or 5 ÷ who answered, as a whole percentage."""
        return _rounded(100 * self.content, self.answered, "1")

    @property
    def response_share(self) -> Decimal | None:
        """Who answered ÷ who was asked, as a whole percentage."""
        return _rounded(100 * self.answered, self.asked, "1")


def _rounded(part: int, whole: int, places: str) -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal(places), ROUND_HALF_UP) if whole else None


def answers_by_service(organisations: Iterable[int], *, since: date, until: date) -> list[ServiceAnswers]:
    """Of the calls of the days from `since` to before `until`, by the service that each contact was wrapped up with,
    in the order of their names. One statement. Who may see them is asked above.
    """
    found = Call.objects.filter(
        organisation__in=list(organisations), is_outgoing=False, connected_at__isnull=False,
        arrived_at__gte=end_of_day(since - ONE_DAY), arrived_at__lt=end_of_day(until - ONE_DAY),
    )  # fmt: skip
    asked = CallFact.objects.filter(call=OuterRef("pk"), kind=ASKED)
    rows = found.annotate(was_asked=Exists(asked)).values(service=F("contact__service__title"))
    rows = rows.annotate(
        calls=Count("pk"),
        asked=Count("pk", filter=Q(was_asked=True)),
        answered=Count("survey_score"),
        scored=Sum("survey_score", default=0),
        content=Count("pk", filter=Q(survey_score__gte=CONTENT)),
        discontent=Count("pk", filter=Q(survey_score__lte=DISCONTENT)),
    )
    return [ServiceAnswers(**{**row, "service": row["service"] or ""}) for row in rows.order_by("service")]
