"""What this context holds on a person: forms that they began and have not sent. What was sent is with its case."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from civichub.core.clocks import LONDON, london_date
from civichub.core.held import Held, HeldFile, Sought, lines
from civichub.forms import engine
from civichub.forms.models import DraftFile, FormDraft
from civichub.forms.queries import parsed


def held(sought: Sought) -> Iterator[Held]:
    """Each form that somebody has open who signed in as the person, or had the link to it sent to their address."""
    if sought.words:
        return
    theirs = Q(owner__in=sought.accounts) | Q(email__in=sought.emails)
    found = FormDraft.objects.filter(theirs, state="open", organisation__in=sought.organisations)
    found = found.filter(**sought.times("created_at")).select_related("form_version").order_by("created_at", "pk")
    for draft in found.prefetch_related("files"):
        form, saved = parsed(draft.form_version), draft.saved_at.astimezone(LONDON)
        rows = engine.summary_rows(form, draft.answers, today=london_date(draft.created_at))
        text = lines(
            ("Form", form.title), ("Last kept", f"{saved:%-d %B %Y %H:%M}"), ("Email given", draft.email),
            *((row.label, ", ".join(row.lines)) for row in rows),
        )  # fmt: skip
        files = tuple(_file(one) for one in draft.files.all())
        yield Held(f"forms.formdraft:{draft.pk}", f"Form begun and not sent: {form.title}", draft.created_at,
                   draft.organisation_id, text, files=files)  # fmt: skip


def _file(one: DraftFile) -> HeldFile:
    def read() -> bytes:
        with one.content.open("rb") as file:
            return bytes(file.read())

    return HeldFile(one.name, one.content_type, read)
