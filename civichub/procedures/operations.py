"""The only writers of versions of procedures."""

from __future__ import annotations

from functools import partial

from civichub.core.definitions.operations import (
    Library,
    copy_version,
    load_shipped,
    publish_version,
    save_draft,
    withdraw_version,
)
from civichub.procedures import policies
from civichub.procedures.events import ProcedurePublished
from civichub.procedures.models import ProcedureVersion
from civichub.procedures.parsing import examine
from civichub.procedures.shipped import shipped_sources

PROCEDURES = Library(
    "procedure",
    "procedure",
    ProcedureVersion,
    examine,
    shipped_sources,
    policies.may_edit_procedure,
    policies.may_publish_procedure,
    policies.may_load_library,
    lambda version: ProcedurePublished(version_id=version.pk, key=version.key),
)

save_procedure_draft = partial(save_draft, library=PROCEDURES)
publish_procedure_version = partial(publish_version, library=PROCEDURES)
withdraw_procedure_version = partial(withdraw_version, library=PROCEDURES)
copy_procedure_version = partial(copy_version, library=PROCEDURES)
load_library = partial(load_shipped, library=PROCEDURES)
