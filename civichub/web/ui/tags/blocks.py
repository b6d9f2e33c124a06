"""Components that wrap content: `{% ui_details "How we count" %}...{% end_ui_details %}`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civichub.web.ui.components import Column
from civichub.web.ui.paging import address_with
from civichub.web.ui.tags.library import block_component


@dataclass(frozen=True)
class _Heading:
    label: str
    url: str
    direction: str
    numeric: bool
    hidden: bool


@block_component("ui/components/summary_list.html")
def ui_summary_list(context: Any, content: str, label: str = "", borderless: bool = False) -> dict[str, Any]:
    """Keys and values; the content is `{% ui_summary_row %}`s."""
    return {"label": label, "borderless": borderless}


@block_component("ui/components/table.html")
def ui_table(
    context: Any,
    content: str,
    caption: str,
    columns: Sequence[Column] | str = (),
    caption_hidden: bool = False,
    select: bool = False,
    stack: bool = False,
    id: str = "",
) -> dict[str, Any]:
    """A table; the content is its `<tr>`s. Headings with a `sort` are links that set `?sort=` (`-name` descends).

    Where nothing sorts, `columns` may be words as `Column.named` reads them: "Month|Contacts #|(Change)". `select`
    adds a first column with a box that chooses every row; `stack` makes cards of the rows on a narrow screen, where
    each cell's `data-label` names it.
    """
    request = context.get("request")
    listed = Column.named(columns) if isinstance(columns, str) else columns
    return {
        "caption": caption,
        "caption_hidden": caption_hidden,
        "headings": [_heading(column, request) for column in listed],
        "select": select,
        "stack": stack,
        "id": id,
    }


@block_component("ui/components/details.html")
def ui_details(context: Any, content: str, summary: str, opened: bool = False) -> dict[str, Any]:
    """Text that opens on demand."""
    return {"summary": summary, "opened": opened}


@block_component("ui/components/inset.html")
def ui_inset(context: Any, content: str) -> dict[str, Any]:
    """Set-off text."""
    return {}


@block_component("ui/components/confirmation.html")
def ui_confirmation(context: Any, content: str, title: str, reference: str = "", label: str = "") -> dict[str, Any]:
    """The panel of a confirmation page, with the page's h1. Show it only after the change is committed."""
    return {"title": title, "reference": reference, "label": label or "Your reference is"}


@block_component("ui/components/notice.html")
def ui_notice(context: Any, content: str, title: str = "", tone: str = "", level: int = 2) -> dict[str, Any]:
    """A box that stands out; `tone` is empty, good, warning or bad."""
    return {"title": title, "tone": tone, "level": level}


@block_component("ui/components/timeline.html")
def ui_timeline(context: Any, content: str, label: str = "What happened") -> dict[str, Any]:
    """A history, newest first; the content is `{% ui_event %}`s."""
    return {"label": label}


@block_component("ui/components/event.html")
def ui_event(
    context: Any, content: str, title: str, at: datetime | None = None, by: str = "", kind: str = "", level: int = 3
) -> dict[str, Any]:
    """One thing that happened. `kind`: contact, message, note (internal, on yellow paper), done, problem or empty."""
    return {"title": title, "at": at, "by": by, "kind": kind, "level": level}


@block_component("ui/components/clocks.html")
def ui_clocks(context: Any, content: str, label: str = "Deadlines") -> dict[str, Any]:
    """A row of `{% ui_clock %}` cards."""
    return {"label": label}


@block_component("ui/components/tiles.html")
def ui_tiles(context: Any, content: str) -> dict[str, Any]:
    """A row of `{% ui_tile %}` figures."""
    return {}


@block_component("ui/components/task_list.html")
def ui_task_list(context: Any, content: str) -> dict[str, Any]:
    """A list of `{% ui_task %}`s."""
    return {}


@block_component("ui/components/box.html")
def ui_box(context: Any, content: str, title: str = "", level: int = 2) -> dict[str, Any]:
    """A bordered box beside a staff record."""
    return {"title": title, "level": level}


@block_component("ui/components/cards.html")
def ui_cards(context: Any, content: str) -> dict[str, Any]:
    """A grid of `{% ui_card %}`s."""
    return {}


@block_component("ui/components/card.html")
def ui_card(context: Any, content: str, title: str, href: str, level: int = 2) -> dict[str, Any]:
    """One entry of a grid: the whole card leads to `href`."""
    return {"title": title, "href": href, "level": level}


@block_component("ui/components/page_head.html")
def ui_page_head(context: Any, content: str, title: str, caption: str = "") -> dict[str, Any]:
    """A staff page's h1 with the page's buttons (the content) at its right."""
    return {"title": title, "caption": caption}


def _heading(column: Column, request: Any) -> _Heading:
    if not column.sort or request is None:
        return _Heading(column.label, "", "", column.numeric, column.hidden)
    now = request.GET.get("sort", "")
    directions = {column.sort: "ascending", f"-{column.sort}": "descending"}
    direction = directions.get(now, "none")
    following = f"-{column.sort}" if direction == "ascending" else column.sort
    url = address_with(request, sort=following, page=None, after=None, before=None)
    return _Heading(column.label, url, direction, column.numeric, column.hidden)
