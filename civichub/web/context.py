"""What every layout needs: the council whose front door this is, and the menu of the person signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def layout(request: HttpRequest) -> dict[str, Any]:
    """Template context for `ui/layout_*.html`: `council` (Organisation or None) and `demo`."""
    return {"council": getattr(request, "council", None), "demo": settings.DEMO}
