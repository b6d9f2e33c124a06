"""Open311 GeoReport v2 as a client: requests, mySociety's updates extension, searches. In XML, as every server does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree

from civichub.core.references import format_reference
from civichub.handover import outside
from civichub.handover.plugs.base import Accepted, Outgoing, Report, Target, TryLater, Unclear
from civichub.handover.states import What

LONGEST_DESCRIPTION = 4_000  # GeoReport v2, POST Service Request, description
MOST_FILES_IN_WORDS = 5
REFERENCES_AT_ONCE = 50
LONGEST_RANGE = timedelta(days=90)  # GeoReport v2, GET Service Requests, start_date
CLOCKS_MAY_DIFFER = timedelta(minutes=10)


class Open311Plug:
    """`address` is the endpoint, such as ``https://example.org/open311/v2``; the option is ``jurisdiction_id``."""

    can_be_asked = True

    def send(self, target: Target, outgoing: Outgoing) -> Accepted:
        """A new request, or an update to one that they have."""
        if outgoing.what == What.OPENED:
            return self._report(target, outgoing)
        if not outgoing.theirs:
            raise TryLater("no_reference", whole=False)
        fields = {
            "update_id": outgoing.key,
            "service_request_id": outgoing.theirs,
            "status": outgoing.status,
            "updated_datetime": _w3(outgoing.occurred_at),
            "description": _news(outgoing),
            "media_url": _picture(outgoing),
        }
        self._post(target, "servicerequestupdates", list(fields.items()), outgoing.key)
        return Accepted(reference=outgoing.theirs)

    def _report(self, target: Target, outgoing: Outgoing) -> Accepted:
        found = _first(self._post(target, "requests", _fields(outgoing), outgoing.key), "request")
        reference, token = _text(found, "service_request_id"), _text(found, "token")
        if not reference and not token:
            raise Unclear("unreadable")
        return Accepted(reference=reference[:120], token="" if reference else token[:200])

    def find(self, target: Target, outgoing: Outgoing) -> Accepted | None:
        """A request of that service whose description holds our reference. An update is known by its update_id."""
        if outgoing.what != What.OPENED:
            return None
        began = outgoing.occurred_at - CLOCKS_MAY_DIFFER
        asked = {
            "service_code": outgoing.code,
            "start_date": _w3(began),
            "end_date": _w3(min(datetime.now(UTC) + CLOCKS_MAY_DIFFER, began + LONGEST_RANGE)),
        }
        for found in self._get(target, "requests", asked).iter("request"):
            if format_reference(outgoing.reference) in _text(found, "description"):
                return Accepted(reference=_text(found, "service_request_id")[:120])
        return None

    def reference_for(self, target: Target, token: str) -> str:
        """GET service_request_id from a token."""
        return _text(_first(self._get(target, f"tokens/{token}", {}), "request"), "service_request_id")[:120]

    def news(self, target: Target, since: datetime) -> Iterable[Report]:
        """The updates since then, by the extension, the oldest first."""
        until = datetime.now(UTC) + CLOCKS_MAY_DIFFER
        asked = {"start_date": _w3(max(since - CLOCKS_MAY_DIFFER, until - LONGEST_RANGE)), "end_date": _w3(until)}
        root = self._get(target, "servicerequestupdates", asked)
        found = [_report_of(one, "updated_datetime") for one in root.iter("request_update")]
        return sorted((one for one in found if one is not None), key=lambda one: one.at)

    def statuses(self, target: Target, references: list[str]) -> Iterator[Report]:
        """By service_request_id, fifty at a time."""
        for start in range(0, len(references), REFERENCES_AT_ONCE):
            asked = {"service_request_id": ",".join(references[start : start + REFERENCES_AT_ONCE])}
            for one in self._get(target, "requests", asked).iter("request"):
                report = _report_of(one, "updated_datetime") or _report_of(one, "requested_datetime")
                if report is not None:
                    yield report

    def _post(self, target: Target, method: str, fields: list[tuple[str, str]], key: str) -> ElementTree.Element:
        sent = [("api_key", target.secret), *_jurisdiction(target), *fields]
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Idempotency-Key": key}
        url = f"{target.address.rstrip('/')}/{method}.xml"
        answer = outside.call("POST", url, body=urlencode([(n, v) for n, v in sent if v]).encode(), headers=headers)
        return parse_xml(answer.body)

    def _get(self, target: Target, method: str, asked: dict[str, str]) -> ElementTree.Element:
        # The key is no part of the standard here; a hub shows those who send it their own cases beside the public ones.
        headers = {"Authorization": f"Bearer {target.secret}"} if target.secret else {}
        query = urlencode([*_jurisdiction(target), *asked.items()])
        try:
            answer = outside.call("GET", f"{target.address.rstrip('/')}/{method}.xml?{query}", headers=headers)
            return parse_xml(answer.body)
        except Unclear as error:
            raise TryLater(error.code) from error  # asking changes nothing, so it can be asked again


def parse_xml(body: bytes) -> ElementTree.Element:
    """The root of a document. Raises `Unclear` for anything else, and for one with a DTD: none of ours has one."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Unclear("unreadable")
    try:
        return ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unclear("unreadable") from error


def _fields(outgoing: Outgoing) -> list[tuple[str, str]]:
    first, _, last = outgoing.reporter_name.rpartition(" ")
    fields = [
        ("service_code", outgoing.code),
        ("description", _description(outgoing)),
        ("lat", _degrees(outgoing.latitude)),
        ("long", _degrees(outgoing.longitude)),
        ("address_string", outgoing.place),
        ("address_id", outgoing.uprn),
        ("first_name", first or last),
        ("last_name", last if first else ""),
        ("email", outgoing.reporter_email),
        ("phone", outgoing.reporter_phone),
        ("media_url", _picture(outgoing)),
    ]
    for answer in outgoing.answers:
        name = f"attribute[{answer.code}]" if len(answer.values) == 1 else f"attribute[{answer.code}][]"
        fields += [(name, value) for value in answer.values]
    return fields


def _description(outgoing: Outgoing) -> str:
    """Title and words, and last our reference, by which the request is found again when an answer was lost."""
    end = f"{_more_files(outgoing)}\n\nReference: {format_reference(outgoing.reference)}"
    words = "\n\n".join(part for part in (outgoing.title, outgoing.description) if part)
    return words[: LONGEST_DESCRIPTION - len(end)] + end


def _news(outgoing: Outgoing) -> str:
    end = _more_files(outgoing)
    return (outgoing.note or outgoing.outcome or outgoing.stage_words)[: LONGEST_DESCRIPTION - len(end)] + end


def _picture(outgoing: Outgoing) -> str:
    """GeoReport v2 has room for one address, `media_url`; servers take none that is not encrypted, ours included."""
    first = outgoing.files[0].url if outgoing.files else ""
    return first if first.startswith("https://") else ""


def _more_files(outgoing: Outgoing) -> str:
    """The files that it has no room for, as words: at most so many as leave room for what the case says."""
    begin = 1 if _picture(outgoing) else 0
    lines = [f"{file.name}: {file.url}" for file in outgoing.files[begin : begin + MOST_FILES_IN_WORDS]]
    return "\n\n" + "\n".join(lines) if lines else ""


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def _jurisdiction(target: Target) -> list[tuple[str, str]]:
    found = str(target.options.get("jurisdiction_id", ""))
    return [("jurisdiction_id", found)] if found else []


def _w3(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _first(root: ElementTree.Element, name: str) -> ElementTree.Element:
    found = next(root.iter(name), None)
    if found is None:
        raise Unclear("unreadable")
    return found


def _text(element: ElementTree.Element, name: str) -> str:
    return (element.findtext(name) or "").strip().replace("\x00", "")


def _report_of(element: ElementTree.Element, moment: str) -> Report | None:
    """What an element says, or None when it does not say when: without a time nobody knows whether it is news."""
    try:
        at = datetime.fromisoformat(_text(element, moment))
    except ValueError:
        return None
    theirs, status = _text(element, "service_request_id")[:120], _text(element, "status")[:60]
    if at.tzinfo is None or not theirs or not status:
        return None
    return Report(theirs, status, at.astimezone(UTC), note=_text(element, "description")[:LONGEST_DESCRIPTION])
