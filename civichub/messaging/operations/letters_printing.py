"""Print runs: letters are checked against the record when they are printed, and are posted when a person says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from procrastinate.contrib.django import app

from civichub.accounts.queries import system_account
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.references import unused_reference
from civichub.customers.queries import addresses_for_sending, communication_rules, held_among
from civichub.delivery.operations.letters import readdress_letter, set_aside_letter
from civichub.delivery.operations.queueing import cancel_message, record_posted
from civichub.delivery.queries import letters_to_produce, letters_waiting_for
from civichub.messaging.letters import policies
from civichub.messaging.letters.press import NoPress, characters_without_shape
from civichub.messaging.letters.states import RUN
from civichub.messaging.models import LetterOut, PrintRun
from civichub.messaging.queries.letters import (
    CUSTOMER,
    ON_PAPER_HERE,
    STOPPED,
    check_address,
    customer_of,
    envelope,
    in_hand,
    letters_of_run,
)

PRINT_JOB = "civichub.messaging.letters.work.make_print_run"
MOST_IN_A_RUN = 200


@operation
def start_print_run(*, organisation: Any, both_sides: bool, actor: Any, at: datetime) -> PrintRun:
    """Take the letters that wait, in order of postcode, and have one PDF made of them.

    Each address is read again now. A letter whose address is not good any more is stopped, and a person is asked; it is
    in no run, and so is one with characters that no font here has. Raises `Invalid` when nothing is left to print.
    """
    require(policies.may_print(actor, organisation.pk))
    chosen, stopped = [], ""
    for message in letters_to_produce([organisation.pk]).select_for_update(of=("self",)):
        out = out_for(message, at=at)
        printable = message.letter_format in ON_PAPER_HERE and policies.may_print_letter(actor, message)
        if printable and not in_hand(out) and not out.stopped_at and _can_be_sent(out, actor, at):
            chosen.append(out)
        elif printable and out.stopped_why:
            stopped = STOPPED[out.stopped_why]
        if len(chosen) == MOST_IN_A_RUN:
            break
    if not chosen:
        return _nothing_to_print(stopped)
    run = PrintRun.objects.create(
        reference=unused_reference(PrintRun),
        organisation=organisation,
        both_sides=both_sides,
        letter_count=len(chosen),
        hides_address=any(out.message.hides_address for out in chosen),
        made_by=actor,
        made_at=at,
    )
    for place, out in enumerate(sorted(chosen, key=_by_postcode), start=1):
        out.run, out.place, out.first_page, out.pages = run, place, 0, 0
        save(out, "run", "place", "first_page", "pages")
    audit("print_run.started", run, actor=actor, at=at, letters=len(chosen))
    app.configure_task(PRINT_JOB, queue="delivery").defer(run_id=run.pk)
    return run


def _nothing_to_print(why: str) -> Any:
    raise Invalid({"run": f"No letter is ready to be printed. {why}".strip()})


def _by_postcode(out: LetterOut) -> tuple[str, int]:
    return (out.message.to_address.splitlines()[-1].replace(" ", ""), out.pk)


def out_for(message: Any, *, at: datetime) -> LetterOut:
    """The record of this letter on paper, made now for one that the hub itself wrote."""
    facts = {"organisation": message.organisation, "written_at": message.created_at}
    out, _ = LetterOut.objects.select_related("run").get_or_create(message=message, defaults=facts)
    out.message = message
    return out


def _can_be_sent(out: LetterOut, actor: Any, at: datetime) -> bool:
    """Its address is good, and nothing of it would be printed as a box."""
    message = out.message
    try:
        boxes = characters_without_shape(f"{message.to_address}{message.subject}{message.body}")
    except NoPress:
        boxes = ""  # whoever prints it from the browser sees what its fonts can do
    if boxes:
        stop(out, "no_font", actor=actor, at=at)
    return not boxes and _address_is_good(out, actor, at)


def _address_is_good(out: LetterOut, actor: Any, at: datetime) -> bool:
    checked = check_address(out.message, actor=system_account(), at=at)
    if checked.why:
        stop(out, checked.why, actor=actor, at=at)
        return False
    if checked.contact_point_id and out.contact_point_id != checked.contact_point_id:
        out.contact_point_id, out.customer_id = checked.contact_point_id, checked.customer_id
        save(out, "contact_point", "customer")
    return True


def stop(out: LetterOut, why: str, *, actor: Any, at: datetime) -> None:
    """Nothing is printed until a person has decided."""
    out.stopped_at, out.stopped_why, out.run = at, why, None
    save(out, "stopped_at", "stopped_why", "run")
    audit("letter.stopped", out, actor=actor, at=at, why=why)


@operation
def finish_print_run(
    *,
    run: PrintRun,
    path: str,
    pages: int,
    where: Mapping[int, tuple[int, int]],
    trouble: str,
    actor: Any,
    at: datetime,
) -> PrintRun:
    """The PDF is there; or, with `trouble` and no path, none could be made and it is printed from the browser."""
    run = lock(run)
    require(policies.may_read_post(actor))
    run.state, run.path, run.page_count, run.trouble = RUN.target(run.state, "finish"), path, pages, trouble[:300]
    save(run, "state", "path", "page_count", "trouble")
    for out in run.letters.all():
        out.first_page, out.pages = where.get(out.place, (0, 0))
        save(out, "first_page", "pages")
    audit("print_run.made", run, actor=actor, at=at, pages=pages)
    return run


@operation
def fail_print_run(*, run: PrintRun, trouble: str, actor: Any, at: datetime) -> PrintRun:
    """It could not be made. Its letters wait again."""
    run = lock(run)
    require(policies.may_read_post(actor))
    run.state, run.trouble = RUN.target(run.state, "fail"), trouble[:300]
    save(run, "state", "trouble")
    run.letters.update(run=None)
    audit("print_run.failed", run, actor=actor, at=at)
    return run


@operation
def cancel_print_run(*, run: PrintRun, actor: Any, at: datetime) -> PrintRun:
    """Nothing of it was posted: its letters wait again."""
    run = lock(run)
    require(policies.may_print(actor, run.organisation_id))
    run.state = RUN.target(run.state, "cancel")
    save(run, "state")
    run.letters.update(run=None)
    audit("print_run.cancelled", run, actor=actor, at=at)
    return run


@operation
def forget_printed_file(*, run: PrintRun, actor: Any, at: datetime) -> PrintRun:
    """Its PDF is needed no more. Each letter stays as the message that it is, and can be set on paper again.

    While a legal hold keeps the records of somebody in it, the PDF stays.
    """
    require(policies.may_read_post(actor))
    run = lock(run)
    if held_among(run.letters.values_list("customer_id", flat=True), london_date(at)):
        return run
    path, run.path = run.path, ""
    save(run, "path")
    audit("print_run.file_removed", run, actor=actor, at=at)
    if path:
        transaction.on_commit(lambda: default_storage.delete(path))
    return run


@operation
def confirm_posted(*, run: PrintRun, posted: Collection[int], actor: Any, at: datetime) -> list[LetterOut]:
    """A person says which of the letters (by id) went to the post; the others wait again. Returns those posted.

    The addresses are read once more. Raises `Conflict` naming the letters whose address went bad since they were
    printed, if they are among those said to be posted: they are to be taken out of the pile.
    """
    run = lock(run)
    require(policies.may_print(actor, run.organisation_id))
    state = RUN.target(run.state, "post")
    letters = list(letters_of_run(run))
    sent = [out for out in letters if out.pk in posted]
    if not sent:
        raise Invalid({"posted": "Choose the letters that were posted, or cancel the run."})
    if bad := [out.message.reference for out in sent if check_address(out.message, actor=system_account(), at=at).why]:
        raise Conflict(f"Take out {', '.join(bad)} before you post the rest: the address has changed since.")
    for out in letters:
        if out in sent:
            record_posted(message=out.message, actor=actor, at=at)
            note_posted(out, at)
        else:
            out.run = None
            save(out, "run")
    run.state, run.posted_by, run.posted_at = state, actor, at
    save(run, "state", "posted_by", "posted_at")
    audit("print_run.posted", run, actor=actor, at=at, letters=len(sent), kept_back=len(letters) - len(sent))
    return sent


def note_posted(out: LetterOut, at: datetime) -> None:
    """It has left us; the letter that it answers counts as answered from now."""
    out.posted_at = at
    save(out, "posted_at")
    if out.letter_id and out.kind != "letter":
        answered = lock(out.letter)
        if answered.responded_at is None:
            answered.responded_at, answered.how = at, "letter"
            save(answered, "responded_at", "how")


@operation
def note_sent_elsewhere(*, out: LetterOut, actor: Any, at: datetime) -> LetterOut:
    """It left by another way than a run: `at` is when. Twice is once."""
    require(policies.may_read_post(actor))
    out = lock(out)
    if out.posted_at is None:
        note_posted(out, at)
        audit("letter.sent", out, actor=actor, at=at)
    return out


@operation
def decide_stopped(*, out: LetterOut, send: bool, actor: Any, at: datetime) -> LetterOut:
    """Send a stopped letter to the address that is on record now, or cancel it.

    Where the person is at risk only those who may see their address may send it. Raises `Conflict` when there is no
    address that may be used.
    """
    out = lock(out)
    message = out.message
    customer = customer_of(message)
    rules = communication_rules(customer) if customer is not None else None
    hides = message.hides_address or bool(rules and rules.at_risk)
    require(policies.may_decide_about_letter(actor, message, hides_address=hides))
    if out.stopped_at is None or message.state != "to_produce":
        raise Conflict("Somebody has decided about this letter meanwhile.")
    if not send:
        cancel_message(message=message, reason="The address was not good any more", actor=system_account(), at=at)
        audit("letter.given_up", out, actor=actor, at=at)
        return out
    found = _addresses(message, customer, at)
    if not found:
        raise Conflict("There is no other address on the record that may be used. Find one, or cancel the letter.")
    name = message.to_address.splitlines()[0]
    readdress_letter(
        message=message, to_address=envelope(name, found[0].address), hides_address=hides, actor=actor, at=at
    )
    out.stopped_at, out.stopped_why, out.stopped_by_return = None, "", None
    out.contact_point_id, out.customer_id = found[0].contact_point_id, rules.customer_id if rules else None
    save(out, "stopped_at", "stopped_why", "stopped_by_return", "contact_point", "customer")
    audit("letter.released", out, actor=actor, at=at)
    return out


def _addresses(message: Any, customer: int | None, at: datetime) -> list[Any]:
    if customer is None:
        return []
    purpose = f"A letter that was stopped, {message.reference}"
    return addresses_for_sending(customer, channel="letter", purpose=purpose, actor=system_account(), at=at)


@operation
def stop_letters_to(*, customer_id: int, actor: Any, at: datetime) -> int:
    """Something about where this person lives has changed: stop the letters to them that are wrongly addressed now.

    Also those that a machine would send, as long as it has not begun. Returns how many were stopped.
    """
    require(policies.may_read_post(actor))
    stopped = 0
    for message in letters_waiting_for(f"{CUSTOMER}:{customer_id}").select_for_update(of=("self",)):
        why = check_address(message, actor=actor, at=at).why
        out = out_for(message, at=at)
        if why and out.stopped_at is None and not in_hand(out):
            set_aside_letter(message=message, actor=actor, at=at)
            stop(out, why, actor=actor, at=at)
            audit("letter.stopped_at_once", out, actor=actor, at=at)
            stopped += 1
    return stopped
