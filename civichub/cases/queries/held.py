"""What this context holds on a person or about some words: cases whole, with their history and files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.core.files.storage import default_storage

from civichub.cases.models import Attachment, Case
from civichub.core.clocks import LONDON, london_date
from civichub.core.held import Held, HeldFile, Sought, lines
from civichub.core.references import format_reference
from civichub.forms import engine as forms
from civichub.forms.queries import form_by_version


def held(sought: Sought) -> Iterator[Held]:
    """Each case that somebody made for the person, or whose title, description or place has the words."""
    found = Case.objects.filter(organisation__in=sought.organisations, **sought.times("opened_at"))
    if sought.words:
        found = found.filter(words=SearchQuery(sought.words, config="english", search_type="websearch"))
    else:
        found = found.filter(customer__in=sought.customer_ids)
    related = ("service", "organisation", "team", "assignee")
    for case in found.select_related(*related).order_by("opened_at", "pk").iterator(chunk_size=100):
        files = tuple(_file(one) for one in case.attachments.all() if one.servable)
        title = f"Case {format_reference(case.reference)}: {case.service.title}"
        yield Held(
            f"cases.case:{case.pk}", title, case.opened_at, case.organisation_id, _text(case), files=files,
            customer_id=case.customer_id,
        )  # fmt: skip


def _text(case: Case) -> str:
    head = lines(
        ("Case", format_reference(case.reference)), ("Service", case.service.title),
        ("Held by", case.organisation.name),
        ("Team", case.team), ("Worked on by", case.assignee), ("Opened", _moment(case.opened_at)),
        ("Closed", _moment(case.closed_at) if case.closed_at else ""), ("Title", case.title), ("Where", case.place),
        ("Name given", case.reporter_name), ("Email given", case.reporter_email), ("Phone given", case.reporter_phone),
        ("What was said", case.description),
    )  # fmt: skip
    answers = [f"{row.label}: {', '.join(row.lines)}" for row in _answers(case)]
    history = [
        f"{_moment(entry.at)}, {entry.actor}, {entry.get_kind_display()}: {entry.text}".rstrip(": ")
        for entry in case.history.select_related("actor").order_by("at", "pk")
    ]
    return "\n".join([head, "", *(["Answers", *answers, ""] if answers else []), "History", *history])


def _answers(case: Case) -> list[forms.SummaryRow]:
    if not case.answers or not case.form_version_id:
        return []
    return forms.summary_rows(form_by_version(case.form_version_id), case.answers, today=london_date(case.opened_at))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y %H:%M}"


def _file(attachment: Attachment) -> HeldFile:
    def read() -> bytes:
        with default_storage.open(attachment.path, "rb") as file:
            return bytes(file.read())

    return HeldFile(attachment.name, attachment.content_type, read)
