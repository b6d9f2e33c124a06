"""One item: what it says, what is taken out of it, and what happens with it."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.audit import audit_read
from civichub.core.errors import HubError, NotFound
from civichub.core.scanning import ScannerDown, scan
from civichub.disclosure.exemptions import catalogue, exemptions_of
from civichub.disclosure.keeping import opened
from civichub.disclosure.models import Answer, Item, Mark
from civichub.disclosure.operations import Place, decide_item, keep_apart, mark_places, remove_mark
from civichub.disclosure.operations.packing import recording_name, sound_to_give
from civichub.disclosure.queries import item_of, items_of, mark_of
from civichub.disclosure.redaction import finding
from civichub.disclosure.redaction.pages import Unreadable, page_picture, page_words
from civichub.disclosure.states import PDF, SOUND, TEXT
from civichub.web.access import staff
from civichub.web.downloads import SANDBOX
from civichub.web.errors import add_refusal
from civichub.web.staff.disclosure import places
from civichub.web.staff.disclosure.forms import DecideForm
from civichub.web.staff.disclosure.requests import GROUND, POWER, answer_at

SIDES = (("left", "From the left"), ("top", "From the top"), ("width", "Width"), ("height", "Height"))
MOST_HITS, MOST_LINES, MOST_TYPED = 200, 300, 100
WIDE = 1000  # units of the drawing over a page


@dataclass(frozen=True)
class Choice:
    """Something to tick: its value, and its words."""

    value: str
    words: str
    page: int


def _found(request: HttpRequest, reference: str, number: int) -> tuple[Answer, Item]:
    answer = answer_at(request, reference)
    return answer, item_of(answer, number)


def _content(item: Item) -> bytes:
    return opened(item.path, item.lock_key)


@staff(POWER)
@require_GET
def show(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The item as it is, with what is marked in it; the reading is written down."""
    answer, item = _found(request, reference, number)
    audit_read(item, actor=request.user, at=timezone.now(), ground=GROUND, purpose=f"To answer {answer.case.reference}")
    return _page(request, answer, item, DecideForm(item=item, grounds=exemptions_of(answer.law)))


def _page(request: HttpRequest, answer: Answer, item: Item, form: DecideForm) -> HttpResponse:
    wanted = " ".join(request.GET.get("q", "")[:MOST_TYPED].replace("\x00", " ").split())
    page = _page_number(request, item)
    marks = list(item.marks.select_related("made_by"))
    alone = [one for one in items_of(answer) if one.folded_into_id is None]
    numbers = [one.number for one in alone]
    place = numbers.index(item.number) if item.number in numbers else -1
    grounds = catalogue()
    values: dict[str, Any] = {
        "answer": answer, "case": answer.case, "caption": f"Item {item.number}", "item": item, "form": form,
        "wanted": wanted, "page": page,
        "grounds": exemptions_of(answer.law), "can_change": answer.state == "collecting",
        "marks": [(mark, grounds[mark.code].section) for mark in marks], "folded": list(item.folded.all()),
        "before": numbers[place - 1] if place > 0 else None,
        "after": numbers[place + 1] if 0 <= place < len(numbers) - 1 else None,
        "back_url": reverse("disclosure", args=[answer.case.reference]),
    }  # fmt: skip
    if item.kind == TEXT and answer.forgotten_at is None:
        values |= _of_text(item, marks, wanted)
    elif item.kind == PDF and answer.forgotten_at is None:
        values |= _of_pages(item, marks, wanted, page)
    return render(request, "staff/disclosure/item.html", values)


def _page_number(request: HttpRequest, item: Item) -> int:
    typed = request.GET.get("page", "1")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    return min(max(1, number), max(1, item.pages))


def _choice(found: finding.Found) -> Choice:
    return Choice(places.written(found), found.around, found.page)


def _of_text(item: Item, marks: list[Mark], wanted: str) -> dict[str, Any]:
    hits = finding.find_in_text(item.text, wanted)
    parts, at = [], 0
    for mark in sorted(marks, key=lambda one: (one.start, one.end)):
        start = max(at, mark.start)
        if mark.end > start:
            parts += [(item.text[at:start], False), (item.text[start : mark.end], True)]
            at = mark.end
    return {
        "parts": [*parts, (item.text[at:], False)],
        "hits": [_choice(one) for one in hits[:MOST_HITS]],
        "hit_count": len(hits),
        "lines": [_choice(one) for one in finding.lines_of_text(item.text)[:MOST_LINES]],
    }


def _of_pages(item: Item, marks: list[Mark], wanted: str, page: int) -> dict[str, Any]:
    content = _content(item)
    words = page_words(content, page)
    hits = []
    for number in range(1, item.pages + 1) if wanted else ():
        hits += finding.find_on_page(words if number == page else page_words(content, number), wanted)
    picture = page_picture(content, page, dpi=20)
    tall = round(WIDE * picture.height / picture.width)
    return {
        "wide": WIDE, "tall": tall,
        "boxes": [_box(mark, tall) for mark in marks if mark.page == page],
        "hits": [_choice(one) for one in hits[:MOST_HITS]], "hit_count": len(hits),
        "lines": [_choice(one) for one in finding.lines_of_page(words)[:MOST_LINES]],
        "pages": range(1, item.pages + 1),
        "sides": SIDES,
        "said": " ".join(word.text for word in words),
    }  # fmt: skip


def _box(mark: Mark, tall: int) -> dict[str, int]:
    return {
        "x": round(mark.left * WIDE), "y": round(mark.top * tall),
        "width": max(1, round((mark.right - mark.left) * WIDE)),
        "height": max(1, round((mark.bottom - mark.top) * tall)),
    }  # fmt: skip


@staff(POWER)
@require_GET
def picture(request: HttpRequest, reference: str, number: int, page: int) -> HttpResponse:
    """A page as a picture, kept by no browser."""
    _, item = _found(request, reference, number)
    if item.kind != PDF or not 1 <= page <= item.pages:
        raise NotFound
    try:
        drawn = page_picture(_content(item), page)
    except Unreadable as error:
        raise NotFound from error
    out = io.BytesIO()
    drawn.save(out, "PNG")
    answer = HttpResponse(out.getvalue(), content_type="image/png")
    answer["Cache-Control"] = "no-store"
    return answer


@staff(POWER)
@require_GET
def original(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The file as it was collected, as a download; a recording to listen to. Written down each time.

    Other teams bring files too, so a scanner looks at it first, where there is one; without its word nothing opens.
    """
    _, item = _found(request, reference, number)
    content = _content(item)
    if trouble := _trouble_with(content):
        messages.error(request, trouble)
        return redirect("disclosure-item", reference, number)
    audit_read(item, actor=request.user, at=timezone.now(), ground=GROUND, purpose="Opened the file itself")
    kind = "audio/wav" if item.kind == SOUND else "application/octet-stream"
    how = "inline" if item.kind == SOUND else "attachment"
    return _file(content, kind, f'{how}; filename="item-{item.number}"')


def _trouble_with(content: bytes) -> str:
    """Why a file must not be opened, or nothing."""
    try:
        infected = bool(settings.CLAMAV) and scan(io.BytesIO(content), settings.CLAMAV).infected
    except ScannerDown:
        return "The virus scanner does not answer, so the file stays closed. Try again in some minutes."
    return "The file was blocked: it may hold a virus." if infected else ""


def _file(content: bytes, kind: str, disposition: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = disposition
    answer["X-Content-Type-Options"], answer["Cache-Control"] = "nosniff", "no-store"
    answer["Content-Security-Policy"] = SANDBOX
    return answer


@staff(POWER)
@require_GET
def as_given(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A recording as it goes out, to listen to or to give separately. Written down each time."""
    _, item = _found(request, reference, number)
    if item.kind != SOUND:
        raise NotFound
    try:
        content = sound_to_give(item)
    except Unreadable as error:
        raise NotFound from error
    audit_read(item, actor=request.user, at=timezone.now(), ground=GROUND, purpose="Opened it as it is given out")
    return _file(content, "audio/wav", f'inline; filename="{recording_name(item.number)}"')


def _back_to(answer: Answer, item: Item, request: HttpRequest) -> HttpResponse:
    page = request.POST.get("page", "")
    query = f"?page={page}" if page.isascii() and page.isdigit() and len(page) < 6 else ""
    return redirect(reverse("disclosure-item", args=[answer.case.reference, item.number]) + query)


@staff(POWER)
@require_POST
def mark(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Black out what was ticked, drawn or given in numbers."""
    answer, item = _found(request, reference, number)
    try:
        chosen = _chosen(request, item)
        made = mark_places(item=item, places=chosen, code=request.POST.get("code", "")[:40], actor=request.user,
                           at=timezone.now())  # fmt: skip
    except HubError as error:
        messages.error(request, error.message)
    else:
        done = "silenced" if item.kind == SOUND else "blacked out"
        messages.success(request, f"{len(made)} {'place' if len(made) == 1 else 'places'} {done}.")
    return _back_to(answer, item, request)


def _chosen(request: HttpRequest, item: Item) -> list[Place]:
    chosen = [place for value in request.POST.getlist("place")[:1000] for place in places.read(value)]
    if item.kind == TEXT:
        return [replace(place, words=item.text[place.start : place.end]) for place in chosen]
    if item.kind == SOUND:
        return chosen + places.from_times(request.POST.get("from", "")[:12], request.POST.get("to", "")[:12])
    sides = [request.POST.get(side, "")[:12] for side in ("left", "top", "width", "height")]
    page = request.POST.get("page", "")
    chosen += places.from_percent(int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1, *sides)
    if item.kind != PDF:
        return chosen
    content = _content(item)
    words = {page: page_words(content, page) for page in {place.page for place in chosen} if 1 <= page <= item.pages}
    return [replace(place, words=places.words_under(place, words.get(place.page, ()))) for place in chosen]


@staff(POWER)
@require_POST
def unmark(request: HttpRequest, reference: str, number: int, pk: int) -> HttpResponse:
    """Leave in what was to be taken out."""
    answer, item = _found(request, reference, number)
    try:
        remove_mark(mark=mark_of(item, pk), actor=request.user, at=timezone.now())
    except NotFound:
        raise
    except HubError as error:
        messages.error(request, error.message)
    return _back_to(answer, item, request)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say what happens with the item, and go on to the next that nobody has decided on."""
    answer, item = _found(request, reference, number)
    form = DecideForm(request.POST or None, item=item, grounds=exemptions_of(answer.law))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            decide_item(item=item, decision=data["decision"], code=data["code"] or "", note=data["note"],
                        actor=request.user, at=timezone.now())  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            return _next(answer, item)
    return _page(request, answer, item, form)


def _next(answer: Answer, item: Item) -> HttpResponse:
    waiting = [one.number for one in items_of(answer) if one.folded_into_id is None and one.decision == "undecided"]
    if not waiting:
        return redirect("disclosure", answer.case.reference)
    return redirect("disclosure-item", answer.case.reference, waiting[0])


@staff(POWER)
@require_POST
def apart(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Read a folded item alone."""
    answer, item = _found(request, reference, number)
    try:
        keep_apart(item=item, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    return redirect("disclosure-item", answer.case.reference, item.number)
