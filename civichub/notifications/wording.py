"""The language of templates: text with ``{{ placeholder }}`` in it and nothing else. Pure.

One rule spares every condition: a line whose placeholders all came out empty is left out. So "We expect to finish by
{{ due }}." is not printed for a case without a date.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from civichub.core.errors import Invalid

_PLACEHOLDER = re.compile(r"\{\{ *([a-z][a-z_]*) *\}\}")
_REMAINS = re.compile(r"[{}]")
_GAPS = re.compile(r"\n{3,}")


def placeholders_in(text: str) -> list[str]:
    """The names in the text, in order, each once."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def check_wording(text: str, *, field: str, known: Collection[str], required: Collection[str] = ()) -> None:
    """Raises `Invalid` for `field`, naming the line: a placeholder that does not exist, a needed one missing, or braces
    that are no placeholder."""
    for number, line in enumerate(text.splitlines(), start=1):
        for name in _PLACEHOLDER.findall(line):
            if name not in known:
                listed = ", ".join(sorted(known))
                raise Invalid({field: f"Line {number}: there is no placeholder {name} here. Use one of: {listed}."})
        if _REMAINS.search(_PLACEHOLDER.sub("", line)):
            raise Invalid({field: f"Line {number}: write a placeholder as {{{{ name }}}}, in small letters."})
    missing = [name for name in required if name not in placeholders_in(text)]
    if missing:
        raise Invalid({field: f"Add {{{{ {missing[0]} }}}}: people need it in this message."})


def render(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in once: what a value holds is never read as a template.

    Raises `KeyError` when a placeholder has no value, which a checked template cannot have.
    """
    kept = []
    for line in text.splitlines():
        names = _PLACEHOLDER.findall(line)
        if names and not any(values[name].strip() for name in names):
            continue
        kept.append(_PLACEHOLDER.sub(lambda found: values[found[1]].strip(), line).rstrip())
    return _GAPS.sub("\n\n", "\n".join(kept)).strip()


def render_line(text: str, values: Mapping[str, str], *, max_length: int) -> str:
    """As `render`, for a subject: on one line, cut at `max_length` with an ellipsis."""
    line = " ".join(render(text, values).split())
    return line if len(line) <= max_length else line[: max_length - 1].rstrip() + "…"
