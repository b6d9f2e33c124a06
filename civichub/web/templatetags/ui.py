"""`{% load ui %}`: the interface kit's components and wording filters, described in docs/reference/components.md."""

from civichub.web.ui.tags import actions, blocks, filters, forms, records
from civichub.web.ui.tags.library import register

__all__ = ["actions", "blocks", "filters", "forms", "records", "register"]
