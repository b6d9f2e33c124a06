"""Reads of cases, by who asks."""

from civichub.cases.queries.lists import CaseFilter, case_page, count_up_to
from civichub.cases.queries.nearby import Similar, similar_cases
from civichub.cases.queries.one import (
    CaseFacts,
    CaseRecord,
    case_by_id,
    case_by_reference,
    cases_of_people,
    cases_with_running_clocks,
    facts_for_message,
    get_case_for,
    record_of,
)
from civichub.cases.queries.people import (
    cases_of_customers,
    contacts_of_open_cases,
    open_case_count,
    open_promises_of,
)
from civichub.cases.queries.progress import (
    Progress,
    attachment_of,
    case_for_resident,
    cases_followed_by,
    files_of_cases,
    follower_by_id,
    progress_of,
)
from civichub.cases.queries.public import (
    PublicReport,
    public_case,
    public_reports,
    similar_in_public,
    state_in_public,
)

__all__ = [
    "CaseFacts",
    "CaseFilter",
    "CaseRecord",
    "Progress",
    "PublicReport",
    "Similar",
    "attachment_of",
    "case_by_id",
    "case_by_reference",
    "case_for_resident",
    "case_page",
    "cases_followed_by",
    "cases_of_customers",
    "cases_of_people",
    "cases_with_running_clocks",
    "contacts_of_open_cases",
    "count_up_to",
    "facts_for_message",
    "files_of_cases",
    "follower_by_id",
    "get_case_for",
    "open_case_count",
    "open_promises_of",
    "progress_of",
    "public_case",
    "public_reports",
    "record_of",
    "similar_cases",
    "similar_in_public",
    "state_in_public",
]
