"""The kinds of help, and what people in such a situation say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import operation, require, save
from civichub.core.text import clean_text
from civichub.directory import policies
from civichub.directory.document_values import as_address
from civichub.directory.events import ServiceRecorded
from civichub.directory.models import Taxonomy, TaxonomyTerm

MOST_PHRASES = 20


@operation
def set_term(
    *, taxonomy: str, name: str, description: str = "", phrases: Sequence[str] = (), uri: str = "", actor: Any,
    at: datetime,
) -> TaxonomyTerm:  # fmt: skip
    """Add a kind of help to a list, or say anew what it means; both are known by their names. Raises `Invalid`."""
    require(policies.may_edit_terms(actor))
    listed = clean_text(taxonomy, field="taxonomy", max_length=200, required=True)
    named = clean_text(name, field="name", max_length=200, required=True)
    said = [clean_text(one, field="phrases", max_length=120) for one in phrases]
    said = [one for one in said if one]
    if len(said) > MOST_PHRASES:
        raise Invalid({"phrases": f"Give at most {MOST_PHRASES}."})
    held, _ = Taxonomy.objects.get_or_create(name=listed)
    term, _ = TaxonomyTerm.objects.get_or_create(taxonomy=held, name=named)
    term.description = clean_text(description, field="description", max_length=2_000, lines=True)
    term.phrases, term.term_uri = said, as_address(uri, "uri")
    save(term, "description", "phrases", "term_uri")
    audit("directory.term_set", term, actor=actor, at=at, taxonomy=listed)
    publish(ServiceRecorded(service_id=0), at=at)
    return term
