"""Who gets what at every address: each role, at the organisation that holds a record, shares it, or has no part in it.

The table is permission_matrix.yaml. After adding an address, or changing who may use one, write the table anew with
`CIVICHUB_TEST_WRITE_MATRIX=1 python -m pytest tests/guards/test_permission_matrix.py` and read each line that changed:
the table is what was meant, not what happened to come out.
"""

from __future__ import annotations

import gc
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.views.defaults import page_not_found, permission_denied

from civichub.accounts.models import User
from civichub.accounts.roles import ROLE_POWERS, Role
from civichub.config import urls
from civichub.web import errors
from civichub.web.access import PUBLIC, AccessMiddleware, audience_of
from tests.db.trust.conftest import populated_with
from tests.db.trust.every_address import Address, Populated, every_address

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(240)]

TABLE = Path(__file__).with_name("permission_matrix.yaml")
# Articles that were published, drafts are not; and who is in, of everybody at work in the partnership.
READ_BY_ALL_STAFF = ("knowledge-article", "knowledge-vary", "knowledge-changes", "whiteboard-person")
# One catalogue, one community directory and one list of skills, which every council edits; and kinds, not records.
OF_THE_PARTNERSHIP = (
    "staff/services/", "staff/definitions/", "staff/skills/{pk}/", "staff/directory/kinds/", "staff/directory/records/",
    "staff/registers/", "staff/handover/connect/",
)  # fmt: skip
WRITING = os.environ.get("CIVICHUB_TEST_WRITE_MATRIX") == "1"
SOME = ("anonymous", "resident", Role.ADVISOR)
METHODS = ("GET", "POST")
AS_POPULATED = "as_populated"
Answers = dict[str, dict[str, dict[str, str]]]  # method, then whose record, then who asks: the answer in a word

HEADER = """# Who gets what at every address. test_permission_matrix.py says how to write it anew; read what changed.
#
# `addresses` names the class of each address, `classes` the answers. A POST is sent empty: 200 or 400 says that the
# form was shown again. "sign-in" is a redirect to the sign-in page. Whose record: own (held by the county; people of
# the county), shared (the same, seen by people of a district it shares with), foreign (by people of a district it
# shares nothing with), missing (a reference that nothing has; people of the county), other (another resident's).
"""


@pytest.fixture(scope="module")
def populated(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Populated]:
    """The partnership, with sessions in the cookies, which each request gives back: that saves a read each time."""
    sessions = "django.contrib.sessions.backends.signed_cookies"
    with django_db_blocker.unblock(), populated_with(STAFF_SECOND_FACTOR=False, SESSION_ENGINE=sessions) as found:
        with connection.cursor() as cursor:
            cursor.execute(f"SAVEPOINT {AS_POPULATED}")
        gc.freeze()  # the program and these people stay: they need not be looked through again and again
        yield found
        gc.unfreeze()


@pytest.fixture(scope="module")
def answers(populated: Populated) -> dict[str, Answers]:
    """What every address answered to everybody.

    Two thirds of twelve thousand answers are one of two refusals: the page of each is shown to each person once, and
    after that only said.
    """
    told: set[Any] = set()

    def briefly(page: Callable[..., HttpResponse], status: int) -> Callable[..., HttpResponse]:
        def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
            if (request.user.pk, status) in told:
                return HttpResponse(status=status)
            told.add((request.user.pk, status))
            return page(request, exception)

        return refuse

    with pytest.MonkeyPatch.context() as patch:
        for page, handler, status in ((permission_denied, "handler403", 403), (page_not_found, "handler404", 404)):
            patch.setattr(urls, handler, briefly(page, status), raising=False)
            patch.setattr(errors, page.__name__, briefly(page, status))
        return {address.name: _ask_everybody(populated, address) for address in every_address()}


def test_every_address_is_in_the_table() -> None:
    """Fast, so that whoever adds a page learns of it at once."""
    known, names = set(_table()["addresses"]), {address.name for address in every_address()}
    if WRITING:
        return
    assert not names - known, (
        f"these addresses are not in {TABLE.name}: {sorted(names - known)}. Add each under `addresses` with the "
        f"class of a page like it, or let CIVICHUB_TEST_WRITE_MATRIX=1 python -m pytest {Path(__file__).name} fill "
        "them in, and read what it wrote."
    )
    assert not known - names, f"these addresses are gone; take them out of {TABLE.name}: {sorted(known - names)}"


def test_every_address_answers_everybody_as_the_table_says(answers: dict[str, Answers]) -> None:
    if WRITING:
        _write(answers)
    table = _table()
    wrong = []
    for name, found in answers.items():
        expected = _spread(table["classes"][table["addresses"][name]]) if name in table["addresses"] else {}
        wrong += [
            f"{name}: {method} of a record that is {whose}, by {who}: {answer}, and the table says "
            f"{expected.get(method, {}).get(whose, {}).get(who, 'nothing')}"
            for method, rows in found.items()
            for whose, row in rows.items()
            for who, answer in row.items()
            if expected.get(method, {}).get(whose, {}).get(who) != answer
        ]
    assert not wrong, f"{len(wrong)} answers differ:\n" + "\n".join(wrong[:60])


def test_a_role_without_the_power_of_a_page_never_gets_it(answers: dict[str, Answers]) -> None:
    """The table against the declarations: nobody can write a hole into the table."""
    for address in every_address():
        audience = audience_of(address.pattern.callback)
        for who, answer in [
            (who, answer)
            for rows in answers[address.name].values()
            for row in rows.values()
            for who, answer in row.items()
        ]:
            if audience is None or audience.name != "staff":
                assert answer != "500", f"{address.name} fails for {who}"
            elif who == "anonymous":
                assert answer == "sign-in", f"{address.name} answers {answer} to somebody who is not signed in"
            elif who not in Role.values or (audience.power and audience.power not in ROLE_POWERS[who]):
                assert answer in ("403", "404", "sign-in"), f"{address.name} answers {answer} to {who}"


def test_anothers_record_answers_byte_for_byte_as_a_missing_one(populated: Populated) -> None:
    """A reference that exists elsewhere may not be told from one that exists nowhere."""
    told = []
    for address in every_address():
        if not _is_object(populated, address) or address.template.startswith(OF_THE_PARTNERSHIP):
            continue
        if address.name in READ_BY_ALL_STAFF:
            continue
        audience = audience_of(address.pattern.callback)
        for who, client in _askers_of_anothers(populated):
            if audience and audience.power and who in Role.values and audience.power not in ROLE_POWERS[who]:
                continue  # turned away before any record is looked for; the test above holds that
            whose = "other" if who == "resident" else "own"
            for method in METHODS:
                there, missing = (
                    _body(client, method, address, populated.values_for(address, which)) for which in (whose, "missing")
                )
                if there != missing:
                    lines = zip(there.splitlines(), missing.splitlines(), strict=False)
                    differs = next((pair for pair in lines if pair[0] != pair[1]), ("one is longer",))
                    told.append(f"{method} {address.name} by {who}: {differs}"[:400])
    assert not told, "these tell that a record exists:\n" + "\n".join(told)


def _table() -> dict[str, Any]:
    if not TABLE.exists():
        return {"addresses": {}, "classes": {}}
    return yaml.safe_load(TABLE.read_text())


def _is_object(populated: Populated, address: Address) -> bool:
    staff_or_client = address.template.startswith(("staff/", "api/v1/cases/", "account/"))
    return staff_or_client and bool(populated.values_for(address, "own").keys() & set(address.parts))


def _askers_of_anothers(populated: Populated) -> list[tuple[str, Client]]:
    widest = (Role.SERVICE_MANAGER, Role.INFORMATION_GOVERNANCE, Role.ADVISOR)  # the others are refused by role
    staff = [(role, populated.clients[role, "highley"]) for role in widest]
    return [*staff, ("client", populated.clients["client", "highley"]), ("resident", populated.clients["resident", ""])]


def _ask_everybody(populated: Populated, address: Address) -> Answers:
    """The answers, by method, whose record and who asks.

    Public addresses are asked by one of each kind. Whom the address turns away by their role is refused before any
    record is looked for: of them the first asks by every method, and of the others the guard itself is asked. Of a
    record of others only those are asked who are not turned away.
    """
    found: Answers = {method: defaultdict(dict) for method in METHODS}
    public = audience_of(address.pattern.callback) is PUBLIC
    own, absent = (populated.values_for(address, whose) for whose in ("own", "missing"))

    refused: set[str] = set()

    def ask(whose: str, who: str, home: str, values: dict[str, str]) -> None:
        if whose == "own" and _is_turned_away(populated.people.get((who, home)), address, values):
            if refused:
                found["GET"][whose][who] = found["POST"][whose][who] = "403"
                return
            refused.add(who)
        methods = [method for method in METHODS if found[method]["own"].get(who) not in ("403", "405", "sign-in")]
        for method in METHODS if whose == "own" else methods[:1]:
            found[method][whose][who] = _answer(populated.clients[who, home], method, address, values)

    for who, home in populated.clients:
        if home in ("", "county") and (not public or who in SOME):
            ask("own", who, home, own)
    if _is_object(populated, address):
        for who, home in populated.clients:
            if home in ("", "county"):
                ask("missing", who, home, absent)
            else:
                ask("shared" if home == "lowton" else "foreign", who, home, own)
        ask("other", "resident", "", populated.values_for(address, "other"))
    return {method: {whose: row for whose, row in rows.items() if row} for method, rows in found.items()}


def _is_turned_away(person: User | None, address: Address, values: dict[str, str]) -> bool:
    """Whether the guard before every view refuses somebody who is signed in. It knows no method."""
    if person is None:
        return False
    request = RequestFactory().get(address.filled(values))
    request.user = person
    try:
        AccessMiddleware(_no_view).process_view(request, address.pattern.callback, (), values)
    except PermissionDenied:
        return True
    return False


def _no_view(request: HttpRequest) -> HttpResponse:
    raise AssertionError("the guard asks no view")


@contextmanager
def _nothing_stays() -> Iterator[None]:
    """Takes back what is written in the block; where that only reads, nothing is asked of the database."""
    written: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        try:
            return execute(sql, *rest)
        except DatabaseError:
            written.append(sql)
            raise
        finally:
            if not sql.startswith("SELECT "):
                written.append(sql)

    with connection.execute_wrapper(watch):
        yield
    if written:
        with connection.cursor() as cursor:
            transaction.set_rollback(False)
            cursor.execute(f"ROLLBACK TO SAVEPOINT {AS_POPULATED}")


def _request(client: Client, method: str, address: Address, values: dict[str, str]) -> tuple[Any, str]:
    """One request, of which nothing stays: the answer and its page."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with _nothing_stays():
        if method == "POST" and address.template.startswith("api/"):
            answer = client.post(address.filled(values), data={}, content_type="application/json")
        else:
            answer = (
                client.generic(method, address.filled(values))
                if method == "GET"
                else client.post(address.filled(values))
            )
        page = b"".join(answer.streaming_content) if answer.streaming else answer.content
    client.cookies.clear()
    client.cookies.load(cookies)
    return answer, page.decode(errors="replace")


def _answer(client: Client, method: str, address: Address, values: dict[str, str]) -> str:
    answer, _ = _request(client, method, address, values)
    if answer.status_code == 302 and "/sign-in/" in answer["Location"]:
        return "sign-in"
    return str(answer.status_code)


def _body(client: Client, method: str, address: Address, values: dict[str, str]) -> str:
    """Everything the asker can see: status, headers and page, without the address asked for, nonces and tokens."""
    answer, page = _request(client, method, address, values)
    headers = [f"{name}: {value}" for name, value in sorted(answer.headers.items()) if name != "Content-Length"]
    path = address.filled(values)
    text = "\n".join([str(answer.status_code), *headers, page]).replace(path, "…").replace(quote(path, safe=""), "…")
    text = text.replace(values.get("reference", "…"), "…")
    return re.sub(
        r"nonce-[^' ]+|nonce=\"[^\"]*\"|csrfmiddlewaretoken\" value=\"[^\"]*\"|X-CSRFToken\": \"[^\"]*\"", "", text
    )


def _spread(grouped: dict[str, Any]) -> Answers:
    """``{GET: {own: {200: "advisor analyst"}}}`` as one answer for each who."""
    return {
        method: {
            whose: {who: str(answer) for answer, people in row.items() for who in people.split()}
            for whose, row in rows.items()
        }
        for method, rows in grouped.items()
    }


def _group(found: Answers) -> dict[str, Any]:
    grouped: dict[str, Any] = {}
    for method, rows in found.items():
        for whose, row in rows.items():
            by_answer: dict[str, list[str]] = defaultdict(list)
            for who, answer in row.items():
                by_answer[answer].append(who)
            line = {int(a) if a.isdigit() else a: " ".join(people) for a, people in sorted(by_answer.items())}
            grouped.setdefault(method, {})[whose] = line
    return grouped


def _write(answers: dict[str, Answers]) -> None:
    """Classes keep the names that they have; a new one is called after its first address."""
    before = _table()
    names = {json.dumps(rows): name for name, rows in before["classes"].items() if not name.startswith("like ")}
    addresses, classes = {}, {}
    for address, found in answers.items():
        rows = _group(found)
        name = names.setdefault(json.dumps(rows), f"like {address}")
        addresses[address], classes[name] = name, rows
    text = yaml.dump({"addresses": addresses, "classes": classes}, sort_keys=False, width=4000, allow_unicode=True)
    TABLE.write_text(HEADER + text)
