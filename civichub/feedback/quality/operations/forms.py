"""The only writers of versions of scoring forms."""

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
from civichub.feedback.quality import policies
from civichub.feedback.quality.models import ScoringFormVersion
from civichub.feedback.quality.parsing import examine
from civichub.feedback.quality.shipped import shipped_sources

SCORING_FORMS = Library(
    "scoring form",
    "scoring",
    ScoringFormVersion,
    examine,
    shipped_sources,
    policies.may_edit_scoring_form,
    policies.may_publish_scoring_form,
    policies.may_load_library,
)

save_scoring_form_draft = partial(save_draft, library=SCORING_FORMS)
publish_scoring_form_version = partial(publish_version, library=SCORING_FORMS)
withdraw_scoring_form_version = partial(withdraw_version, library=SCORING_FORMS)
copy_scoring_form_version = partial(copy_version, library=SCORING_FORMS)
load_library = partial(load_shipped, library=SCORING_FORMS)
