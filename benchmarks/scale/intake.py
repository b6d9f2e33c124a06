"""Requests taken in: by the operation alone, by the API, and by the portal from the first page to the confirmation."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from benchmarks.scale.loading import BEGINNINGS, ENDS, GIVEN
from benchmarks.scale.metering import Cost, Meter
from benchmarks.scale.pages import Visitor
from civichub.accounts.operations import issue_token
from civichub.accounts.queries import system_account
from civichub.cases.extracts.files import SourceRow
from civichub.cases.extracts.mapping import shipped_mappings
from civichub.cases.extracts.planning import Planner
from civichub.cases.extracts.reading import ExtractReader
from civichub.cases.operations.extracts import begin_case_import, import_case_rows
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.opening import Reporter
from civichub.cases.placing import Whereabouts
from civichub.catalogue.queries import service_by_slug
from civichub.organisations.queries import organisation_by_slug
from civichub.places.queries.addresses import sample_addresses

ROWS_IN_A_BATCH = 500
KEYS = 8  # each may ask 1,200 times a minute
ANSWERS = {"name": {"first": "Sam", "last": "Reed"}, "email": "sam.reed@resident.example", "phone": "01632 960111"}
WORDS = "There is a deep hole by the kerb"


def measure_intake(meter: Meter, times: int) -> Iterator[Cost]:
    """Three ways of taking in a request that names its reporter: each makes or finds the customer."""
    yield _of_a_row(meter.cost("import of an extract, per row", _by_import(), times=max(3, times // 20), warm_up=1))
    yield meter.cost("intake by the operation", _operation(), times=times)
    yield meter.cost("intake by the API", _by_api(), times=times)
    yield meter.cost("intake by the portal, whole form", _by_portal(), times=max(10, times // 10), warm_up=3)


def _of_a_row(batch: Cost) -> Cost:
    """What one row of a batch costs."""
    parts = ("application", "database", "p50", "p95")
    each = {name: getattr(batch, name) / ROWS_IN_A_BATCH for name in parts}
    return replace(batch, times=batch.times * ROWS_IN_A_BATCH, rate=batch.rate * ROWS_IN_A_BATCH, **each)


def _by_import() -> Callable[[int], Any]:
    """Batches of the bulk import of another system's past, every row at an address of the book."""
    mapping, hub, at = replace(shipped_mappings()["open311"], source="benchmark"), system_account(), timezone.now()
    uprns = [address.uprn for address in sample_addresses(2_000)]
    reader, planner = ExtractReader(mapping, at=at), Planner(mapping, None, at)
    begun = begin_case_import(
        file_name="benchmark", file_digest=uuid4().hex, source="benchmark", organisation=None, actor=hub, at=at
    )

    def row(number: int) -> SourceRow:
        cells = {
            "service_request_id": uuid4().hex,
            "status": "closed" if number % 3 else "open",
            "service_code": ("pothole", "street-light", "graffiti")[number % 3],
            "description": WORDS,
            "uprn": random.choice(uprns),
            "requested_datetime": "2026-01-05T08:30:00Z",
            "updated_datetime": "2026-01-07T08:30:00Z",
        }
        return SourceRow(number, cells)

    def take(number: int) -> None:
        first = number * ROWS_IN_A_BATCH + 1
        rows = [row(first + offset) for offset in range(ROWS_IN_A_BATCH)]
        done = import_case_rows(batch=begun, rows=rows, reader=reader, planner=planner, actor=hub, at=timezone.now())
        if done.rejected:
            raise RuntimeError(f"{done.rejected} rows were left out: {done.rejects.first()}")

    return take


def _operation() -> Callable[[int], Any]:
    service, county, hub = service_by_slug("pothole"), organisation_by_slug("brackenshire"), system_account()
    addresses = sample_addresses(200)

    def take(number: int) -> None:
        address = addresses[number % len(addresses)]
        take_request(
            request=Request(
                service=service, front_door=county, channel="web", title="Deep pothole", description=WORDS,
                reporter=Reporter(*_somebody()),
                where=Whereabouts("By the kerb", "", None, None, address.easting, address.northing),
            ),
            actor=hub,
            at=timezone.now(),
        )  # fmt: skip
        connection.close()

    return take


def _somebody() -> tuple[str, str]:
    """A name as common as names are, and an email address that nobody has."""
    name = f"{random.choice(GIVEN.split())} {random.choice(BEGINNINGS.split())}{random.choice(ENDS.split())}"
    return name, f"{name.replace(' ', '.').lower()}.{uuid4().hex}@resident.example"


def _by_api() -> Callable[[int], Any]:
    county, hub = organisation_by_slug("brackenshire"), system_account()
    visitors = []
    for number in range(KEYS):
        _, key = issue_token(
            label=f"Benchmark {number}", organisation=county, scopes=["case.open", "service.read"], actor=hub,
            at=timezone.now(),
        )  # fmt: skip
        visitors.append(Visitor(Authorization=f"Bearer {key}"))
    answers = _accepted_answers(visitors[0])

    def send(number: int) -> None:
        name, email = _somebody()
        first, last = name.split(" ", 1)
        own = {"name": {"first": first, "last": last}, "email": email}
        mine = {key: own.get(key, answer) for key, answer in answers.items()}
        answer = _post(visitors[number % KEYS], {"service": "pothole", "answers": mine})
        if answer.status_code != 201:
            raise RuntimeError(f"the API answered {answer.status_code}: {answer.content[:300]!r}")

    return send


def _post(visitor: Visitor, body: dict[str, Any]) -> Any:
    answer = visitor.client.post(
        "/api/v1/cases", body, content_type="application/json", headers={"Idempotency-Key": uuid4().hex}
    )
    connection.close()
    return answer


def _accepted_answers(visitor: Visitor) -> dict[str, Any]:
    """Answers that the form accepts, found by asking it: each refusal names the question."""
    pages = visitor.ask("/api/v1/services/pothole/form").json()["pages"]
    questions = {question["key"]: question for page in pages for question in page["questions"]}
    answers: dict[str, Any] = {}
    for _ in range(20):
        answer = _post(visitor, {"service": "pothole", "answers": answers})
        if answer.status_code == 201:
            return answers
        for error in answer.json()["errors"]:
            key = error["field"].removeprefix("answers.")
            options, kind = questions[key]["options"], questions[key]["type"]
            words: Any = {"description": "High Street", "latitude": 52.2, "longitude": -1.7}
            answers[key] = options[0] if options else ANSWERS.get(kind, words if kind == "location" else WORDS)
    raise RuntimeError(f"the form refuses every answer: {answer.content[:300]!r}")


def _by_portal() -> Callable[[int], Any]:
    """The pages of the form one after the other, answered as they ask, to the page that shows the reference."""

    def fill_in(number: int) -> None:
        visitor = Visitor(**{"X-Forwarded-For": f"192.0.2.{number % 250}"})
        answer = visitor.client.post("/services/pothole/start/", follow=True)
        for _ in range(25):
            if "/step/sent/" in answer.request["PATH_INFO"]:
                connection.close()
                return
            address = answer.request["PATH_INFO"]
            page = answer.content.decode()
            if "/step/similar/" in address:
                button = next(tag for tag in re.findall(r"<a\b[^>]*>", page) if "govuk-button" in tag)
                onward = re.search(r'href="([^"]+)"', button)[1].replace("&amp;", "&")
                answer = visitor.client.get(onward, follow=True)
            else:
                answer = visitor.client.post(address, _filled(page), follow=True)
        raise RuntimeError(f"the form never ended: {answer.request['PATH_INFO']}")

    return fill_in


def _filled(page: str) -> dict[str, str]:
    """What somebody would send from this page: the first choice of each question, and words in each box."""
    form = max(re.findall(r"<form.*?</form>", page[page.find("<main") :], re.S), key=len, default="")
    values: dict[str, str] = {}
    for tag in re.findall(r"<(?:input|textarea)\b[^>]*>", form):
        name, value, kind = (
            (re.search(rf'\b{part}="([^"]*)"', tag) or ["", ""])[1] for part in ("name", "value", "type")
        )
        if not name or name in values or kind == "file":
            continue
        values[name] = value or _words_for(name)
    return values


def _words_for(name: str) -> str:
    known = (("first", "Sam"), ("last", "Reed"), ("email", f"sam.{uuid4().hex}@resident.example"))
    numbers = (("phone", "01632 960111"), ("latitude", "52.2"), ("longitude", "-1.7"), ("uprn", ""), ("grid", ""))
    dates = (("day", "1"), ("month", "2"), ("year", "2026"))
    return next((words for part, words in known + numbers + dates if part in name), WORDS)
