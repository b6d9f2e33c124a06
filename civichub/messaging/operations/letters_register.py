"""From checked pages to letters: each a contact and an item of work whose clock runs from its receipt; and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.contacts.operations import close_contact, describe_contact, open_contact, pause_contact
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.core.references import unused_reference
from civichub.messaging.letters import policies
from civichub.messaging.letters.states import BATCH, LETTER
from civichub.messaging.models import LetterIn, PostBatch, PostPage
from civichub.messaging.operations.letters_post import check_receipt
from civichub.messaging.standard import answer_due, moment_of_receipt
from civichub.routing.operations import place_work, withdraw_work
from civichub.routing.queries import item_about, queue_for


@operation
def register_letters(*, batch: PostBatch, actor: Any, at: datetime) -> list[LetterIn]:
    """Make a letter of each pile of pages and put it in line, due five working days after its receipt.

    Raises `Invalid` when no page is left, or when a letter has no queue to go to.
    """
    batch = lock(batch)
    require(policies.may_bring_post(actor, batch.organisation_id))
    state = BATCH.target(batch.state, "register")
    piles = piles_of(batch.pages.select_related("queue", "service"))
    if not piles:
        raise Invalid({"pages": "Every page is left out. Put at least one back, or take the batch out."})
    proclaimed = proclaimed_holidays()
    letters = [_register(batch, pile, proclaimed, actor, at) for pile in piles]
    batch.state, batch.registered_by, batch.registered_at = state, actor, at
    save(batch, "state", "registered_by", "registered_at")
    audit("post.registered", batch, actor=actor, at=at, letters=len(letters))
    return letters


def piles_of(pages: Iterable[PostPage]) -> list[list[PostPage]]:
    """The pages that are kept, letter by letter."""
    piles: list[list[PostPage]] = []
    for page in pages:
        if page.left_out:
            continue
        if page.starts or not piles:
            piles.append([])
        piles[-1].append(page)
    return piles


def _register(batch: PostBatch, pile: list[PostPage], proclaimed: Any, actor: Any, at: datetime) -> LetterIn:
    first, organisation, system = pile[0], batch.organisation, system_account()
    received_on = first.received_on or batch.received_on
    check_receipt(received_on, at)
    queue = first.queue or batch.queue or queue_for(organisation, service=first.service_id)
    if queue is None:
        raise Invalid({"queue": f"Choose a queue for the letter that begins on page {first.number}."})
    deadline = answer_due("letter", received_on, proclaimed)
    contact = open_contact(
        organisation=organisation, channel="letter", service=first.service, caller=first.sender, actor=system, at=at
    )
    pause_contact(contact=contact, actor=system, at=at)  # nobody works on it while it waits in line
    letter = LetterIn.objects.create(
        reference=unused_reference(LetterIn),
        organisation=organisation,
        batch=batch,
        contact=contact,
        sender=first.sender,
        received_on=received_on,
        due_on=deadline.due_on,
        due_at=deadline.due_at,
        made_at=at,
    )
    batch.pages.filter(pk__in=[page.pk for page in pile]).update(letter=letter)
    audit("letter.registered", letter, actor=actor, at=at, pages=len(pile), received_on=received_on.isoformat())
    place_work(
        queue=queue,
        kind="letter",
        subject_kind="contact",
        subject_id=contact.pk,
        title=f"Letter from {first.sender}" if first.sender else f"Letter received on {received_on:%-d %B}",
        arrived_at=moment_of_receipt(received_on, at),
        promise_at=deadline.due_at,
        actor=system,
        at=at,
    )
    return letter


@operation
def undo_registration(*, batch: PostBatch, actor: Any, at: datetime) -> PostBatch:
    """Take the letters of a batch out of the line again and go back to its pages, while nobody has one in hand."""
    batch = lock(batch)
    require(policies.may_bring_post(actor, batch.organisation_id))
    state = BATCH.target(batch.state, "undo")
    letters = list(batch.letters.exclude(state="withdrawn").select_related("contact").order_by("pk"))
    for letter in letters:
        if letter.state != "waiting" or letter.contact.handled_by_id is not None or letter.replies.exists():
            raise Conflict("Somebody works on one of these letters already, so the split cannot be undone.")
    for letter in letters:
        _withdraw(letter, actor, at)
    batch.pages.update(letter=None)
    batch.state, batch.registered_by, batch.registered_at = state, None, None
    save(batch, "state", "registered_by", "registered_at")
    audit("post.registration_undone", batch, actor=actor, at=at, letters=len(letters))
    return batch


def _withdraw(letter: LetterIn, actor: Any, at: datetime) -> None:
    system = system_account()
    if item := item_about("contact", letter.contact_id):
        withdraw_work(item=item, actor=system, at=at)
    contact = letter.contact
    describe_contact(contact=contact, service=contact.service, reason="Split again", actor=system, at=at)
    close_contact(contact=contact, outcome="not_for_us", avoidable="not", actor=system, at=at)
    letter.state = LETTER.target(letter.state, "withdraw")
    save(letter, "state")
    audit("letter.withdrawn", letter, actor=actor, at=at)
