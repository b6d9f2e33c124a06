"""Reads of scanned post, of letters in and out, and of what waits to be printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from civichub.core.errors import Invalid, NotFound
from civichub.core.references import format_reference, parse_reference
from civichub.customers.queries import addresses_for_sending, communication_rules, communication_rules_of
from civichub.delivery.addresses import postal_lines
from civichub.delivery.queries import letters_to_produce
from civichub.delivery.states import LetterFormat
from civichub.messaging.letters import policies
from civichub.messaging.letters.paper import Head, Paper
from civichub.messaging.letters.states import OPEN_LETTER
from civichub.messaging.models import Letterhead, LetterIn, LetterOut, PostBatch, PostPage, PrintRun
from civichub.messaging.queries.standard import OWED, standing

CUSTOMER = "customers.customer"
SEVERAL_MINUTES = 10
ON_PAPER_HERE = (LetterFormat.STANDARD, LetterFormat.LARGE_PRINT)  # the others are made by hand
STOPPED = {
    "changed": "The address is not on this person's record any more: it ended, changed or came back.",
    "at_risk": "Since this was written the person was marked as at risk. Nobody may learn the address from it.",
    "died": "The person has died. Write to whoever acts for the estate.",
    "forbidden": "This person is not to be written to.",
    "returned": "Another letter to this address came back.",
    "no_font": "No font on this machine has every character of it, so boxes would be printed. Have a font installed.",
}


def envelope(name: str, address: str) -> str:
    """The lines of an envelope, the name first."""
    lines = address.splitlines()
    return address if lines and lines[0] == name else "\n".join([name, *lines])


def queues_for_letters(organisation: Any) -> list[Any]:
    """The queues of an organisation in which letters may wait, by name."""
    return list(organisation.queues.filter(is_active=True).order_by("name"))


def usual_queue(organisation: Any) -> Any:
    """The queue for written contact, if there is one by that name, else the first."""
    queues = queues_for_letters(organisation)
    written = [queue for queue in queues if any(word in queue.name.lower() for word in ("letter", "post", "writing"))]
    return next(iter(written or queues), None)


def post_batches(user: Any) -> QuerySet[PostBatch]:
    """Batches this person may see, but those that were taken out, newest first."""
    found = PostBatch.objects.visible_to(user).exclude(state="discarded")
    return found.select_related("organisation", "added_by", "registered_by").annotate(letter_count=Count("letters"))


def batch_for(user: Any, pk: int) -> PostBatch:
    """One batch. Raises `NotFound`."""
    found = PostBatch.objects.visible_to(user).select_related("organisation", "queue", "added_by").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def batch_by_id(batch_id: int) -> PostBatch | None:
    """The batch that a job names."""
    return PostBatch.objects.select_related("organisation").filter(pk=batch_id).first()


def page_of_batch(user: Any, batch_id: int, number: int) -> PostPage:
    """A page, for whoever handles the post. Raises `NotFound`."""
    batch = batch_for(user, batch_id)
    found = batch.pages.select_related("batch", "batch__organisation").filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


NAMED = ("organisation", "contact", "contact__customer", "contact__service", "contact__handled_by", "batch")


def letter_for(user: Any, reference: str) -> LetterIn:
    """A letter that came. Raises `NotFound`."""
    parsed = parse_reference(reference) or ""
    found = LetterIn.objects.visible_to(user).select_related(*NAMED).filter(reference=parsed).first()
    if found is None:
        raise NotFound()
    return found


def letter_of_contact(contact_id: int) -> LetterIn | None:
    """The letter that an interaction is about. It opens nothing: its page asks who may see it."""
    return LetterIn.objects.filter(contact=contact_id).exclude(state="withdrawn").first()


def page_of_letter(user: Any, reference: str, place: int) -> PostPage:
    """The page at this place (1 for the first) of a letter. Raises `NotFound`."""
    pages = list(letter_for(user, reference).pages.all()[: place + 1])
    if not 1 <= place <= len(pages):
        raise NotFound()
    return pages[place - 1]


@dataclass(frozen=True)
class LogFilters:
    """What to show of the log. `which`: open, overdue, late, all. Empty values mean all."""

    which: str = "open"
    organisation_id: int | None = None
    service_id: int | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None


STILL_OWED = OWED & ~Q(state__in=LetterIn.NO_REPLY)


def letter_log(user: Any, wanted: LogFilters, at: datetime) -> QuerySet[LetterIn]:
    """Letters that came, as far as `user` may see them: what is owed by when it is due, else the latest first."""
    found = LetterIn.objects.visible_to(user).exclude(state="withdrawn").select_related(*NAMED)
    exact = {
        "organisation_id": wanted.organisation_id,
        "contact__service_id": wanted.service_id,
        "received_on__gte": wanted.since,
        "received_on__lte": wanted.until,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.words:
        names = Q(sender__icontains=wanted.words) | Q(contact__customer__display_name__icontains=wanted.words)
        found = found.filter(names | Q(reference=parse_reference(wanted.words) or ""))
    narrowed = {
        "open": STILL_OWED | Q(state__in=OPEN_LETTER),
        "overdue": STILL_OWED & Q(due_at__lte=at),
        "late": STILL_OWED & Q(due_at__lte=at) | Q(responded_at__gte=F("due_at")),
    }
    return found.filter(narrowed[wanted.which]) if wanted.which in narrowed else found


def letter_standing(letter: LetterIn, at: datetime) -> tuple[str, str]:
    """How a letter stands to the standard, in words and as the colour of a tag; ours count when they are posted."""
    if letter.responded_at is None and letter.state in ("answered", "acknowledged") and at < letter.due_at:
        return "Reply not posted yet", "orange"
    return standing(letter, at)


def letters_out(user: Any) -> QuerySet[LetterOut]:
    """Letters that left or are to leave, the latest first."""
    return LetterOut.objects.visible_to(user).select_related(
        "message", "message__organisation", "organisation", "customer", "written_by", "letter", "run"
    )


def letter_out_for(user: Any, reference: str) -> LetterOut:
    """One letter of ours, by the reference printed on it. Raises `NotFound`."""
    parsed = parse_reference(reference) or ""
    found = letters_out(user).filter(message__reference=parsed).first()
    if found is None:
        raise NotFound()
    return found


def letter_out_in_line(pk: int) -> LetterOut | None:
    """The letter of ours that an item of work is about. It opens nothing: its page asks who may see it."""
    return LetterOut.objects.select_related("message").filter(pk=pk).first()


def standing_of_out(out: LetterOut) -> str:
    """Where a letter of ours is, in words."""
    if out.returned_at:
        return "Returned"
    if out.stopped_at and out.message.state != "cancelled":
        return "Stopped"
    if out.run_id and out.run.state in ("making", "ready"):
        return "Being printed"
    if out.posted_at or out.message.state in ("sent", "delivered"):
        return "Posted"
    return {"to_produce": "To be printed", "cancelled": "Cancelled"}.get(out.message.state, "Waiting")


def letterhead_of(organisation: Any) -> Letterhead:
    """How its letters look; the usual way where nothing was set."""
    return Letterhead.objects.filter(organisation=organisation).first() or Letterhead(organisation=organisation)


def head_of(organisation: Any) -> Head:
    """The same, as it is printed."""
    set_up = letterhead_of(organisation)
    return Head(
        organisation=organisation.name,
        address=set_up.return_address or organisation.postal_address,
        phone=organisation.phone,
        email=organisation.email,
        languages=tuple(set_up.languages),
        statement=set_up.statement,
        window_left_mm=set_up.window_left_mm,
        window_top_mm=set_up.window_top_mm,
        closing=set_up.closing,
    )


def paper_of(message: Any, out: LetterOut | None, *, on: date) -> Paper:
    """A message of delivery as it is put on paper on that day."""
    writer = out.written_by if out is not None else None
    return Paper(
        reference=message.reference,
        to=tuple(message.to_address.splitlines()),
        subject=message.subject,
        body=message.body,
        on=on,
        head=head_of(message.organisation),
        about=format_reference(message.about_reference) if message.about_reference else "",
        signed=f"{writer}\n{message.organisation.name}" if writer else "",
        language=message.language,
        format=message.letter_format,
    )


@dataclass(frozen=True)
class Checked:
    """Whether a letter may be printed as it is addressed: why not, a key of `STOPPED`; and the address it goes to."""

    why: str = ""
    contact_point_id: int | None = None
    customer_id: int | None = None


def customer_of(message: Any) -> int | None:
    """The customer to whom a message goes, or None for somebody without a record."""
    kind, _, number = message.recipient.partition(":")
    return int(number) if kind == CUSTOMER and number.isdigit() else None


def hides_an_address(messages: Iterable[Any]) -> bool:
    """Whether one of these letters tells where a person lives who was at risk when it was written or is so now."""
    letters = list(messages)
    rules = communication_rules_of({pk for message in letters if (pk := customer_of(message)) is not None})
    return any(message.hides_address for message in letters) or any(rule.at_risk for rule in rules.values())


def check_address(message: Any, *, actor: Any, at: datetime) -> Checked:
    """Read the person's addresses again and compare them with the envelope. `actor` is the hub's own account.

    A letter to somebody without a record, or whose record has gone, has nothing to be compared with.
    """
    customer = customer_of(message)
    if customer is None:
        return Checked()
    rules = communication_rules(customer)
    if rules.is_deceased:
        return Checked("died", None, rules.customer_id)
    if "letter" in rules.forbidden_channels:
        return Checked("forbidden", None, rules.customer_id)
    purpose = f"Printing letter {format_reference(message.reference)}"
    found = addresses_for_sending(rules.customer_id, channel="letter", purpose=purpose, actor=actor, at=at)
    written = message.to_address.splitlines()
    point = next((one.contact_point_id for one in found if _on_envelope(written[0], one.address) == written), None)
    if point is None:
        return Checked("changed", None, rules.customer_id)
    return Checked("at_risk" if rules.at_risk and not message.hides_address else "", point, rules.customer_id)


def _on_envelope(name: str, address: str) -> list[str]:
    try:
        return postal_lines(envelope(name, address).splitlines())
    except Invalid:
        return []


@dataclass(frozen=True)
class ToProduce:
    """What waits for the printer in one organisation. Numbers are letters."""

    organisation: Any
    ready: int
    stopped: int
    by_hand: int
    not_for_you: int


def to_produce(user: Any, organisations: Iterable[Any]) -> list[ToProduce]:
    """What waits in each organisation whose post this person handles."""
    return [_waiting_in(user, organisation) for organisation in organisations]


def _waiting_in(user: Any, organisation: Any) -> ToProduce:
    counts = dict.fromkeys(("ready", "stopped", "by_hand", "not_for_you"), 0)
    for message in letters_to_produce([organisation.pk]).prefetch_related("letter__run"):
        out = getattr(message, "letter", None)
        if in_hand(out):
            continue
        if out is not None and out.stopped_at:
            counts["stopped"] += 1
        elif message.letter_format not in ON_PAPER_HERE:
            counts["by_hand"] += 1
        elif not policies.may_print_letter(user, message):
            counts["not_for_you"] += 1
        else:
            counts["ready"] += 1
    return ToProduce(organisation, **counts)


def in_hand(out: LetterOut | None) -> bool:
    """Whether a letter is in a run that is still going on."""
    return out is not None and out.run_id is not None and out.run.state in ("making", "ready")


def stopped_letters(user: Any) -> QuerySet[LetterOut]:
    """Letters about which a person must decide, in organisations whose post this person handles, the oldest first."""
    handles = user.organisations_with(policies.BRINGS_POST) | user.organisations_with("case.act")
    found = LetterOut.objects.filter(organisation__in=handles, stopped_at__isnull=False, posted_at=None)
    found = found.filter(message__state="to_produce")
    seen = Q(message__is_sensitive=False) | Q(organisation__in=user.organisations_with("case.view_sensitive"))
    return found.filter(seen).select_related("message", "message__organisation", "organisation").order_by("stopped_at")


def print_runs(user: Any) -> QuerySet[PrintRun]:
    """Runs, the latest first."""
    return PrintRun.objects.visible_to(user).select_related("organisation", "made_by", "posted_by")


def run_for(user: Any, reference: str) -> PrintRun:
    """One run. Raises `NotFound`."""
    found = print_runs(user).filter(reference=parse_reference(reference) or "").first()
    if found is None:
        raise NotFound()
    return found


def run_by_id(run_id: int) -> PrintRun | None:
    """The run that a job names."""
    return PrintRun.objects.select_related("organisation").filter(pk=run_id).first()


def runs_with_old_files(before: datetime) -> QuerySet[PrintRun]:
    """Runs that were posted or given up, made before that moment, whose PDF is still there."""
    over = PrintRun.objects.filter(made_at__lt=before, state__in=("posted", "cancelled", "failed"))
    return over.exclude(path="").order_by("pk")[:500]


def letters_of_run(run: PrintRun) -> QuerySet[LetterOut]:
    """In the order in which they were printed."""
    return run.letters.select_related("message", "message__organisation", "written_by").order_by("place")


def sent_but_not_noted() -> QuerySet[LetterOut]:
    """Letters that left otherwise than by a run: by Notify, or put down as posted in the outbox."""
    return LetterOut.objects.filter(posted_at=None, message__sent_at__isnull=False).select_related("message")[:500]


def out_of_message(message_id: int) -> LetterOut | None:
    """The letter of ours that this message is."""
    return LetterOut.objects.select_related("message", "letter").filter(message=message_id).first()
