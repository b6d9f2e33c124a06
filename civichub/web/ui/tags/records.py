"""Components that show records: rows, pages, clocks, files, places."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from civichub.web.ui.components import Clock, File, Place
from civichub.web.ui.paging import Pager
from civichub.web.ui.tags.library import component


@component("ui/components/summary_row.html")
def ui_summary_row(
    key: str, value: Any, change_url: str = "", change_words: str = "", action: str = "Change"
) -> dict[str, Any]:
    """A row inside `{% ui_summary_list %}`; `change_words` (the key, if empty) end "Change ..." when read aloud."""
    return {
        "key": key,
        "value": value,
        "change_url": change_url,
        "change_words": change_words or key.lower(),
        "action": action,
    }


@component("ui/components/pages.html")
def ui_pages(pager: Pager, label: str = "Pages") -> dict[str, Any]:
    """Links to newer and older rows, or to numbered pages. Nothing is shown where there is one page only."""
    return {"pager": pager, "label": label}


@component("ui/components/clock.html")
def ui_clock(clock: Clock) -> dict[str, Any]:
    """A deadline's card inside `{% ui_clocks %}`, its sum behind a details element."""
    return {"clock": clock}


@component("ui/components/files.html")
def ui_files(files: Sequence[File]) -> dict[str, Any]:
    """A list of files with their sizes and states."""
    return {"files": files}


@component("ui/components/task.html")
def ui_task(title: str, url: str = "", status: str = "", colour: str = "", hint: str = "") -> dict[str, Any]:
    """A row inside `{% ui_task_list %}`; without `colour` the status is plain text ("Completed")."""
    return {"title": title, "url": url, "status": status, "colour": colour, "hint": hint}


@component("ui/components/map.html")
def ui_map(places: Sequence[Place], label: str = "Map", name: str = "map", list_open: bool = True) -> dict[str, Any]:
    """Places on a map and, always, in a list. `name` makes the ids unique on a page with two maps."""
    return {
        "places": places,
        "label": label,
        "name": name,
        "list_open": list_open,
        "tiles_url": settings.MAP_TILES_URL,
        "attribution": settings.MAP_ATTRIBUTION,
    }
