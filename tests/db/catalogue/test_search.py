"""Search follows the catalogue through its job, and web processes follow the stored version without a restart."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civichub.accounts.models import User
from civichub.catalogue import finding
from civichub.catalogue.events import ServiceChanged
from civichub.catalogue.models import EverydayWord, Service, StoredIndex
from civichub.catalogue.operations import (
    change_service,
    create_service,
    forget_word,
    import_services,
    retire_service,
    set_provision,
    teach_word,
)
from civichub.catalogue.queries import search_services
from civichub.catalogue.subscribers import renew_search_after_a_change
from civichub.commands import catalogue as command
from civichub.core.errors import NotAllowed
from civichub.core.models import StoredEvent
from civichub.core.search import embedding

from .conftest import AT, TODAY

FILE = """title,lgsl_id,status,description
Road maintenance,557,live,Holes and cracks in the road are mended.
Household waste collection,524,live,Bins are emptied.
Dog wardens,432,live,Stray dogs are caught.
Birth registration,319,live,Births are registered at the register office.
Hidden,1,draft,Secret potholes.
"""


@pytest.fixture(autouse=True)
def small_word_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped lists cut down to what these tests ask about, so that each run embeds little."""
    monkeypatch.setattr(
        finding, "elsewhere", lambda: {k: v for k, v in _all_elsewhere().items() if v.name == "Passports"}
    )


_all_elsewhere = finding.elsewhere


@pytest.fixture
def services(hub: User) -> dict[int, Service]:
    import_services(content=FILE.encode(), file_name="few.csv", actor=hub, at=AT)
    _run_the_job()
    return {service.lgsl_id: service for service in Service.objects.all()}


def _run_the_job() -> None:
    stored = StoredEvent.objects.filter(name__startswith="catalogue.").latest("pk")
    renew_search_after_a_change(ServiceChanged(service_id=0), stored.at)


def titles(text: str, **options: object) -> list[str]:
    return [hit.service.title for hit in search_services(text, **options).hits]


@pytest.mark.usefixtures("services")
def test_residents_words_find_live_services() -> None:
    assert titles("there is a big potwhole outside")[0] == "Road maintenance"
    assert titles("the bin men did not come")[0] == "Household waste collection"
    assert "Hidden" not in titles("secret potholes")
    assert search_services("potwhole").read_as == "pothole"


@pytest.mark.usefixtures("services")
def test_what_no_council_does_is_said_with_who_does_it() -> None:
    found = search_services("renew my passport")
    assert not found.close
    assert "HM Passport Office" in found.elsewhere.signpost


def test_one_organisations_search_holds_to_what_it_provides(
    services: dict[int, Service], councils: SimpleNamespace, hub: User
) -> None:
    set_provision(service=services[432], organisation=councils.north, actor=hub, at=AT)
    assert titles("bin day", organisation_id=councils.north.pk, on=TODAY) in ([], ["Dog wardens"])
    assert titles("lost dog", organisation_id=councils.north.pk) == ["Dog wardens"]


def test_a_new_service_is_found_at_once_and_its_vectors_are_stored_by_the_job(
    services: dict[int, Service], hub: User
) -> None:
    version = StoredIndex.objects.get().version
    create_service(fields={"title": "Street lighting", "status": "live"}, actor=hub, at=AT.replace(hour=11))
    assert titles("street lighting")[0] == "Street lighting"
    assert titles("the lamp outside is broken")[0] == "Street lighting"
    assert StoredIndex.objects.get().version == version
    _run_the_job()
    assert StoredIndex.objects.get().version == version + 1
    assert titles("the lamp outside is broken")[0] == "Street lighting"


def test_services_whose_vectors_are_still_to_be_made_are_found_by_their_words(
    services: dict[int, Service], hub: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MADE_WHILE_SOMEBODY_WAITS", 0)
    create_service(fields={"title": "Zebra crossings", "status": "live"}, actor=hub, at=AT.replace(hour=11))
    assert "Zebra crossings" in titles("zebra crossings")


def test_a_job_with_nothing_to_do_stores_nothing(services: dict[int, Service], hub: User) -> None:
    version = StoredIndex.objects.get().version
    _run_the_job()
    change_service(service=services[557], fields={"form_key": "pothole"}, actor=hub, at=AT)
    _run_the_job()
    assert StoredIndex.objects.get().version == version


def test_a_retired_service_is_gone_from_the_search_at_once(services: dict[int, Service], hub: User) -> None:
    retire_service(service=services[432], reason="Shared with the neighbours.", actor=hub, at=AT)
    assert "Dog wardens" not in titles("stray dog")


def test_an_administrator_teaches_a_word_and_takes_it_back(
    services: dict[int, Service], editor: User, advisor: User
) -> None:
    word = teach_word(term="Glutton!", meaning="road maintenance", actor=editor, at=AT)
    assert word.term == "glutton"
    assert titles("glutton")[0] == "Road maintenance"
    assert search_services("glutton").close
    forget_word(word=word, actor=editor, at=AT)
    assert not search_services("glutton").close
    assert not EverydayWord.objects.exists()
    with pytest.raises(NotAllowed):
        teach_word(term="x1", meaning="y", actor=advisor, at=AT)


def test_without_the_model_the_search_still_answers(
    services: dict[int, Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "embedder", lambda file: None)
    monkeypatch.setattr(finding, "_held", None)
    assert titles("mised bin colection")[0] == "Household waste collection"
    assert finding.prepare_vectors() is None


def test_vectors_of_another_model_are_not_used(services: dict[int, Service], monkeypatch: pytest.MonkeyPatch) -> None:
    stored = StoredIndex.objects.get()
    assert len(finding._table(stored, embedding.MODEL_SHA256)) == stored.texts
    assert len(finding._table(stored, "0" * 64)) == 0
    stored.vectors = b"damaged"
    assert len(finding._table(stored, embedding.MODEL_SHA256)) == 0


@pytest.mark.usefixtures("services")
def test_a_search_takes_three_queries() -> None:
    search_services("bins")
    with CaptureQueriesContext(connection) as queries:
        search_services("lost dog")
    assert len(queries) == 3


@pytest.mark.usefixtures("services")
def test_the_command_searches_and_says_when_nothing_is_close(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["search", "potwhole"]) == 0
    assert "Road maintenance  (557)" in capsys.readouterr().out
    assert command.main(["search", "renew", "passport"]) == 1
    assert "HM Passport Office" in capsys.readouterr().out


def test_the_command_imports_reports_and_undoes(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("Thing,Odd\nBins,1\nParks,2\n", encoding="utf-8-sig")
    assert command.main(["import", str(file)]) == 1
    assert "No column names the services" in capsys.readouterr().err
    assert command.main(["import", str(file), "--mapping", "Thing=title", "--dry-run"]) == 0
    assert not Service.objects.exists()
    capsys.readouterr()
    assert command.main(["import", str(file), "--mapping", "Thing=title"]) == 0
    shown = capsys.readouterr().out
    assert "columns not used: Odd" in shown
    batch = shown.split("undo ")[1].strip()
    assert command.main(["undo", batch]) == 0
    assert not Service.objects.exists()
    assert command.main(["undo", "999999"]) == 1
    assert command.main(["import", str(tmp_path / "none.csv")]) == 1
