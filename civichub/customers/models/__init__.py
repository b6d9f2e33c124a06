"""The tables of this context, by subject."""

from civichub.customers.models.contact_points import ContactKind, ContactPoint, VerifiedHow
from civichub.customers.models.holds import LegalHold
from civichub.customers.models.households import Household, HouseholdMember, Relation, RelationKind
from civichub.customers.models.merging import MatchingRules, Merge, MergedRow, NotSame, Suggestion
from civichub.customers.models.needs import Consent, Need, Purpose
from civichub.customers.models.people import AtRiskFlag, Customer, CustomerHolding, CustomerKind

__all__ = [
    "AtRiskFlag",
    "Consent",
    "ContactKind",
    "ContactPoint",
    "Customer",
    "CustomerHolding",
    "CustomerKind",
    "Household",
    "HouseholdMember",
    "LegalHold",
    "MatchingRules",
    "Merge",
    "MergedRow",
    "Need",
    "NotSame",
    "Purpose",
    "Relation",
    "RelationKind",
    "Suggestion",
    "VerifiedHow",
]
