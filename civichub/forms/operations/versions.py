"""The only writers of versions of forms."""

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
from civichub.forms import policies
from civichub.forms.events import FormPublished
from civichub.forms.models import FormVersion
from civichub.forms.parsing import examine
from civichub.forms.shipped import shipped_sources

FORMS = Library(
    "form",
    "form",
    FormVersion,
    examine,
    shipped_sources,
    policies.may_edit_form,
    policies.may_publish_form,
    policies.may_load_library,
    lambda version: FormPublished(version_id=version.pk, key=version.key),
)

save_form_draft = partial(save_draft, library=FORMS)
publish_form_version = partial(publish_version, library=FORMS)
withdraw_form_version = partial(withdraw_version, library=FORMS)
copy_form_version = partial(copy_version, library=FORMS)
load_library = partial(load_shipped, library=FORMS)
