"""Facts that measures count, sums of them, and figures entered by hand."""

from civichub.performance.models.calls import CallHalfHour, CallImport, CallRecord
from civichub.performance.models.contacts import ContactFact, InOrganisations, MonthlyCount, MonthlyEntry
from civichub.performance.models.service_levels import Promised, ServiceLevel, ServiceLevelMonth

__all__ = [
    "CallHalfHour",
    "CallImport",
    "CallRecord",
    "ContactFact",
    "InOrganisations",
    "MonthlyCount",
    "MonthlyEntry",
    "Promised",
    "ServiceLevel",
    "ServiceLevelMonth",
]
