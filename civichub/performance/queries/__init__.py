"""Reports, and the rows behind each of their figures."""

from civichub.performance.queries.calls import (
    CallLine,
    Step,
    call_imports,
    call_lines,
    lines_with_calls,
    years_of_calls,
)
from civichub.performance.queries.channels import (
    LINEAGE_PAGE,
    ChannelLine,
    ChannelReport,
    channel_report,
    counted_rows,
    entries_behind,
    facts_behind,
    months_between,
    years_counted,
)

__all__ = [
    "LINEAGE_PAGE",
    "CallLine",
    "ChannelLine",
    "ChannelReport",
    "Step",
    "call_imports",
    "call_lines",
    "channel_report",
    "counted_rows",
    "entries_behind",
    "facts_behind",
    "lines_with_calls",
    "months_between",
    "years_counted",
    "years_of_calls",
]
