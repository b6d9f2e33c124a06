"""The past of another system comes in whole, once, without a word to anybody, and goes out again."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from civichub.cases.events import CasesImported
from civichub.cases.models import Case, CaseImport, HistoryEntry
from civichub.cases.operations.notes import add_note
from civichub.commands.import_ import main
from civichub.contacts.models import Contact
from civichub.core.models import AuditEntry, StoredEvent
from civichub.performance.models import ContactFact, MonthlyCount
from civichub.performance.subscribers import count_imported_contacts
from tests.factories.world import NOON, World, make_world

SAMPLES = Path(__file__).parents[2] / "samples"


def copied(tmp_path: Path, name: str) -> Path:
    target = tmp_path / name
    target.write_bytes((SAMPLES / name).read_bytes())
    return target


def many(path: Path, number: int) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["service_request_id", "status", "service_code", "description", "requested_datetime", "updated_datetime"]
        )
        for n in range(number):
            writer.writerow(
                [
                    n,
                    "closed" if n % 3 else "open",
                    "pothole",
                    f"Hole number {n}",
                    "2026-01-05T08:30:00Z",
                    "2026-01-07T08:30:00Z",
                ]
            )
    return path


def count_what_was_published() -> None:
    """What the worker does with the events of imports."""
    for stored in StoredEvent.objects.filter(name="cases.CasesImported"):
        count_imported_contacts(CasesImported(**stored.payload), stored.at)


def test_good_rows_become_cases_and_bad_ones_are_set_aside_with_the_reason(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copied(tmp_path, "open311.csv")
    assert main(["311", str(path)]) == 1
    assert "6 rows: 2 added, 0 were here already, 4 left out" in capsys.readouterr().out
    closed, running = Case.objects.order_by("opened_at")
    assert (closed.stage, closed.outcome, closed.due_at) == ("closed", "fixed", None)
    assert (running.stage, running.outcome, running.organisation) == ("received", "", world.county)
    clock = closed.clocks.get()
    assert clock.met is True
    assert running.due_at == running.clocks.get().due_at
    assert closed.history.get(kind="resolved").text == "Filled on the same day"
    assert closed.contact_links.get().contact.channel == "api"
    with (tmp_path / "open311.csv.rejected.csv").open() as file:
        rejected = list(csv.DictReader(file))
    assert [row["service_request_id"] for row in rejected] == ["1003", "1004", "1005", "1006"]
    assert [row["field"] for row in rejected] == ["service", "closed", "description", "opened"]
    assert rejected[2]["description"].startswith("'=")


def test_json_of_years_without_bank_holiday_tables_is_taken_too(world: World, tmp_path: Path) -> None:
    assert main(["311", str(copied(tmp_path, "open311.json")), "--organisation", "county"]) == 1
    assert Case.objects.count() == 2


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["311", str(copied(tmp_path, "open311.csv")), "--dry-run"]) == 1
    assert "2 would be added, 0 are here already, 4 would be left out" in capsys.readouterr().out
    assert not Case.objects.exists()
    assert not CaseImport.objects.exists()


def test_nobody_is_told_and_one_job_counts_each_batch(world: World, tmp_path: Path) -> None:
    before = ProcrastinateJob.objects.count()
    assert main(["311", str(many(tmp_path / "many.csv", 25)), "--batch-size", "10"]) == 0
    jobs = ProcrastinateJob.objects.order_by("id")[before:]
    assert {job.task_name for job in jobs} == {"civichub.performance.subscribers.count_imported_contacts"}
    assert len(jobs) == 3
    assert AuditEntry.objects.filter(action="cases.imported").count() == 3
    assert HistoryEntry.objects.count() == 25 + 16


def test_counts_follow_an_import_in_and_out(world: World, tmp_path: Path) -> None:
    main(["311", str(many(tmp_path / "many.csv", 25)), "--batch-size", "10"])
    count_what_was_published()
    count_what_was_published()  # a repeat changes nothing
    assert ContactFact.objects.count() == 25
    assert MonthlyCount.objects.get(month="2026-01-01", channel="api").count == 25
    assert main(["undo", str(CaseImport.objects.get().pk)]) == 0
    assert not Case.objects.exists()
    assert not Contact.objects.exists()
    assert MonthlyCount.objects.get().count == 0


def test_an_import_with_cases_that_were_worked_with_is_not_taken_back(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["311", str(many(tmp_path / "many.csv", 5))])
    case = Case.objects.filter(closed_at=None).first()
    assert case is not None
    add_note(case=case, text="Looked at it", public=False, actor=world.fresh("officer"), at=NOON)
    assert main(["undo", str(CaseImport.objects.get().pk)]) == 1
    first, second, third = case.reference[:3], case.reference[3:6], case.reference[6:]
    assert f"{first}-{second}-{third}" in capsys.readouterr().err
    assert Case.objects.count() == 5


def test_the_same_extract_again_adds_nothing(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = many(tmp_path / "many.csv", 25)
    main(["311", str(path)])
    assert main(["311", str(path)]) == 0
    assert "0 added, 25 were here already" in capsys.readouterr().out
    assert Case.objects.count() == 25


def test_an_unknown_file_mapping_or_organisation_is_a_sentence(world: World, tmp_path: Path) -> None:
    path = str(many(tmp_path / "many.csv", 1))
    assert main(["311", str(tmp_path / "none.csv")]) == 2
    assert main(["311", path, "--organisation", "atlantis"]) == 1
    assert main(["undo", "999"]) == 1
    (tmp_path / "strange.csv").write_text("a,b\n1,2\n")
    assert main(["311", str(tmp_path / "strange.csv")]) == 1


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_goes_on_with_nothing_twice_and_nothing_half(tmp_path: Path) -> None:
    make_world()
    path = many(tmp_path / "many.csv", 1500)
    command = [sys.executable, "-c", "from civichub.config.cli import main; raise SystemExit(main())", "import"]
    command += ["311", str(path), "--batch-size", "20"]
    running = subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not CaseImport.objects.filter(rows_done__gte=40).exists():
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    done = CaseImport.objects.get().rows_done
    assert 40 <= done < 1500
    assert Case.objects.count() == Contact.objects.count() == done
    assert main(["311", str(path)]) == 0
    assert Case.objects.count() == Contact.objects.count() == 1500
    assert CaseImport.objects.get().added == 1500  # the same import, not a second one
