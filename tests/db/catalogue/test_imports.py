"""A file of services goes in whole or not at all, says what it did row by row, and can be taken back."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from civichub.accounts.models import User
from civichub.catalogue.models import ImportBatch, Service
from civichub.catalogue.operations import (
    change_service,
    create_service,
    import_services,
    retire_service,
    set_provision,
    undo_import,
)
from civichub.core.errors import Invalid, NotAllowed, TransitionRefused
from civichub.core.models import AuditEntry

from .conftest import AT

NATIONAL_LIST = Path(__file__).resolve().parents[4] / "shared" / "data" / "services" / "englishAndWelshServices-all.csv"


def bring_in(text: str, actor: User, name: str = "services.csv", **options: object) -> ImportBatch:
    return import_services(content=text.encode(), file_name=name, actor=actor, at=AT, **options)


def outcomes(batch: ImportBatch) -> list[tuple[int, str]]:
    return list(batch.rows.values_list("number", "outcome"))


def test_rows_become_services_and_a_second_time_nothing_changes(hub: User) -> None:
    text = "title,status,aliases\nBins,live,bin day; black bin\nParks,draft,\n"
    assert bring_in(text, hub).counts == {"created": 2}
    assert Service.objects.get(slug="bins").aliases == ["bin day", "black bin"]
    again = bring_in(text, hub)
    assert again.counts == {"unchanged": 2}
    assert AuditEntry.objects.filter(action="services.imported").count() == 2


def test_a_dry_run_reports_everything_and_changes_nothing(hub: User) -> None:
    bring_in("title,status\nBins,live\n", hub)
    batch = bring_in("title,summary\nBins,Emptied weekly.\nParks,Green.\n", hub, dry_run=True)
    assert (batch.state, batch.counts) == ("dry_run", {"updated": 1, "created": 1})
    assert batch.rows.get(number=2).after == {"summary": "Emptied weekly."}
    assert Service.objects.get().summary == ""
    with pytest.raises(TransitionRefused, match="nothing to undo"):
        undo_import(batch=batch, actor=hub, at=AT)


def test_one_bad_row_refuses_the_file_and_names_row_field_and_fix(hub: User) -> None:
    text = "title,lgsl_id,once_and_done,summary\nBins,524,yes,x\nParks,abc,perhaps,=1+1\nBins,524,no,y\n"
    batch = bring_in(text, hub)
    assert batch.state == "refused"
    assert not Service.objects.exists()
    rows = {row.number: dict(row.problems) for row in batch.rows.filter(outcome="problem")}
    assert set(rows) == {3, 4}
    assert set(rows[3]) == {"lgsl_id", "once_and_done", "summary"}
    assert rows[3]["once_and_done"] == "Write yes or no."
    assert rows[4]["lgsl_id"] == "Row 2 has the same lgsl_id. Keep one of the two."


def test_a_nul_byte_is_a_problem_of_its_row(hub: User) -> None:
    batch = bring_in("title,summary\nBins,a\x00b\nPa\x00rks,x\n", hub)
    assert batch.state == "refused"
    assert outcomes(batch) == [(2, "problem"), (3, "problem")]


def test_empty_cells_change_nothing(hub: User) -> None:
    bring_in("title,summary\nBins,Emptied weekly.\n", hub)
    bring_in("title,summary,description\nBins,,More.\n", hub)
    service = Service.objects.get()
    assert (service.summary, service.description) == ("Emptied weekly.", "More.")


def test_the_national_number_finds_a_service_under_another_title(hub: User) -> None:
    create_service(fields={"title": "Potholes", "lgsl_id": 557}, actor=hub, at=AT)
    create_service(fields={"title": "Dog wardens"}, actor=hub, at=AT)
    batch = bring_in("Identifier,Label\n557,Road maintenance\n432,Dog wardens\n", hub)
    assert batch.counts == {"updated": 2}
    assert Service.objects.get(lgsl_id=557).title == "Road maintenance"
    assert Service.objects.get(lgsl_id=432).slug == "dog-wardens"


def test_what_the_council_retired_stays_retired(hub: User) -> None:
    bring_in("title,status\nBins,live\n", hub)
    retire_service(service=Service.objects.get(), reason="Not ours.", actor=hub, at=AT)
    batch = bring_in("title,status\nBins,live\n", hub)
    assert batch.counts == {"unchanged": 1}
    assert "Stays retired" in batch.rows.get().note


def test_a_row_that_would_change_another_organisations_service_is_refused(
    hub: User, editor: User, advisor: User, councils: SimpleNamespace
) -> None:
    create_service(fields={"title": "Libraries"}, owner=councils.county, actor=hub, at=AT)
    batch = bring_in("title,summary\nLibraries,Books.\n", editor)
    assert batch.state == "refused"
    create_service(fields={"title": "Roads"}, actor=hub, at=AT)
    assert bring_in("title,summary\nRoads,Ours.\n", editor).state == "refused", "the partnership's"
    assert bring_in("title\nLeisure\n", editor).state == "applied"
    assert Service.objects.get(title="Leisure").owner == councils.north
    with pytest.raises(NotAllowed):
        bring_in("title\nBins\n", advisor)


def test_undo_takes_new_services_away_and_restores_changed_ones(hub: User) -> None:
    bring_in("title,summary\nBins,Old.\n", hub)
    batch = bring_in("title,summary,status\nBins,New.,live\nParks,Green.,live\n", hub)
    undone = undo_import(batch=batch, actor=hub, at=AT)
    assert undone.state == "undone"
    service = Service.objects.get()
    assert (service.title, service.summary, service.status) == ("Bins", "Old.", "draft")
    with pytest.raises(TransitionRefused):
        undo_import(batch=batch, actor=hub, at=AT)


def test_undo_keeps_what_was_built_on_since_and_says_so(hub: User, councils: SimpleNamespace) -> None:
    bring_in("title,summary\nBins,Old.\n", hub)
    batch = bring_in(
        "title,summary,status\nBins,New.,live\nParks,Green.,live\nTrees,Tall.,live\nPonds,Wet.,live\n", hub
    )
    change_service(service=Service.objects.get(slug="bins"), fields={"summary": "Mine."}, actor=hub, at=AT)
    change_service(service=Service.objects.get(slug="trees"), fields={"summary": "Cut."}, actor=hub, at=AT)
    set_provision(service=Service.objects.get(slug="parks"), organisation=councils.north, actor=hub, at=AT)
    undo_import(batch=batch, actor=hub, at=AT)
    assert dict(Service.objects.values_list("slug", "status")) == {
        "bins": "draft",
        "parks": "retired",
        "trees": "retired",
    }
    assert Service.objects.get(slug="bins").summary == "Mine."
    notes = dict(batch.rows.exclude(note="").values_list("title", "note"))
    assert notes == {
        "Bins": "Changed since, so kept: summary.",
        "Parks": "In use, so retired and not removed.",
        "Trees": "Changed since, so retired and not removed.",
    }


def test_only_the_importer_or_the_hub_takes_an_import_back(hub: User, editor: User) -> None:
    batch = bring_in("title\nBins\n", hub)
    with pytest.raises(NotAllowed):
        undo_import(batch=batch, actor=editor, at=AT)


def test_yaml_brings_in_typed_values(hub: User) -> None:
    text = """
services:
  - title: Missed bin
    status: live
    service_class: simple
    once_and_done: true
    form_key: missed-bin
    procedure_key: missed-bin
    aliases: [bin not emptied, bin day]
"""
    assert bring_in(text, hub, name="services.yaml").counts == {"created": 1}
    service = Service.objects.get()
    assert service.once_and_done
    assert (service.form_key, service.service_class) == ("missed-bin", "simple")


def test_a_file_that_cannot_be_read_is_refused_before_anything_is_kept(hub: User) -> None:
    with pytest.raises(Invalid):
        bring_in("", hub)
    assert not ImportBatch.objects.exists()


@pytest.mark.skipif(not NATIONAL_LIST.exists(), reason="the national list of services is not on this machine")
def test_the_national_list_goes_in_whole_within_ten_seconds_and_comes_out_again(hub: User) -> None:
    content = NATIONAL_LIST.read_bytes()

    def bring(**options: object) -> ImportBatch:
        return import_services(content=content, file_name=NATIONAL_LIST.name, actor=hub, at=AT, **options)

    assert bring(dry_run=True).counts == {"created": 1002}
    assert not Service.objects.exists()
    started = time.perf_counter()
    batch = bring()
    assert time.perf_counter() - started < 10
    assert batch.counts == {"created": 1002}
    assert Service.objects.live().count() == 978
    discontinued = Service.objects.filter(status="retired")
    assert discontinued.count() == 24
    assert all(service.history_note for service in discontinued)
    assert bring().counts == {"unchanged": 1002}
    started = time.perf_counter()
    undo_import(batch=batch, actor=hub, at=AT)
    assert time.perf_counter() - started < 10
    assert not Service.objects.exists()
