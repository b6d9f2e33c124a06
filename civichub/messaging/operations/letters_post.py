"""Scanned post: kept as it came, read in the background, and arranged by hand before it is registered."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from procrastinate.contrib.django import app

from civichub.catalogue.queries import service_by_id
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.messaging.letters import policies
from civichub.messaging.letters.scans import SAYS, Unreadable, count_pages, kind_of_scan
from civichub.messaging.letters.separators import Separator, Sorted
from civichub.messaging.letters.states import BATCH
from civichub.messaging.models import PostBatch, PostPage
from civichub.messaging.queries.letters import queues_for_letters

READ_JOB = "civichub.messaging.letters.work.read_post"


@operation
def receive_batch(
    *,
    organisation: Any,
    name: str,
    content: bytes,
    received_on: date,
    actor: Any,
    at: datetime,
    queue: Any = None,
    from_folder: bool = False,
) -> PostBatch:
    """Keep a file of the scanner as it came, and have it read. The same file twice is the same batch.

    Raises `Invalid` on ``file`` for what cannot be read, saying what to do, and nothing is kept; on ``received_on`` for
    a day to come. From the watched folder, where nobody reads a refusal, the file is kept with it.
    """
    require(policies.may_bring_post(actor, organisation.pk))
    check_receipt(received_on, at)
    digest = hashlib.sha256(content).hexdigest()
    earlier = PostBatch.objects.filter(organisation=organisation, sha256=digest).exclude(state="discarded").first()
    if earlier is not None:
        return earlier
    kind, pages, trouble = _looked_at(content)
    if trouble and not (from_folder and content):
        raise Invalid({"file": trouble})
    shown = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1], field="file", max_length=10_000)[-200:]
    batch = PostBatch.objects.create(
        organisation=organisation,
        name=shown or "scan",
        kind=kind,
        sha256=digest,
        size=len(content),
        path=default_storage.save(f"post/{organisation.pk}/{secrets.token_hex(16)}", ContentFile(content)),
        from_folder=from_folder,
        received_on=received_on,
        queue=queue,
        state="failed" if trouble else "reading",
        pages_total=pages,
        trouble=trouble,
        added_by=actor,
        added_at=at,
    )
    audit("post.received", batch, actor=actor, at=at, sha256=digest, size=len(content), pages=pages)
    if not trouble:
        defer_reading(batch)
    return batch


def _looked_at(content: bytes) -> tuple[str, int, str]:
    """The kind of file, its pages, and why it cannot be taken, if so."""
    try:
        return kind_of_scan(content), count_pages(content), ""
    except Unreadable as error:
        return "", 0, SAYS[error.code]


def check_receipt(received_on: date, at: datetime) -> None:
    """Raise `Invalid` for a day that has not come."""
    if received_on > london_date(at):
        raise Invalid({"received_on": "The date of receipt must be today or in the past."})


def defer_reading(batch: PostBatch) -> None:
    """One job that reads this batch."""
    app.configure_task(READ_JOB, queue="imports").defer(batch_id=batch.pk)


@operation
def note_reading(*, batch: PostBatch, pages_read: int, actor: Any, at: datetime) -> PostBatch:
    """How far the reading is, for those who watch."""
    require(policies.may_read_post(actor))
    batch = lock(batch)
    batch.pages_read = pages_read
    save(batch, "pages_read")
    if pages_read == 1:
        audit("post.reading", batch, actor=actor, at=at)
    return batch


@dataclass(frozen=True)
class KeptPage:
    """A page whose pictures are stored, and what it is in its stack."""

    sorted: Sorted
    path: str
    small_path: str
    code: str
    is_blank: bool


@operation
def finish_reading(*, batch: PostBatch, pages: Sequence[KeptPage], actor: Any, at: datetime) -> PostBatch:
    """All pages at once, split at the separator sheets. A batch that was read already stays as it is."""
    batch = lock(batch)
    require(policies.may_read_post(actor))
    if batch.state != "reading":
        return batch
    queues = {queue.pk: queue for queue in queues_for_letters(batch.organisation)}
    PostPage.objects.bulk_create(_page(batch, page, queues, at) for page in pages)
    batch.state, batch.pages_read, batch.trouble = BATCH.target(batch.state, "finish_reading"), len(pages), ""
    save(batch, "state", "pages_read", "trouble")
    audit("post.read", batch, actor=actor, at=at, pages=len(pages))
    return batch


def _page(batch: PostBatch, page: KeptPage, queues: dict[int, Any], at: datetime) -> PostPage:
    """A sheet that names a queue of another organisation, or a day to come, is believed in nothing of it."""
    said = page.sorted.said or Separator()
    day = said.received_on if said.received_on and said.received_on <= london_date(at) else None
    starts = page.sorted.starts
    return PostPage(
        batch=batch,
        number=page.sorted.number,
        path=page.path,
        small_path=page.small_path,
        code=page.code,
        is_separator=page.sorted.is_separator,
        is_blank=page.is_blank,
        left_out=page.sorted.left_out,
        starts=starts,
        queue=(queues.get(said.queue_id or 0) or batch.queue) if starts else None,
        service=service_by_id(said.service_id) if starts and said.service_id else None,
        received_on=day if starts else None,
    )


@operation
def fail_batch(*, batch: PostBatch, trouble: str, actor: Any, at: datetime) -> PostBatch:
    """The file cannot be read: said to whoever looks, with what to do. No page of it is kept."""
    batch = lock(batch)
    require(policies.may_read_post(actor))
    batch.state, batch.trouble, batch.pages_read = BATCH.target(batch.state, "fail"), trouble[:300], 0
    save(batch, "state", "trouble", "pages_read")
    audit("post.refused", batch, actor=actor, at=at, why=batch.trouble)
    return batch


@operation
def retry_batch(*, batch: PostBatch, actor: Any, at: datetime) -> PostBatch:
    """Read it once more."""
    batch = lock(batch)
    require(policies.may_bring_post(actor, batch.organisation_id))
    batch.state, batch.trouble, batch.pages_read = BATCH.target(batch.state, "retry"), "", 0
    save(batch, "state", "trouble", "pages_read")
    audit("post.tried_again", batch, actor=actor, at=at)
    defer_reading(batch)
    return batch


@operation
def discard_batch(*, batch: PostBatch, actor: Any, at: datetime) -> PostBatch:
    """Take a batch out that should not have come in. The file stays; the same one can be brought in again."""
    batch = lock(batch)
    require(policies.may_bring_post(actor, batch.organisation_id))
    batch.state = BATCH.target(batch.state, "discard")
    save(batch, "state")
    audit("post.discarded", batch, actor=actor, at=at)
    return batch


@operation
def describe_letter(
    *,
    page: PostPage,
    queue: Any,
    service: Any,
    received_on: date | None,
    sender: str,
    actor: Any,
    at: datetime,
) -> PostPage:
    """Say where the letter that begins with this page goes, what it is about, when it came and from whom."""
    page = _arrangeable(page, actor)
    if received_on is not None:
        check_receipt(received_on, at)
    page.queue, page.service, page.received_on = queue, service, received_on
    page.sender = clean_text(sender, field="sender", max_length=160)
    save(page, "queue", "service", "received_on", "sender")
    audit("post.letter_described", page.batch, actor=actor, at=at, page=page.number)
    return page


ARRANGEMENTS = ("start", "join", "turn", "leave_out", "put_back")


@operation
def arrange_page(*, page: PostPage, how: str, actor: Any, at: datetime) -> PostPage:
    """Begin a letter with this page or join it to the one before, turn it by a quarter, leave it out or put it back."""
    page = _arrangeable(page, actor)
    if how not in ARRANGEMENTS:
        raise Invalid({"how": "Choose what to do with the page."})
    if how == "turn":
        page.rotation = (page.rotation + 90) % 360
    elif how == "leave_out":
        _hand_on_beginning(page)
        page.left_out, page.starts = True, False
    else:
        page.left_out = False
        first = not page.batch.pages.filter(number__lt=page.number, left_out=False).exists()
        page.starts = how == "start" or first
        if page.starts and page.queue_id is None:
            page.queue = page.batch.queue
    save(page, "rotation", "left_out", "starts", "queue")
    audit("post.page_arranged", page.batch, actor=actor, at=at, page=page.number, how=how)
    return page


def _arrangeable(page: PostPage, actor: Any) -> PostPage:
    batch = lock(page.batch)
    require(policies.may_bring_post(actor, batch.organisation_id))
    if batch.state != "checking":
        raise Conflict("This batch is no longer waiting to be checked, so its pages stay as they are.")
    page = lock(page)
    page.batch = batch
    return page


def _hand_on_beginning(page: PostPage) -> None:
    """The next page becomes the first of the letter, with what was said of it."""
    after = page.batch.pages.filter(number__gt=page.number, left_out=False).first()
    if page.starts and after is not None and not after.starts:
        after.starts, after.queue, after.service = True, page.queue, page.service
        after.received_on, after.sender = page.received_on, page.sender
        save(after, "starts", "queue", "service", "received_on", "sender")
