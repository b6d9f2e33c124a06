"""Forms, procedures and scoring forms are edited the same way; this says by which reads and which library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from civichub.core.definitions.operations import Library
from civichub.core.errors import NotFound
from civichub.feedback.quality.operations.forms import SCORING_FORMS
from civichub.feedback.quality.queries import forms as scoring_queries
from civichub.forms import queries as form_queries
from civichub.forms.operations.versions import FORMS
from civichub.procedures import queries as procedure_queries
from civichub.procedures.operations import PROCEDURES


@dataclass(frozen=True)
class Kind:
    """One kind of definition. `key` is its word in an address and a sentence."""

    key: str
    plural: str
    editable_by: Callable[[Any], Any]
    version_for: Callable[[Any, int], Any]
    versions: Callable[[str, Any], Any]
    in_force: Callable[[str, Any, Any], Any]
    parsed: Callable[[Any], Any]
    library: Library


KINDS = {
    "form": Kind(
        "form",
        "Forms",
        form_queries.forms_editable_by,
        form_queries.form_version_for,
        form_queries.form_versions,
        form_queries.form_in_force,
        form_queries.parsed,
        FORMS,
    ),
    "procedure": Kind(
        "procedure",
        "Procedures",
        procedure_queries.procedures_editable_by,
        procedure_queries.procedure_version_for,
        procedure_queries.procedure_versions,
        procedure_queries.procedure_in_force,
        procedure_queries.parsed,
        PROCEDURES,
    ),
    "scoring-form": Kind(
        "scoring-form",
        "Scoring forms",
        scoring_queries.scoring_forms_editable_by,
        scoring_queries.scoring_form_version_for,
        scoring_queries.scoring_form_versions,
        scoring_queries.scoring_form_in_force,
        scoring_queries.parsed,
        SCORING_FORMS,
    ),
}


def kind_of(word: str) -> Kind:
    """The kind named in an address. Raises `NotFound`."""
    if word not in KINDS:
        raise NotFound
    return KINDS[word]
