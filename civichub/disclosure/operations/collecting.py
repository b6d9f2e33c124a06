"""Collecting copies: by searching every context, and by adding a document by hand. What is there twice is folded."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Max

from civichub.core.audit import audit
from civichub.core.clocks import end_of_day
from civichub.core.errors import Invalid
from civichub.core.held import Held, HeldFile, Sought
from civichub.core.operations import operation, require
from civichub.core.text import clean_text
from civichub.customers.queries import family_ids
from civichub.customers.queries.held import accounts_of, emails_of, sheltered_ids
from civichub.disclosure import policies
from civichub.disclosure.folding import Piece, folded, plain
from civichub.disclosure.keeping import keep
from civichub.disclosure.models import Answer, Item, Search
from civichub.disclosure.models.answers import HANDLES
from civichub.disclosure.operations.beginning import open_to_change
from civichub.disclosure.paper import office_html
from civichub.disclosure.redaction.office import read_office
from civichub.disclosure.redaction.pages import Unreadable, count_pages, picture_as_pdf
from civichub.disclosure.sources import SOURCES, UPLOADED
from civichub.disclosure.states import ABOUT_A_PERSON, OTHER, PDF, SOUND, TEXT, UNDECIDED
from civichub.forms.operations.files import kind_of
from civichub.messaging.letters.press import NoPress, print_document
from civichub.organisations.queries import active_organisations

MOST_FROM_A_SOURCE = 500
MOST_BYTES = 25_000_000
PICTURES = ("jpg", "png")
SHELTERED = (
    "This person is at risk, or lives with somebody who is. Only a colleague who may also see where people at risk "
    "live can search for them."
)


@operation
def search_holdings(
    *, answer: Answer, purpose: str, words: str, since: date | None, until: date | None, actor: Any, at: datetime
) -> Search:
    """Search every source, in every organisation for which the actor answers requests, and keep copies of what is new.

    A subject access request searches for its subject, any other for `words`. `until` is the last day that counts. The
    search is audited with its `purpose`. What is about people at risk is left out for who may not see where such
    people live; `NotAllowed` when one of them is the subject. Raises `Invalid` when there is nobody, or there are no
    words, to search for.
    """
    answer = open_to_change(answer, actor)
    purpose = clean_text(purpose, field="purpose", max_length=300, required=True)
    sought = _sought(answer, words, since, until, actor)
    sees_all = policies.may_search_for_sheltered(actor, sought.organisations)
    require(sees_all or not sheltered_ids([answer.subject_id]), SHELTERED)
    found, added, cut_short = 0, 0, []
    for source in SOURCES:
        rows = list(islice(source.held(sought), MOST_FROM_A_SOURCE + 1))
        if len(rows) > MOST_FROM_A_SOURCE:
            cut_short.append(source.label)
        hidden = frozenset() if sees_all else sheltered_ids(held.customer_id for held in rows)
        for held in rows[:MOST_FROM_A_SOURCE]:
            if held.key == f"cases.case:{answer.case_id}" or held.customer_id in hidden:
                continue  # the request itself, and what could tell where somebody at risk lives
            found += bool(held.text) + len(held.files)
            added += _keep_held(answer, source.key, held, actor, at)
    fold_items(answer)
    names = active_organisations().filter(pk__in=sought.organisations).values_list("name", flat=True)
    search = Search.objects.create(
        answer=answer, purpose=purpose, words=sought.words, since=since, until=until, organisations=list(names),
        found=found, added=added, cut_short=cut_short, by=actor, at=at,
    )  # fmt: skip
    audit("disclosure.searched", answer, actor=actor, at=at, purpose=purpose, found=found, added=added,
          subject=answer.subject_id, organisations=sorted(sought.organisations))  # fmt: skip
    return search


def _sought(answer: Answer, words: str, since: date | None, until: date | None, actor: Any) -> Sought:
    organisations = actor.organisations_with(HANDLES)
    begin = end_of_day(since - timedelta(days=1)) if since else None
    end = end_of_day(until) if until else None
    if begin and end and begin >= end:
        raise Invalid({"until": "Enter a last day that is not before the first."})
    if answer.law == ABOUT_A_PERSON:
        if answer.subject_id is None:
            raise Invalid({"purpose": "Say first whose information is asked for: the case names no customer."})
        ids = family_ids(answer.subject_id)
        return Sought(organisations, customer_ids=ids, emails=emails_of(ids), accounts=accounts_of(ids), since=begin,
                      until=end)  # fmt: skip
    wanted = clean_text(words, field="words", max_length=200, required=True)
    return Sought(organisations, words=wanted, since=begin, until=end)


def _keep_held(answer: Answer, source: str, held: Held, actor: Any, at: datetime) -> int:
    """How many new items came of one thing that is held: its text, and each of its files."""
    added = 0
    if held.text and not answer.items.filter(key=held.key).exists():
        keep_text(answer, held=held, source=source, actor=actor, at=at)
        added += 1
    for number, file in enumerate(held.files, start=1):
        key = f"{held.key}/{number}"
        if not answer.items.filter(key=key).exists():
            keep_file(answer, held=held, file=file, key=key, source=source, actor=actor, at=at)
            added += 1
    return added


def keep_text(answer: Answer, *, held: Held, source: str, actor: Any, at: datetime, **more: Any) -> Item:
    """A text as it stands now."""
    text = held.text.replace("\x00", " ")
    return Item.objects.create(
        answer=answer, number=_next_number(answer), key=held.key, source=source, organisation_id=held.organisation_id,
        title=held.title[:200], at=held.at, kind=TEXT, text=text, thread=held.thread,
        sha256=hashlib.sha256(plain(text).encode()).hexdigest(), added_by=actor, added_at=at, **more,
    )  # fmt: skip


def keep_file(
    answer: Answer, *, held: Held, file: HeldFile, key: str, source: str, actor: Any, at: datetime, **more: Any
) -> Item:
    """A file as it is now, pictures and office files as pages. What cannot be read is kept as a line that says so."""
    try:
        content = file.read()
    except OSError:
        content, more = b"", {**more, "note": "The file could not be read where it is kept."}
    kind, shown, pages = _as_pages(file, content)
    if kind == TEXT:
        text = content.decode("utf-8", "replace").replace("\x00", " ")
        named = Held(key, f"{held.title}: {file.name}", held.at, held.organisation_id, text)
        return keep_text(answer, held=named, source=source, actor=actor, at=at, **more)
    kept = keep(shown, answer_id=answer.pk)
    return Item.objects.create(
        answer=answer, number=_next_number(answer), key=key, source=source, organisation_id=held.organisation_id,
        title=f"{held.title}: {file.name}"[:200], at=held.at, kind=kind, name=file.name[:200], path=kept.path,
        content_type=file.content_type, lock_key=kept.key, size=len(shown), pages=pages,
        sha256=hashlib.sha256(content or key.encode()).hexdigest(), added_by=actor, added_at=at, **more,
    )  # fmt: skip


def _as_pages(file: HeldFile, content: bytes) -> tuple[str, bytes, int]:
    """What kind of item a file becomes, its bytes as they are kept, and how many pages it has."""
    if file.content_type.startswith("audio/"):
        return SOUND, content, 0
    kind = kind_of(content) if content else ""
    try:
        if kind == "pdf":
            return PDF, content, count_pages(content)
        if kind in PICTURES:
            return PDF, picture_as_pdf(content), 1
        if office := read_office(content):
            printed = print_document(office_html(file.name, office))
            return PDF, printed.content, printed.pages
    except (Unreadable, NoPress):
        return OTHER, content, 0
    return (TEXT, content, 0) if file.content_type.startswith("text/plain") else (OTHER, content, 0)


def _next_number(answer: Answer) -> int:
    return (answer.items.aggregate(last=Max("number"))["last"] or 0) + 1


@operation
def add_document(*, answer: Answer, title: str, name: str, content: bytes, actor: Any, at: datetime) -> Item:
    """Add a file by hand: from a drawer, another system, or a PDF made of a file that cannot be shown here.

    Raises `Invalid` on ``file`` when it is empty, over 25 MB, or there already.
    """
    answer = open_to_change(answer, actor)
    title = clean_text(title, field="title", max_length=150, required=True)
    item = take_upload(answer, title=title, name=name, content=content, source=UPLOADED, actor=actor, at=at)
    fold_items(answer)
    audit("disclosure.document_added", answer, actor=actor, at=at, item=item.pk, sha256=item.sha256)
    return item


def take_upload(
    answer: Answer, *, title: str, name: str, content: bytes, source: str, actor: Any, at: datetime, **more: Any
) -> Item:
    """A file that somebody brought. Raises `Invalid` on ``file``."""
    shown = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1], field="file", max_length=10_000)[-200:] or "file"
    if not content or len(content) > MOST_BYTES:
        raise Invalid({"file": f"{shown} must have some content, and {MOST_BYTES // 1_000_000} MB at most."})
    digest = hashlib.sha256(content).hexdigest()
    key = f"{source}:{digest[:40]}"
    if answer.items.filter(key=key).exists():
        raise Invalid({"file": f"{shown} is there already."})
    organisation = more.pop("organisation_id", answer.organisation_id)
    kind = "text/plain" if shown.lower().endswith((".txt", ".csv", ".log")) else "application/octet-stream"
    sound = "audio/wav" if content[:4] == b"RIFF" and content[8:12] == b"WAVE" else kind
    held = Held(key, title, at, organisation)
    return keep_file(answer, held=held, file=HeldFile(shown, sound, lambda: content), key=key, source=source,
                     actor=actor, at=at, **more)  # fmt: skip


def fold_items(answer: Answer) -> None:
    """Fold what nobody has looked at yet and is there twice; what was folded before and is not any more comes back."""
    items = {item.pk: item for item in answer.items.filter(decision=UNDECIDED, kept_apart=False, marks=None)}
    everything = answer.items.filter(kept_apart=False).only("pk", "at", "sha256", "thread", "text")
    into = folded(Piece(one.pk, one.at, one.sha256, one.thread, _said(one)) for one in everything)
    for pk, item in items.items():
        target, why = into.get(pk, (None, ""))
        if item.folded_into_id != target:
            item.folded_into_id, item.folded_why = target, why
            item.save(update_fields=["folded_into_id", "folded_why"])


def _said(item: Item) -> str:
    """What a message says, without the lines above it that say from whom to whom."""
    return item.text.partition("\n\n")[2] if item.thread else item.text
