"""The only writers of facts and entered figures."""

from civichub.performance.operations.calls import (
    GivenCall,
    begin_call_import,
    count_call,
    import_calls,
    undo_call_import,
)
from civichub.performance.operations.contacts import add_to_month, count_contact, count_contacts, enter_figure

__all__ = [
    "GivenCall",
    "add_to_month",
    "begin_call_import",
    "count_call",
    "count_contact",
    "count_contacts",
    "enter_figure",
    "import_calls",
    "undo_call_import",
]
