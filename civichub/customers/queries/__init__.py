"""Reads of customers. Screens and interfaces use `CustomerView`, which holds only what their reader may see."""

from civichub.customers.queries.access import Access, access_to_customer, access_to_customers, sheltered_among
from civichub.customers.queries.callers import language_of_number, uses_text_relay
from civichub.customers.queries.export import export_own_data
from civichub.customers.queries.families import (
    family_ids,
    ids_sheltered_with,
    keeper_ids,
    keeper_of,
    living_beside_somebody_at_risk,
    own_customer_ids,
)
from civichub.customers.queries.holds import held_among, holds_of
from civichub.customers.queries.matching import (
    Candidate,
    SuggestedPair,
    facts_of,
    known_to_differ,
    match_candidates,
    matching_rules,
    open_suggestions,
)
from civichub.customers.queries.merges import merges_into
from civichub.customers.queries.proved import customer_who_proved, emails_they_left
from civichub.customers.queries.rules import (
    CommunicationRules,
    SendingAddress,
    addresses_for_sending,
    communication_rules,
    communication_rules_of,
    point_sent_to,
)
from civichub.customers.queries.search import SearchHit, search_customers
from civichub.customers.queries.shapes import WITHHELD_ADDRESS, CustomerView
from civichub.customers.queries.views import (
    get_customer_for,
    names_for,
    own_customer,
    residents_at,
    view_of,
    views_of,
)

__all__ = [
    "WITHHELD_ADDRESS",
    "Access",
    "Candidate",
    "CommunicationRules",
    "CustomerView",
    "SearchHit",
    "SendingAddress",
    "SuggestedPair",
    "access_to_customer",
    "access_to_customers",
    "addresses_for_sending",
    "communication_rules",
    "communication_rules_of",
    "customer_who_proved",
    "emails_they_left",
    "export_own_data",
    "facts_of",
    "family_ids",
    "get_customer_for",
    "held_among",
    "holds_of",
    "ids_sheltered_with",
    "keeper_ids",
    "keeper_of",
    "known_to_differ",
    "language_of_number",
    "living_beside_somebody_at_risk",
    "match_candidates",
    "matching_rules",
    "merges_into",
    "names_for",
    "open_suggestions",
    "own_customer",
    "own_customer_ids",
    "point_sent_to",
    "residents_at",
    "search_customers",
    "sheltered_among",
    "uses_text_relay",
    "view_of",
    "views_of",
]
