"""`civichub deadlines`: what it prints, and the exit code that a script reads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from civichub.commands import deadlines
from civichub.core.clocks import known_holidays

GOOD = {"rule": "lgsco_ack_5wd_eng", "start": "2025-12-24", "due": "2026-01-05", "weekday": "Mon"}


@pytest.fixture
def run(tmp_path, capsys):
    """Check a file holding `data`; gives the exit code, what was printed, and the errors."""

    def check(data):
        file = tmp_path / "examples.json"
        file.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
        code = deadlines.main(["check", str(file)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return check


def table(**changes):
    return {
        nation: sorted(day.isoformat() for day in known_holidays().dates(nation) if 2024 <= day.year <= 2029)
        for nation in ("ENG", "WLS", "SCT", "NIR")
    } | changes


def test_right_examples_pass_and_the_table_used_is_named(run):
    code, out, _ = run({"vectors": [GOOD]})
    assert code == 0
    assert "the shipped table is used (2012 to 2031); the file has none" in out
    assert "1 passed, 0 failed" in out


def test_a_wrong_date_fails_with_the_whole_sum(run):
    code, out, _ = run({"vectors": [GOOD, {**GOOD, "due": "2026-01-06", "weekday": "Tue"}]})
    assert code == 1
    assert "FAILED vectors[1] lgsco_ack_5wd_eng from 2025-12-24" in out
    assert "the file says Tue 2026-01-06, the sum gives Mon 2026-01-05, 1 day earlier" in out
    assert "Fri 26 December 2025: not counted, Boxing Day" in out
    assert "Fri 2 January 2026 and" not in out
    assert "Due by the end of Mon 5 January 2026." in out
    assert "lgsco_ack_5wd_eng       1       1" in out


def test_a_weekday_that_is_not_that_date_fails(run):
    code, out, _ = run({"vectors": [{**GOOD, "weekday": "Sunday"}]})
    assert code == 1
    assert "is a Monday, the file says Sunday" in out


def test_the_files_own_table_is_used_and_compared(run):
    code, out, _ = run({"bank_holidays": table(), "vectors": [GOOD]})
    assert code == 0
    assert "the file's own table is used (ENG 2024 to 2029" in out
    assert "The two tables agree" in out


def test_a_table_that_differs_is_obeyed_and_reported(run):
    english = [day for day in table()["ENG"] if day not in ("2026-01-01", "2026-12-26")] + ["2025-12-30"]
    data = {"bank_holidays": table(ENG=english), "vectors": [GOOD]}
    code, out, _ = run(data)
    assert code == 0  # one day fewer and one day more: the same date, by another sum
    assert "warning: England, only in the file: Tue 2025-12-30" in out
    assert "warning: England, only in the shipped table: Thu 2026-01-01" in out
    assert "note: England, only in the shipped table, at weekends, so no sum changes: Sat 2026-12-26" in out
    code, out, _ = run({**data, "vectors": [{**GOOD, "start": "2025-12-23", "due": "2026-01-05", "weekday": ""}]})
    assert code == 1
    assert "Tue 30 December 2025: not counted, Holiday in the table given" in out


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("{", "is not JSON (Expecting property name enclosed in double quotes at line 1, column 2)"),
        ([], "vectors: is missing or empty"),
        ({"vectors": []}, "vectors: is missing or empty"),
        ({"vectors": ["x"]}, "vectors[0]: write a mapping"),
        ({"vectors": [{**GOOD, "rule": "lgsco_ack"}]}, "vectors[0].rule: There is no rule 'lgsco_ack'. Did you mean"),
        ({"vectors": [{"start": "2026-01-01", "due": "2026-01-01"}]}, "vectors[0].rule: is missing"),
        ({"vectors": [{**GOOD, "start": "2026-02-30"}]}, "vectors[0].start: '2026-02-30' is not a date; write"),
        ({"vectors": [{**GOOD, "start": "24/12/2025"}]}, "vectors[0].start: '24/12/2025' is not a date"),
        ({"vectors": [{**GOOD, "start": "2026-02-03T10:00"}]}, "vectors[0].start: '2026-02-03T10:00' is not a moment"),
        ({"vectors": [{**GOOD, "due": None}]}, "vectors[0].due: is missing; add a real date"),
        ({"vectors": [{**GOOD, "due": 20260105}]}, "vectors[0].due: 20260105 is not a date"),
        ({"vectors": [GOOD], "bank_holidays": {"FRA": []}}, "bank_holidays.FRA: is not a nation"),
        ({"vectors": [GOOD], "bank_holidays": {"ENG": ["x"]}}, "bank_holidays.ENG[0]: 'x' is not a date"),
        ({"vectors": [GOOD], "bank_holidays": []}, "bank_holidays: write a mapping"),
    ],
)
def test_a_file_that_makes_no_sense_is_answered_with_the_field_and_the_fix(run, data, words):
    code, out, err = run(data)
    assert code == 2
    assert words in err
    assert out == ""


def test_all_mistakes_are_told_at_once(run):
    _, _, err = run({"vectors": [{**GOOD, "rule": "x"}, {**GOOD, "start": "soon"}]})
    assert err.count("error: ") == 2


def test_a_missing_file_is_told(tmp_path, capsys):
    assert deadlines.main(["check", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_an_example_beyond_the_known_tables_fails_with_the_reason(run):
    code, out, _ = run({"vectors": [{**GOOD, "start": "2035-01-02", "due": "2035-01-09", "weekday": ""}]})
    assert code == 1
    assert "known bank holidays (1 January 2012 to 31 December 2031)" in out


def test_one_sum_can_be_shown_with_a_day_proclaimed_since(capsys):
    arguments = ["explain", "lgsco_ack_5wd_eng", "2027-06-01"]
    assert deadlines.main([*arguments, "--proclaimed", "2027-06-07,ENG+WLS,Jubilee,Royal Proclamation"]) == 0
    out = capsys.readouterr().out
    assert "Mon 7 June 2027: not counted, Jubilee (Royal Proclamation)." in out
    assert out.endswith("Due by the end of Wed 9 June 2027.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["explain", "foi", "2026-01-01"], "There is no rule 'foi'"),
        (["explain", "foi_s10_20wd_uk_any_part", "yesterday"], "START: 'yesterday' is not a date"),
        (["explain", "foi_s10_20wd_uk_any_part", "2026-01-01", "--proclaimed", "2026-01-05"], "DATE,NATIONS,NAME"),
        (["explain", "foi_s10_20wd_uk_any_part", "2026-01-01", "--proclaimed", "2026-01-05,X,A,B"], "nations: use"),
    ],
)
def test_an_argument_that_makes_no_sense_is_exit_code_2(arguments, words, capsys):
    assert deadlines.main(arguments) == 2
    assert words in capsys.readouterr().err


def test_the_rules_are_listed_with_their_sources(capsys):
    assert deadlines.main(["rules"]) == 0
    out = capsys.readouterr().out
    assert "20 working days from request received; calendar uk_any_part" in out
    assert "24 hours from referral received; calendar calendar_days" in out


def test_it_runs_without_django_and_without_a_database():
    script = (
        "import sys; from civichub.commands.deadlines import main; "
        "code = main(['explain', 'sar_1_month_eng', '2026-03-03']); "
        "assert not any(name.split('.')[0] in ('django', 'psycopg') for name in sys.modules); sys.exit(code)"
    )
    root = Path(__file__).resolve().parents[3]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "DATABASE"))}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Due by the end of Tue 7 April 2026." in done.stdout
