"""Post: a batch with a page, a letter in it, two of ours of which one was posted, and a run with the other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.customers.normalising import read_address
from civichub.customers.operations import add_contact_point, register_customer
from civichub.delivery.operations.queueing import record_posted
from civichub.messaging.letters.work import read_batch
from civichub.messaging.models import PostBatch
from civichub.messaging.operations.letters_post import receive_batch
from civichub.messaging.operations.letters_printing import start_print_run
from civichub.messaging.operations.letters_register import register_letters
from civichub.messaging.operations.letters_writing import Words, write_letter
from civichub.routing.operations import define_queue
from tests.factories.post import as_pdf, letter_page


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """One record of each kind, in the county."""
    county, system, leader = found.world.county, found.world.system, found.world.people["leader"]
    queue = define_queue(organisation=county, slug="post", name="Letters", actor=leader, at=at)
    batch = receive_batch(organisation=county, name="scan.pdf", content=as_pdf([letter_page()]), queue=queue,
                          received_on=at.date(), actor=system, at=at)  # fmt: skip
    read_batch(batch)
    letter = register_letters(batch=PostBatch.objects.get(pk=batch.pk), actor=system, at=at)[0]
    writer = register_customer(organisation=county, given_name="Joan", family_name="Hart", actor=system, at=at)
    home = read_address(text="12 High Street, Lowton", postcode="LE1 1AA")
    add_contact_point(customer=writer, kind="address", address=home, preferred=True, actor=system, at=at)
    words = Words("Your letter", "Dear Joan\n\nThank you.")
    posted, waiting = (
        write_letter(organisation=county, customer=writer, words=words, actor=system, at=at) for _ in range(2)
    )
    run = start_print_run(organisation=county, both_sides=False, actor=leader, at=at)
    record_posted(message=posted.message, actor=system, at=at)
    return {
        "staff/letters/post/": {"pk": str(batch.pk), "number": "1", "step": "undo"},
        "staff/letters/print/": {"reference": run.reference, "step": "cancel"},
        "staff/letters/sent/": {"reference": waiting.message.reference},
        "staff/letters/": {"reference": letter.reference, "place": "1", "step": "describe"},
    }
