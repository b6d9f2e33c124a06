"""Parts of a file, so that a player can wind forward (RFC 9110, section 14)."""

from __future__ import annotations

import re

from django.http import HttpResponse

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def in_part(content: bytes, asked: str, *, content_type: str) -> HttpResponse:
    """The part that a ``Range`` header asks for (206), or all of it where it asks for nothing that we give: several
    parts, or what is no range. 416 for a part that lies beyond the end."""
    found, whole = _ONE_RANGE.fullmatch(asked.strip()), len(content)
    if found is None or not any(found.groups()):
        answer = HttpResponse(content, content_type=content_type)
    else:
        first, last = _bounds(found[1], found[2], whole)
        if first > last:
            answer = HttpResponse(status=416)
            answer["Content-Range"] = f"bytes */{whole}"
        else:
            answer = HttpResponse(content[first : last + 1], status=206, content_type=content_type)
            answer["Content-Range"] = f"bytes {first}-{last}/{whole}"
    answer["Accept-Ranges"] = "bytes"
    return answer


def _bounds(first: str, last: str, whole: int) -> tuple[int, int]:
    """The first and the last byte; without `first` the `last` so many."""
    if not first:
        return max(0, whole - int(last)), whole - 1
    return int(first), min(int(last), whole - 1) if last else whole - 1
