"""Short addresses of services, from their titles."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count

from django.utils.text import slugify


def free_slug(title: str, taken: Collection[str], *, number: int | None = None) -> str:
    """A slug of `title` that is not in `taken`; the service's national `number` is tried before counting up."""
    stem = slugify(title)[:120].strip("-") or "service"
    first = [stem, f"{stem}-{number}"] if number else [stem]
    free = next((slug for slug in first if slug not in taken), None)
    return free or next(slug for n in count(2) if (slug := f"{stem}-{n}") not in taken)
