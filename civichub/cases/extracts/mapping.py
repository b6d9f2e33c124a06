"""How to read one system's extract: its columns, dates, words for services, channels and outcomes. Data, as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from civichub.contacts.queries import channel_codes
from civichub.core.definitions.problems import did_you_mean
from civichub.core.errors import Invalid

PARTS = (
    *("reference", "opened", "closed", "updated", "status", "service", "title", "description", "notes", "outcome"),
    *("channel", "agency", "place", "uprn", "latitude", "longitude", "easting", "northing"),
    *("reporter_name", "reporter_email", "reporter_phone"),
)
NEEDED = ("reference", "opened", "service")
ANYTHING_ELSE = "*"
_KEYS = {"source", "encoding", "time_zone", "dates", "columns", "services", "channels", "outcomes", "closed"}
_TABLES = ("services", "channels", "outcomes")


@dataclass(frozen=True)
class Mapping311:
    """A mapping, once read. `columns`: for each part the columns to look in; the first that is filled wins.

    `services`, `channels` and `outcomes` turn the extract's words (compared without regard to case) into a service's
    slug, a channel and an outcome code; the word ``*`` stands for any other. `dates` are `strptime` formats, tried
    after ISO 8601; `time_zone` is for dates that do not give one. `closed`: the words of `status` for a closed request.
    """

    columns: Mapping[str, tuple[str, ...]]
    source: str = ""
    encoding: str = "utf-8"
    time_zone: ZoneInfo | None = None
    dates: tuple[str, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    closed: tuple[str, ...] = ("closed", "completed", "fixed", "resolved")

    def fits(self, names: Iterable[str]) -> bool:
        """Whether a file with these columns has what every request needs."""
        known = {plain(name) for name in names}
        return all(any(plain(column) in known for column in self.columns.get(part, ())) for part in NEEDED)


def plain(name: str) -> str:
    """A column's name as it is compared: ``Request.Type``, ``request type`` and ``Request_Type`` are one."""
    return " ".join(name.strip().lower().replace(".", " ").replace("_", " ").replace("-", " ").split())


def read_mapping(text: str) -> Mapping311:
    """A mapping from YAML. Raises `Invalid` on ``mapping``, naming the entry and the fix."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Invalid({"mapping": f"The mapping is not YAML: {error}"}) from error
    if not isinstance(data, dict):
        raise Invalid({"mapping": "The mapping must hold entries such as columns, services and channels."})
    for key in data:
        _known(str(key), _KEYS, "entry")
    columns = {part: _words(names) for part, names in _table(data, "columns").items()}
    for part in columns:
        _known(part, PARTS, "part of a request")
    tables = {name: {k.strip().lower(): str(v) for k, v in _table(data, name).items()} for name in _TABLES}
    for channel in tables["channels"].values():
        _known(channel, channel_codes(), "channel")
    optional: dict[str, Any] = {"closed": tuple(map(str.lower, _words(data["closed"])))} if "closed" in data else {}
    return Mapping311(
        columns=columns,
        source=str(data.get("source", ""))[:40],
        encoding=_encoding(str(data.get("encoding", "utf-8"))),
        time_zone=_zone(data.get("time_zone")),
        dates=_words(data.get("dates", ())),
        **tables,
        **optional,
    )


def _known(word: str, known: Iterable[str], what: str) -> None:
    if word not in known:
        raise Invalid({"mapping": f'There is no {what} called "{word}"; {did_you_mean(word, list(known))}'})


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name) or {}
    if not isinstance(found, dict):
        raise Invalid({"mapping": f"{name} must hold pairs, such as “word: code”."})
    return {str(key): value for key, value in found.items()}


def _words(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _zone(name: Any) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(name)) if name else None
    except (ValueError, OSError, KeyError) as error:
        raise Invalid({"mapping": f"There is no time zone called {name}. Europe/London is one."}) from error


def _encoding(name: str) -> str:
    try:
        "".encode(name)
    except LookupError as error:
        raise Invalid({"mapping": f"There is no encoding called {name}. utf-8 and cp1252 are two."}) from error
    return name


@cache
def shipped_mappings() -> dict[str, Mapping311]:
    """The mappings that come with the hub, by name; `open311` is GeoReport v2."""
    folder = resources.files("civichub.cases.extracts").joinpath("mappings")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return {file.name.removesuffix(".yaml"): read_mapping(file.read_text("utf-8")) for file in files}


def mapping_for(names: Iterable[str]) -> Mapping311:
    """The shipped mapping that fits these columns. Raises `Invalid` on ``mapping`` when none does."""
    names = list(names)
    for mapping in shipped_mappings().values():
        if mapping.fits(names):
            return mapping
    words = f"No known mapping fits the columns {', '.join(names[:20])}. Write one and name it with --mapping."
    raise Invalid({"mapping": words})
