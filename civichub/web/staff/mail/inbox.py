"""The inbox: conversations by folder and mailbox, found by words, and many settled at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.core.errors import HubError
from civichub.messaging.operations import mail_settling
from civichub.messaging.queries.mail import (
    FOLDERS,
    InboxFilters,
    folder_counts,
    get_conversation_for,
    inbox,
    mailboxes_seen_by,
)
from civichub.messaging.queries.standard import standing
from civichub.web.access import staff
from civichub.web.staff.mail.showing import address_shown
from civichub.web.ui.components import ChosenFilter, Column
from civichub.web.ui.paging import address_with, keyset_page

COLUMNS = (Column("Who"), Column("About"), Column("Mailbox"), Column("State"), Column("Answered or acknowledged"))
STEPS = {
    "close": (mail_settling.close_without_reply, "need no reply now"),
    "spam": (mail_settling.mark_spam, "are marked as spam"),
    "bring_back": (mail_settling.reopen_conversation, "wait for us again"),
}
MOST_AT_ONCE = 100


def filters_from(request: HttpRequest) -> InboxFilters:
    """The list that an address asks for; what cannot be read is left out."""
    box, folder = request.GET.get("mailbox", ""), request.GET.get("folder", "")
    return InboxFilters(
        folder=folder if folder in FOLDERS else "waiting",
        mailbox_id=int(box) if box.isascii() and box.isdigit() and len(box) < 18 else None,
        words=request.GET.get("q", "").replace("\x00", "")[:120].strip(),
    )


@staff("contact.view")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Conversations that this reader may see, those changed last first; those that wait by their age."""
    wanted, now = filters_from(request), timezone.now()
    order = ("waiting_since", "id") if wanted.folder in ("waiting", "mine") else ("-changed_at", "-id")
    rows, pager = keyset_page(request, inbox(request.user, wanted), order=order)
    boxes, counts = list(mailboxes_seen_by(request.user)), folder_counts(request.user)
    context = {
        "rows": [(row, address_shown(row, request.user), row.wait and standing(row.wait, now)) for row in rows],
        "pager": pager,
        "columns": COLUMNS,
        "wanted": wanted,
        "folders": [(code, label, address_with(request, folder=code, after=None, before=None), counts.get(code))
                    for code, label in FOLDERS.items()],
        "counts": counts,
        "title": FOLDERS[wanted.folder],
        "boxes": boxes,
        "failing": [box for box in boxes if box.failure],
        "chosen": _chosen(request, wanted, boxes),
        "query": request.GET.urlencode(),
        "may_handle": request.user.holds_anywhere("contact.handle"),
        "may_set_up": request.user.holds_anywhere("mail.manage"),
    }  # fmt: skip
    return render(request, "staff/mail/inbox.html", context)


def _chosen(request: HttpRequest, wanted: InboxFilters, boxes: list[Any]) -> list[ChosenFilter]:
    box = next((box.name for box in boxes if box.pk == wanted.mailbox_id), "")
    named = [("q", f"“{wanted.words}”" if wanted.words else ""), ("mailbox", box)]
    return [ChosenFilter(label, address_with(request, **{name: None})) for name, label in named if label]


@staff("contact.handle")
@require_POST
def several(request: HttpRequest) -> HttpResponse:
    """Settle several at once, or bring back what was settled a moment ago: all of them, or none and the reason."""
    step, references = request.POST.get("step", ""), request.POST.getlist("selected")[:MOST_AT_ONCE]
    target = redirect("mail-inbox")
    query = request.POST.get("query", "").replace("\x00", "")[:500]
    if query.isprintable() and query:
        target["Location"] += f"?{query}"
    if step not in STEPS or not references:
        messages.error(request, "Choose at least one conversation, and what to do with it.")
        return target
    act, words = STEPS[step]
    try:
        with transaction.atomic():
            for reference in references:
                found = get_conversation_for(request.user, reference)
                act(conversation=found, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, f"Nothing was changed. {error.message}")
        return target
    number = f"{len(references)} conversation{'s' * (len(references) != 1)}"
    messages.success(request, f"{number}: {words}.")
    if step != "bring_back":
        request.session["mail_undo"] = references
    return target
