"""Asking providers, and what they and readers say: confirmed at once, but changed only when a person accepts it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.delivery.drafts import About, Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import Channel
from civichub.directory import policies
from civichub.directory.document import Document, clean_document, differences
from civichub.directory.document_values import as_email
from civichub.directory.links import confirm_link
from civichub.directory.models import Asked, Service, Suggestion
from civichub.directory.operations.records import rewrite
from civichub.directory.queries.keeping import address_to_ask
from civichub.directory.states import SUGGESTION, Origin, SuggestionKind
from civichub.directory.storing import fresh_document

MOST_WAITING = 20
"""Suggestions that may wait for one record: a link in the wrong hands must not fill a desk."""
BY_HAND = "by-hand"


@operation
def ask_provider(*, service: Service, occasion: str, actor: Any, at: datetime) -> Asked | None:
    """Ask the provider by email whether the record is still right; once for each occasion and assured-until date.

    None where there is no address to ask, or it was asked already. By hand it may be asked once a day.
    """
    service = lock(service)
    require(policies.may_edit_record(actor, service.keeper_id))
    address = address_to_ask(service)
    if occasion == BY_HAND:
        occasion = f"{BY_HAND}-{london_date(at):%m%d}"
    if not address:
        return None
    asked, fresh = Asked.objects.get_or_create(
        service=service, assured_until=service.assured_until, occasion=occasion,
        defaults={"to_email": address, "at": at},
    )  # fmt: skip
    if not fresh:
        return None
    draft = Draft(
        channel=Channel.EMAIL,
        to_address=address,
        to_name=service.organization.name,
        subject=f"Is this still right? {service.name}"[:200],
        body=_letter(service, at),
        recipient=f"directory.organization:{service.organization_id}",
        about=About("directory.service", service.pk),
        why_channel="Email: kept in the directory for asking this provider.",
    )
    key = f"directory-ask:{asked.pk}"
    queue_message(draft=draft, organisation=service.keeper, actor=actor, at=at, dedupe_key=key)
    audit("directory.provider_asked", service, actor=actor, at=at, occasion=occasion)
    return asked


def _letter(service: Service, at: datetime) -> str:
    today, until = london_date(at), service.assured_until
    if today < until:
        why = f"What our directory says about it is assured until {until:%-d %B %Y}."
    else:
        why = (
            f"What our directory says about it was assured until {until:%-d %B %Y}. It moves down in the search every "
            f"day, and is hidden on {service.hidden_from:%-d %B %Y} if nobody confirms it."
        )
    return (
        f"Hello,\n\n{service.organization.name} offers “{service.name}” in the community directory of "
        f"{service.keeper.name}. {why}\n\nPlease look at it, and say that it is right or what has changed. You need "
        f"no account, and it takes about two minutes:\n\n{confirm_link(service)}\n\nThe link is for you. It works for "
        "four months."
    )


@operation
def suggest_change(
    *, service: Service, document: Document, from_email: str, actor: Any, at: datetime, words: str = ""
) -> Suggestion | None:
    """A provider's change, to wait for a person; None when it differs in nothing. Raises `Invalid` naming fields."""
    require(policies.may_suggest(actor))
    base = fresh_document(service.pk)
    clean = clean_document(document, key=str(service.uuid))
    if not differences(base, clean) and not words.strip():
        return None
    return _wait(service, SuggestionKind.CHANGE, words, from_email, base, clean, actor, at)


@operation
def report_wrong(*, service: Service, words: str, from_email: str, actor: Any, at: datetime) -> Suggestion:
    """A reader says what is wrong; the address is theirs to leave out. Raises `Invalid`."""
    require(policies.may_suggest(actor))
    said = clean_text(words, field="words", max_length=2_000, required=True, lines=True)
    return _wait(service, SuggestionKind.WRONG, said, as_email(from_email, "from_email"), {}, {}, actor, at)


def _wait(
    service: Service, kind: str, words: str, from_email: str, base: Document, document: Document, actor: Any,
    at: datetime,
) -> Suggestion:  # fmt: skip
    lock(service)
    if Suggestion.objects.filter(service=service, state="waiting").count() >= MOST_WAITING:
        raise Invalid({"words": "Others have told us of this record already. Somebody is looking at it."})
    said = clean_text(words, field="words", max_length=2_000, lines=True)
    made = Suggestion.objects.create(
        service=service, kind=kind, words=said, from_email=from_email, base=base, document=document, at=at
    )
    audit("directory.suggested", made, actor=actor, at=at, service=service.pk, kind=kind)
    return made


@operation
def accept_suggestion(*, suggestion: Suggestion, actor: Any, at: datetime, answer: str = "") -> Suggestion:
    """Take a provider's change over, or say that what a reader reported is put right.

    Only the fields that the provider changed are taken: what was changed here in the meantime stays.
    """
    suggestion = _settle(suggestion, "accept", answer, actor, at)
    if suggestion.kind == SuggestionKind.CHANGE:
        service = lock(suggestion.service)
        wanted = fresh_document(service.pk)
        for change in differences(suggestion.base, suggestion.document):
            wanted[change.field] = suggestion.document[change.field]
        rewrite(service, wanted, action="changed", origin=Origin.PROVIDER, actor=actor, at=at, by=suggestion.from_email)
    return suggestion


@operation
def reject_suggestion(*, suggestion: Suggestion, actor: Any, at: datetime, answer: str) -> Suggestion:
    """Leave the record as it is, saying why."""
    clean_text(answer, field="answer", max_length=300, required=True)
    return _settle(suggestion, "reject", answer, actor, at)


def _settle(suggestion: Suggestion, step: str, answer: str, actor: Any, at: datetime) -> Suggestion:
    suggestion = lock(suggestion)
    require(policies.may_edit_record(actor, suggestion.service.keeper_id))
    suggestion.state = SUGGESTION.target(suggestion.state, step)
    suggestion.answer = clean_text(answer, field="answer", max_length=300)
    suggestion.decided_by, suggestion.decided_at = actor, at
    save(suggestion, "state", "answer", "decided_by", "decided_at")
    audit(f"directory.suggestion_{suggestion.state}", suggestion, actor=actor, at=at, service=suggestion.service_id)
    return suggestion
