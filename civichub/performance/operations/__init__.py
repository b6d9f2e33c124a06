"""The only writers of facts and entered figures."""

from civichub.performance.operations.calls import (
    GivenCall,
    begin_call_import,
    count_call,
    import_calls,
    undo_call_import,
)
from civichub.performance.operations.contacts import add_to_month, count_contact, count_contacts, enter_figure
from civichub.performance.operations.service_levels import (
    agree_service_level,
    count_service_level,
    end_service_level,
)

__all__ = [
    "GivenCall",
    "add_to_month",
    "agree_service_level",
    "begin_call_import",
    "count_call",
    "count_contact",
    "count_contacts",
    "count_service_level",
    "end_service_level",
    "enter_figure",
    "import_calls",
    "undo_call_import",
]
