"""Reads of cases, by who asks."""

from civichub.cases.queries.lists import CaseFilter, case_page, count_up_to
from civichub.cases.queries.nearby import Similar, similar_cases
from civichub.cases.queries.one import (
    CaseFacts,
    CaseRecord,
    case_by_id,
    case_by_reference,
    cases_with_running_clocks,
    facts_for_message,
    get_case_for,
    record_of,
)
from civichub.cases.queries.people import cases_of_customers, open_case_count

__all__ = [
    "CaseFacts",
    "CaseFilter",
    "CaseRecord",
    "Similar",
    "case_by_id",
    "case_by_reference",
    "case_page",
    "cases_of_customers",
    "cases_with_running_clocks",
    "count_up_to",
    "facts_for_message",
    "get_case_for",
    "open_case_count",
    "record_of",
    "similar_cases",
]
