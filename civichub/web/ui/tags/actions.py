"""Small components: buttons, tags, links, notices, progress, navigation inside a page."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from civichub.web.ui.brand import DEFAULT_BRAND, Brand
from civichub.web.ui.components import Link, Step, state_colour
from civichub.web.ui.navigation import FOOTER_LINKS, NavItem
from civichub.web.ui.tags.library import component, page_component, register


@register.simple_tag(takes_context=True)
def ui_brand(context: dict[str, Any]) -> Brand:
    """The page's brand: `brand` where the view gives one, else that of `council` (an organisation), else the hub's."""
    given, council = context.get("brand"), context.get("council")
    if isinstance(given, Brand):
        return given
    if council is None:
        return DEFAULT_BRAND
    return Brand(
        name=council.name,
        colour=getattr(council, "brand_colour", ""),
        phone=getattr(council, "phone", ""),
        email=getattr(council, "email", ""),
    )


@register.simple_tag(takes_context=True)
def ui_footer_links(context: dict[str, Any]) -> Sequence[Link]:
    """The page's `footer_links`, else those that the law asks for (SI 2018/852 reg 7; UK GDPR article 13)."""
    return context.get("footer_links") or [Link(text, url) for text, url in FOOTER_LINKS]


@component("ui/components/button.html")
def ui_button(text: str, kind: str = "", href: str = "", **attributes: Any) -> dict[str, Any]:
    """A button, or a link that looks like one where `href` is given.

    `kind`: secondary, warning or start. Others are attributes: `name`, `value`, `form`, `formaction`, `shortcut` (the
    key that presses it), `command` (True lists it in the command palette), `small_print` (words for screen readers).
    """
    return {"text": text, "kind": kind, "href": href, **attributes}


@register.simple_tag
def ui_tag(text: Any, colour: str = "") -> SafeString:
    """A state in a coloured tag; without `colour` it follows from the words."""
    return format_html(
        '<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour or state_colour(str(text)), str(text)
    )


@register.simple_tag
def ui_count(number: int | None, words: str = "", bad: bool = False) -> SafeString | str:
    """A small number beside a word; `words` are read out after it. Nothing is shown for None."""
    if number is None:
        return ""
    return format_html(
        '<span class="hub-count{}">{}<span class="govuk-visually-hidden"> {}</span></span>',
        " hub-count--bad" if bad else "",
        f"{number:,}",
        words,
    )


@component("ui/components/back_link.html")
def ui_back(href: str, text: str = "Back") -> dict[str, Any]:
    """A back link; goes into the layouts' `before_content` block."""
    return {"href": href, "text": text}


@component("ui/components/breadcrumbs.html")
def ui_breadcrumbs(links: Sequence[Link]) -> dict[str, Any]:
    """Where the page stands; the last link may have no url."""
    return {"links": links}


@component("ui/components/sub_navigation.html")
def ui_sub_navigation(items: Sequence[NavItem], label: str = "Parts of this record") -> dict[str, Any]:
    """Tabs that are pages: each item is a link, the current one is marked."""
    return {"items": items, "label": label}


@component("ui/components/warning_text.html")
def ui_warning(text: str) -> dict[str, Any]:
    """GOV.UK's warning text with its exclamation mark."""
    return {"text": text}


@component("ui/components/empty.html")
def ui_empty(title: str, text: str = "", action_text: str = "", action_url: str = "") -> dict[str, Any]:
    """What stands where a list would be, and what to do next."""
    return {"title": title, "text": text, "action_text": action_text, "action_url": action_url}


@component("ui/components/progress.html")
def ui_progress(label: str, value: float, largest: float = 100, words: str = "") -> dict[str, Any]:
    """A bar with its words: `words` default to `value of largest`."""
    return {"label": label, "value": value, "largest": largest, "words": words or f"{value:,} of {largest:,}"}


@component("ui/components/steps.html")
def ui_steps(steps: Sequence[Step], label: str = "Progress") -> dict[str, Any]:
    """Numbered steps of a journey or procedure."""
    return {"steps": steps, "label": label}


@component("ui/components/tile.html")
def ui_tile(figure: Any, label: str, href: str = "", tone: str = "") -> dict[str, Any]:
    """One figure inside `{% ui_tiles %}`; `tone` is good, warning or bad."""
    return {"figure": figure, "label": label, "href": href, "tone": tone}


@component("ui/components/why.html")
def ui_why(reasons: Sequence[str], more_url: str = "") -> dict[str, Any]:
    """ "Why can I see this?": the roles and agreements that open a record to the reader, one sentence each."""
    return {"reasons": reasons, "more_url": more_url}


@component("ui/components/collision.html")
def ui_collision(people: Sequence[str], editing: bool = False) -> dict[str, Any]:
    """Says who else has the record open. Shows nothing when nobody has."""
    return {"people": people, "editing": editing, "names": _joined(people)}


@page_component("ui/components/messages.html")
def ui_messages(context: dict[str, Any]) -> dict[str, Any]:
    """Messages of Django's framework as notification banners; the layouts print it."""
    return {"messages": context.get("messages") or []}


def _joined(names: Sequence[str]) -> str:
    listed = list(names)
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
