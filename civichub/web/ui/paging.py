"""Pages of a list: numbered where the size is known, older and newer by key where counting would be slow."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from civichub.web.ui.components import Link

GAP = Link("…")


@dataclass(frozen=True)
class Pager:
    """What `{% ui_pages pager %}` shows. `numbers` is empty for a list paged by key; the current number has no url."""

    newer: Link | None = None
    older: Link | None = None
    numbers: Sequence[Link] = ()
    current: int | None = None
    summary: str = ""


def numbered_pager(request: HttpRequest, *, page: int, pages: int, total: int | None = None) -> Pager:
    """Links to the first, last and neighbouring pages by `?page=`; for lists of known, modest size."""
    wanted = sorted({1, page - 1, page, page + 1, pages} & set(range(1, pages + 1)))
    numbers: list[Link] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number - before > 1:
            numbers.append(GAP)
        url = "" if number == page else address_with(request, page=number)
        numbers.append(Link(str(number), url))
    return Pager(
        newer=Link("Previous", address_with(request, page=page - 1)) if page > 1 else None,
        older=Link("Next", address_with(request, page=page + 1)) if page < pages else None,
        numbers=numbers,
        current=page,
        summary="" if total is None else f"{total:,} in all",
    )


def keyset_page(
    request: HttpRequest, rows: QuerySet[Any], *, order: Sequence[str], size: int = 50
) -> tuple[list[Any], Pager]:
    """One page of `rows` in `order` (all ascending, or all `-descending`; the last must be unique), and its links.

    Reads `?after=` or `?before=`; costs the same on the thousandth page as on the first, and counts nothing. A value
    that was tampered with shows the first page.
    """
    after, before = read_cursor(request.GET.get("after", "")), read_cursor(request.GET.get("before", ""))
    names = [name.lstrip("-") for name in order]
    after = after if after and len(after) == len(names) else None
    before = before if before and len(before) == len(names) and not after else None
    descending = order[0].startswith("-")
    ordered = rows.order_by(*(_reversed(order) if before else order))
    if after or before:
        ordered = ordered.filter(_beyond(names, after or before or [], less=descending is bool(after)))
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    has_newer, has_older = (more, True) if before else (bool(after), more)
    ends = (found[0], found[-1]) if found else None
    newer = older = None
    if ends and has_newer:
        newer = Link("Newer", address_with(request, before=cursor_of(ends[0], names), after=None))
    if ends and has_older:
        older = Link("Older", address_with(request, after=cursor_of(ends[1], names), before=None))
    return found, Pager(newer=newer, older=older)


def address_with(request: HttpRequest, **changes: Any) -> str:
    """The page's own address with its query changed; None removes a name. Values of other names stay."""
    query: QueryDict = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def cursor_of(row: Any, names: Sequence[str]) -> str:
    """The key of a row (a model or a mapping), packed for an address."""
    values = [row[name] if isinstance(row, Mapping) else _attribute(row, name) for name in names]
    packed = [value.isoformat() if isinstance(value, date | datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(packed).encode()).decode().rstrip("=")


def read_cursor(text: str) -> list[Any] | None:
    """Unpack what `cursor_of` made, or None. Only strings and numbers come out; the database checks their types."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) if text else None
    except (binascii.Error, ValueError):
        return None
    plain = isinstance(values, list) and all(isinstance(value, str | int | float) for value in values)
    return values if plain else None


def _attribute(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _reversed(order: Sequence[str]) -> list[str]:
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def _beyond(names: Sequence[str], values: Sequence[Any], *, less: bool) -> Q:
    operator = "lt" if less else "gt"
    found = Q()
    for index, name in enumerate(names):
        equal = dict(zip(names[:index], values[:index], strict=True))
        found |= Q(**equal, **{f"{name}__{operator}": values[index]})
    return found & Q(**{f"{names[0]}__{operator}e": values[0]})
