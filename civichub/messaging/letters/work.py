"""Background work of post: files become pages, runs become PDFs, and a folder is watched for scans."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.retry import RetryStrategy

from civichub.accounts.queries import system_account
from civichub.core.clocks import london_date
from civichub.core.errors import HubError
from civichub.core.scanning import scan
from civichub.messaging.letters.paper import document, letter_html
from civichub.messaging.letters.press import NoPress, print_document
from civichub.messaging.letters.scans import ScannedPage, Unreadable, read_pages
from civichub.messaging.letters.separators import split
from civichub.messaging.models import PostBatch, PrintRun
from civichub.messaging.operations.letters_post import KeptPage, fail_batch, finish_reading, note_reading, receive_batch
from civichub.messaging.operations.letters_printing import (
    fail_print_run,
    finish_print_run,
    forget_printed_file,
    note_sent_elsewhere,
)
from civichub.messaging.queries.letters import (
    batch_by_id,
    letters_of_run,
    paper_of,
    run_by_id,
    runs_with_old_files,
    sent_but_not_noted,
    usual_queue,
)
from civichub.organisations.queries import active_organisations

logger = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=30)
SETTLED_SECONDS = 10  # a scanner is still writing a file that changed later than that
INFECTED = "The file may hold a virus, so it was not opened. Scan the letters again on another machine."


@app.task(
    name="civichub.messaging.letters.work.read_post", queue="imports", retry=RetryStrategy(max_attempts=5, wait=30)
)
def read_post(batch_id: int) -> None:
    """Read one batch. Tried again while the virus scanner is down: an unseen file is never opened."""
    batch = batch_by_id(batch_id)
    if batch is not None and batch.state == "reading":
        read_batch(batch)


def read_batch(batch: PostBatch) -> None:
    """Turn the file into pages, all or none, saying after each how far it is."""
    system, kept = system_account(), []
    with default_storage.open(batch.path, "rb") as file:
        if settings.CLAMAV and scan(file, settings.CLAMAV).infected:
            fail_batch(batch=batch, trouble=INFECTED, actor=system, at=timezone.now())
            return
        file.seek(0)
        content = file.read()
    pages: list[ScannedPage] = []
    try:
        for page in read_pages(content):
            kept.append(_keep(batch, page))
            pages.append(page)
            note_reading(batch=batch, pages_read=page.number, actor=system, at=timezone.now())
    except Unreadable as error:
        for path in (path for pair in kept for path in pair):
            default_storage.delete(path)
        fail_batch(batch=batch, trouble=str(error), actor=system, at=timezone.now())
        return
    made = [
        KeptPage(sorted_, *paths, code=page.codes[0] if page.codes else "", is_blank=page.is_blank)
        for sorted_, page, paths in zip(split(pages), pages, kept, strict=True)
    ]
    finish_reading(batch=batch, pages=made, actor=system, at=timezone.now())


def _keep(batch: PostBatch, page: ScannedPage) -> tuple[str, str]:
    """Store both pictures of a page under names that nobody can guess."""
    stem = f"post/{batch.organisation_id}/{batch.pk}-{page.number}-{secrets.token_hex(16)}"
    large = default_storage.save(f"{stem}.jpg", ContentFile(page.picture))
    return large, default_storage.save(f"{stem}-small.jpg", ContentFile(page.small))


@app.task(
    name="civichub.messaging.letters.work.make_print_run", queue="delivery", retry=RetryStrategy(max_attempts=2, wait=5)
)
def make_print_run(run_id: int) -> None:
    """Make the PDF of one run."""
    run = run_by_id(run_id)
    if run is not None and run.state == "making":
        print_run(run, at=timezone.now())


def html_of_run(run: PrintRun) -> str:
    """All letters of a run as one document, in order of postcode, dated when the run was made."""
    letters = letters_of_run(run)
    made = [letter_html(paper_of(out.message, out, on=london_date(run.made_at)), out.place) for out in letters]
    return document(made, title=f"Print run {run.reference}", both_sides=run.both_sides)


def print_run(run: PrintRun, *, at: datetime) -> None:
    """Print a run to PDF and say so; where there is no press, say that the browser must print it."""
    system = system_account()
    try:
        printed = print_document(html_of_run(run))
    except NoPress as error:
        finish_print_run(run=run, path="", pages=0, where={}, trouble=str(error), actor=system, at=at)
        return
    except Exception:
        logger.exception("print run %s could not be made", run.reference)
        words = "A letter could not be set on paper. All of them wait again; tell whoever looks after the hub."
        fail_print_run(run=run, trouble=words, actor=system, at=at)
        return
    path = default_storage.save(
        f"post/runs/{run.organisation_id}-{secrets.token_hex(16)}.pdf", ContentFile(printed.content)
    )
    finish_print_run(run=run, path=path, pages=printed.pages, where=printed.where, trouble="", actor=system, at=at)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", queueing_lock="note_letters_sent")
def note_letters_sent(timestamp: int) -> None:
    """Letters that Notify took, or that the outbox says were posted, count from when they left."""
    for out in sent_but_not_noted():
        note_sent_elsewhere(out=out, actor=system_account(), at=out.message.sent_at)


@app.periodic(cron="40 3 * * *")
@app.task(queue="upkeep", queueing_lock="forget_printed_files")
def forget_printed_files(timestamp: int) -> None:
    """A PDF holds many people's addresses in one file: it goes once nobody should need to print it again."""
    now = timezone.now()
    for run in runs_with_old_files(now - KEPT_FOR):
        forget_printed_file(run=run, actor=system_account(), at=now)


@app.periodic(cron="* * * * *")
@app.task(queue="imports", queueing_lock="watch_post_folder")
def watch_post_folder(timestamp: int) -> None:
    """Bring in what scanners put into the folder, while one is set."""
    if settings.POST_FOLDER:
        take_from_folder(Path(settings.POST_FOLDER), at=timezone.now())


def take_from_folder(folder: Path, *, at: datetime) -> int:
    """Bring in the files that lie in ``<folder>/<organisation>/`` and move each to ``taken``; returns how many."""
    taken = 0
    for organisation in active_organisations():
        home = folder / organisation.slug
        for file in sorted(home.glob("*.*")) if home.is_dir() else ():
            if file.is_file() and at.timestamp() - file.stat().st_mtime >= SETTLED_SECONDS:
                taken += _take(organisation, file, at)
    return taken


def _take(organisation: object, file: Path, at: datetime) -> int:
    try:
        receive_batch(
            organisation=organisation, name=file.name, content=file.read_bytes(), received_on=london_date(at),
            queue=usual_queue(organisation), from_folder=True, actor=system_account(), at=at,
        )  # fmt: skip
        done = "taken"
    except HubError:
        done = "refused"
    (file.parent / done).mkdir(exist_ok=True)
    file.replace(file.parent / done / f"{at:%Y%m%d-%H%M%S}-{file.name}")
    return 1 if done == "taken" else 0
