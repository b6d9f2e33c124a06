"""Canaries: words written into every free text that the county holds about people and their affairs, and the readers
among whom they are looked for afterwards."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, models, transaction
from pypdf import PdfReader

from civichub.accounts.models import User
from civichub.cases.models import Attachment, Case
from civichub.organisations.models import Organisation
from civichub.web.access import audience_of
from tests.db.trust.every_address import Address, Populated, every_address

CANARY = re.compile("kanarienvogel|zebrafink|goldammer", re.IGNORECASE)
WORDS = "Kanarienvogel findling"
SMALLEST_DOCUMENT = 200  # bytes: what is smaller is a sample of a few words, and no program reads it

# Contexts that hold people's affairs, and what else is nobody's business but the organisation's own.
KEPT = frozenset({
    "appointments", "cases", "contacts", "customers", "delivery", "disclosure", "feedback", "frontdesk", "messaging",
    "quality", "routing", "telephony", "webchat",
})  # fmt: skip
ALSO_KEPT = frozenset({
    "accounts.ApiToken", "accounts.SavedList", "core.WatchedReading", "directory.HelpOffer", "directory.Suggestion",
    "directory.Volunteer", "forms.FormDraft", "forms.DraftFile", "forms.Payment", "handover.Connection",
    "handover.Dispatch", "handover.StatusRule", "knowledge.ArticleFeedback", "knowledge.Gap", "knowledge.PromptAnswer",
    "organisations.LiaisonIssue", "organisations.SharingAgreement", "performance.ServiceLevel",
    "workforce.CalendarFeed", "workforce.SkillProposal",
})  # fmt: skip
# What is published, or shared so that the partnership can hand over to one another: names of queues and rooms, kinds of
# appointment, lines and their greetings, forms of questions. The whiteboard is everybody's too: it is not in the above.
OPEN = frozenset({
    "appointments.Kind", "appointments.Room", "appointments.Sitting", "disclosure.LogEntry", "frontdesk.Counter",
    "frontdesk.DeskKey", "frontdesk.FrontDesk", "messaging.Letterhead", "quality.ScoringFormVersion", "routing.Queue",
    "telephony.Line", "webchat.ChatSetup",
})  # fmt: skip
# Columns that programs read: codes, keys, digests, places of files, languages, times of day, addresses of machines.
READ_BY_PROGRAMS = re.compile(
    r"(^|_)(key|code|kind|type|state|stage|step|channel|path|sha256|digest|token|reference|id|language|slug|uprn|source"
    r"|ground|audience|outcome|normalised|postcode|url|template|provider|status|thread|secret|host|browser|address"
    r"|recipient|page|query|code|seed|table|role|purpose|ticket|folder|user|message|fingerprint|reach|email|phone)$"
)
# Free words that change nothing about a record that has none yet.
PLANTED_WHERE_EMPTY = re.compile(r"^(notes?|description|details|known_as|words|summary|interpreter|bring)$")

# Anybody's addresses; those with a token in them are opened by the token, which is not guessed here.
PUBLIC = (
    "api/directory/", "appointments/", "c/", "chat/", "directory/", "disclosure-log/", "display/{slug}/", "events/",
    "open311/", "reports/", "services/", "sites/", "track/", "waits/",
)  # fmt: skip
TOKENS = frozenset({"token", "signed", "mark", "return_token"})
QUERIES = {
    "staff/search/": ("?q=findling",),
    "staff/cases/": ("?text=findling&state=all",),
    "staff/cases/export.csv": ("?text=findling&state=all", "?state=all"),
    "staff/customers/": ("?q=findling", "?name=findling"),
    "staff/contacts/": ("?q=findling", "?text=findling"),
    "staff/knowledge/": ("?q=findling",),
    "staff/mail/": ("?q=findling",),
    "open311/v2/requests.{kind}": ("?jurisdiction_id=county", "?jurisdiction_id=highley"),
    "open311/v2/servicerequestupdates.{kind}": ("?jurisdiction_id=county",),
    "api/v1/cases": ("?changed_since=2026-01-01T00:00:00Z",),
    "api/directory/v3/services": ("?text=findling",),
    "directory/": ("?q=findling",),
    "disclosure-log/": ("?q=findling",),
    "services/search/": ("?q=findling",),
}  # fmt: skip


def plant(found: Populated, words: str = WORDS) -> list[str]:
    """These words in every free text of the county's rows; the columns in which they are now."""
    planted, others = [], [found.world.highley.pk, found.world.lowton.pk]
    for model in apps.get_models():
        label = model._meta.label
        if label in OPEN or (model._meta.app_label not in KEPT and label not in ALSO_KEPT):
            continue
        rows = model._base_manager.all()
        if path := _way_to_an_organisation(model):
            rows = rows.exclude(**{f"{path}__in": others})
        planted += [f"{label}.{field.name}" for field in _free_texts(model) if _written(rows, field, words)]
    Case.objects.filter(organisation=found.world.county).update(answers={"what": "goldammer"})
    for attachment in Attachment.objects.all():
        default_storage.delete(attachment.path)
        default_storage.save(attachment.path, ContentFile(b"%PDF-1.4 zebrafink"))
    return planted


def _free_texts(model: type[models.Model]) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices and not field.unique
        if is_text and not READ_BY_PROGRAMS.search(field.name):
            yield field


def _written(rows: Any, field: Any, words: str) -> bool:
    """Whether the column of these rows now holds them: a constraint may refuse it, or there may be no row."""
    if not PLANTED_WHERE_EMPTY.search(field.name):
        rows = rows.exclude(**{field.name: ""})
    try:
        with transaction.atomic():
            return bool(rows.update(**{field.name: words[: field.max_length]}))
    except DatabaseError:
        return False


def _way_to_an_organisation(model: type[models.Model]) -> str:
    """The names that lead from a row to the organisation that holds it, or "" where none does."""
    ways = [(model, "")]
    for _ in range(4):
        further = []
        for at, way in ways:
            links = [field for field in at._meta.concrete_fields if field.many_to_one or field.one_to_one]
            for field in sorted(links, key=lambda one: one.name != "organisation"):
                if field.related_model is Organisation:
                    return way + field.name
                if not field.null and field.related_model is not User:
                    further.append((field.related_model, f"{way}{field.name}__"))
        ways = further
    return ""


def body_of(answer: Any) -> str:
    """All that a reader gets: the body, streamed or not, unpacked where it is a document, and the headers."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"%PDF") and len(content) > SMALLEST_DOCUMENT:
        content = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return content.decode(errors="replace") + str(dict(answer.headers))


def crawl(found: Populated, addresses: Iterable[Address], readers: Iterable[tuple[str, str]]) -> list[str]:
    """What these readers get to see of the canaries at these addresses, or where a page fails them.

    Each address has the county's own values in it. Who is refused by the guard before every view gets no record at
    all, as the table of permissions holds, and is not asked for.
    """
    leaks = []
    for address, reader in product(addresses, readers):
        if is_turned_away(found.people.get(reader), address):
            continue
        for query in ("", *QUERIES.get(address.template, ())):
            answer = found.clients[reader].get(address.filled(found.values_for(address, "own")) + query)
            seen = CANARY.search(body_of(answer))
            if seen or answer.status_code >= 500:
                leaks.append(f"{address.name}{query} by {reader}: {seen[0] if seen else answer.status_code}")
    return leaks


def addresses_of(*families: str) -> list[Address]:
    """The addresses that begin so."""
    return [address for address in every_address() if address.template.startswith(families)]


def public_addresses() -> list[Address]:
    """What anybody may open without a token."""
    return [address for address in addresses_of(*PUBLIC) if not TOKENS & set(address.parts)]


def is_turned_away(person: User | None, address: Address) -> bool:
    """Whether the guard before every view refuses this person."""
    audience = audience_of(address.pattern.callback)
    return bool(person and audience and audience.power and not person.holds_anywhere(audience.power))
