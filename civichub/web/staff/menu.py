"""The desk's menu: an entry is shown to those whose role includes its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from civichub.web.ui.navigation import NavEntry


def _with(power: str) -> Callable[[Any], bool]:
    return lambda user: user.holds_anywhere(power)


def _in_quality(user: Any) -> bool:
    """Whose contacts are scored, and who looks after how they are chosen."""
    return user.holds_anywhere("contact.handle") or user.holds_anywhere("audit.view")


MENU = (
    NavEntry("My work", "staff-home", key="g h"),
    NavEntry("My ward", "ward", _with("case.view_ward"), key="g i"),
    NavEntry("Take work", "work", _with("work.take"), key="g w"),
    NavEntry("Diary", "diary", _with("case.act"), key="g y", holds=("decisions",)),
    NavEntry("Front desk", "front-desk", _with("contact.handle"), key="g d"),
    NavEntry("Counter", "counter", _with("work.take"), key="g n"),
    NavEntry("Chats", "desk-chats", _with("contact.handle"), key="g v"),
    NavEntry("Letters", "letter-log", _with("contact.view"), key="g l"),
    NavEntry("Email", "mail-inbox", _with("contact.view"), key="g e"),
    NavEntry("Appointments", "appointment-day", key="g a"),
    NavEntry("Queues", "queue-board", _with("work.supervise"), key="g q"),
    NavEntry("Knowledge", "knowledge", key="g k"),
    NavEntry("Notices", "notices", _with("notice.declare"), key="g o"),
    NavEntry("Whiteboard", "whiteboard", may_see=lambda user: user.holds_anywhere("whiteboard.view"), key="g b"),
    NavEntry("Cases", "case-list", _with("case.view"), key="g c"),
    NavEntry("Volunteers", "volunteers", _with("volunteer.match"), key="g 5"),
    NavEntry("Customers", "customer-search", _with("customer.view"), key="g u"),
    NavEntry("Contacts", "contact-list", _with("contact.view"), key="g t"),
    NavEntry("Partners", "partnership", _with("liaison.view"), key="g r"),
    NavEntry("Hand-over", "handover", _with("handover.view"), key="g p"),
    NavEntry("Figures", "channel-report", _with("performance.view"), "Performance", key="g f"),
    NavEntry("Quality", "quality", _in_quality, "Performance", key="g j"),
    NavEntry("Complaints and registers", "registers", _with("performance.view"), "Performance", holds=("learning",)),
    NavEntry("Services", "service-list", _with("catalogue.edit"), "Set up"),
    NavEntry("Community directory", "directory-list", _with("directory.edit"), "Set up"),
    NavEntry("Forms and procedures", "definition-list", _with("forms.edit"), "Set up"),
    NavEntry("Prompts", "prompts", _with("knowledge.edit"), "Set up"),
    NavEntry("Message templates", "template-list", _with("messages.edit"), "Set up"),
    NavEntry("Addresses and areas", "places", _with("places.edit"), "Set up"),
    NavEntry("Holidays and closures", "holidays", _with("clocks.manage"), "Set up"),
    NavEntry("Front desks", "desk-setup-list", _with("frontdesk.manage"), "Set up"),
    NavEntry("Lines and telephones", "phone-set-up", _with("work.supervise"), "Set up"),
    NavEntry("Past cases", "imports", _with("case.import"), "Set up"),
    NavEntry("Organisation", "organisation", _with("organisation.manage"), "Set up"),
    NavEntry("People and roles", "people", _with("accounts.manage"), "Set up"),
    NavEntry("Keys for other systems", "token-list", _with("api.manage"), "Set up"),
    NavEntry("Sharing agreements", "agreement-list", _with("sharing.manage"), "Trust"),
    NavEntry("Requests for information", "disclosure-list", _with("disclosure.handle"), "Trust"),
    NavEntry("Audit", "audit", _with("audit.view"), "Trust"),
    NavEntry("Readings to review", "watched", _with("audit.view"), "Trust"),
    NavEntry("Open in an emergency", "emergency", _with("record.break_glass"), "Trust"),
    NavEntry("Outbox", "outbox", _with("delivery.view"), "Trust"),
)
