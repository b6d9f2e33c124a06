"""Forms, procedures and scoring forms are edited the same way; this says what each of them calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from civichub.core.errors import NotFound
from civichub.feedback.quality import operations as scoring_operations
from civichub.feedback.quality.operations import forms as scoring_writing
from civichub.feedback.quality.queries import forms as scoring_queries
from civichub.forms import operations as form_operations
from civichub.forms import queries as form_queries
from civichub.forms.operations import versions as form_writing
from civichub.procedures import operations as procedure_operations
from civichub.procedures import queries as procedure_queries


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
    examine_as: Callable[[str, str], Any]
    save_draft: Callable[..., Any]
    publish: Callable[..., Any]
    withdraw: Callable[..., Any]
    copy: Callable[..., Any]


KINDS = {
    "form": Kind(
        "form",
        "Forms",
        form_queries.forms_editable_by,
        form_queries.form_version_for,
        form_queries.form_versions,
        form_queries.form_in_force,
        form_queries.parsed,
        form_writing.examine_as,
        form_operations.save_form_draft,
        form_operations.publish_form_version,
        form_operations.withdraw_form_version,
        form_operations.copy_form_version,
    ),
    "procedure": Kind(
        "procedure",
        "Procedures",
        procedure_queries.procedures_editable_by,
        procedure_queries.procedure_version_for,
        procedure_queries.procedure_versions,
        procedure_queries.procedure_in_force,
        procedure_queries.parsed,
        procedure_operations.examine_as,
        procedure_operations.save_procedure_draft,
        procedure_operations.publish_procedure_version,
        procedure_operations.withdraw_procedure_version,
        procedure_operations.copy_procedure_version,
    ),
    "scoring-form": Kind(
        "scoring-form",
        "Scoring forms",
        scoring_queries.scoring_forms_editable_by,
        scoring_queries.scoring_form_version_for,
        scoring_queries.scoring_form_versions,
        scoring_queries.scoring_form_in_force,
        scoring_queries.parsed,
        scoring_writing.examine_as,
        scoring_operations.save_scoring_form_draft,
        scoring_operations.publish_scoring_form_version,
        scoring_operations.withdraw_scoring_form_version,
        scoring_operations.copy_scoring_form_version,
    ),
}


def kind_of(word: str) -> Kind:
    """The kind named in an address. Raises `NotFound`."""
    if word not in KINDS:
        raise NotFound
    return KINDS[word]
