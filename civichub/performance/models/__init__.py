"""Facts that measures count, sums of them, and figures entered by hand."""

from civichub.performance.models.calls import CallHalfHour, CallImport, CallRecord
from civichub.performance.models.contacts import ContactFact, InOrganisations, MonthlyCount, MonthlyEntry

__all__ = [
    "CallHalfHour",
    "CallImport",
    "CallRecord",
    "ContactFact",
    "InOrganisations",
    "MonthlyCount",
    "MonthlyEntry",
]
