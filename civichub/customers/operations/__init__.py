"""The only writers of customers."""

from civichub.customers.operations.contact_points import (
    add_contact_point,
    end_contact_point,
    mark_contact_point_bad,
    move_home,
    prefer_contact_point,
    trust_contact_point_again,
    verify_contact_point,
)
from civichub.customers.operations.finding import Found, How, find_or_create_customer, set_matching_rules
from civichub.customers.operations.holds import lift_hold, place_hold
from civichub.customers.operations.households import (
    end_relation,
    form_household,
    join_household,
    leave_household,
    relate_customers,
)
from civichub.customers.operations.merging import mark_not_same, merge_customers, undo_merge
from civichub.customers.operations.needs import end_need, give_consent, set_need, withdraw_consent
from civichub.customers.operations.people import (
    change_date_of_birth,
    change_name,
    link_account,
    note_holding,
    record_death,
    register_customer,
    set_preferences,
    unlink_account,
)
from civichub.customers.operations.protection import clear_at_risk, flag_at_risk

__all__ = [
    "Found",
    "How",
    "add_contact_point",
    "change_date_of_birth",
    "change_name",
    "clear_at_risk",
    "end_contact_point",
    "end_need",
    "end_relation",
    "find_or_create_customer",
    "flag_at_risk",
    "form_household",
    "give_consent",
    "join_household",
    "leave_household",
    "lift_hold",
    "link_account",
    "mark_contact_point_bad",
    "mark_not_same",
    "merge_customers",
    "move_home",
    "note_holding",
    "place_hold",
    "prefer_contact_point",
    "record_death",
    "register_customer",
    "relate_customers",
    "set_matching_rules",
    "set_need",
    "set_preferences",
    "trust_contact_point_again",
    "undo_merge",
    "unlink_account",
    "verify_contact_point",
    "withdraw_consent",
]
