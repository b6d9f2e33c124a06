"""Figures of calls: what another way of counting finds, however often and in what order they are taken in."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from civichub.commands.calls import main
from civichub.contacts.events import ContactClosed
from civichub.core.clocks import LONDON
from civichub.performance.calls import REPEAT_DAYS, CallOutcome, CallSums
from civichub.performance.models import CallHalfHour, CallImport, CallRecord
from civichub.performance.operations import GivenCall, begin_call_import, count_call, import_calls, undo_call_import
from civichub.performance.queries import Step, call_lines
from civichub.performance.subscribers import count_ended_call, count_wrapped_up_call
from civichub.routing.operations import define_queue
from civichub.telephony.events import CallEnded
from civichub.telephony.operations import begin_call, end_call, keep_step, line_up_call, set_up_line
from civichub.telephony.operations.calls import Fact
from tests.db.staff.test_case_pages import sign_in
from tests.factories.world import World, make_world

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "calls"
BANK = """
columns: {number: call_id, joined_at: vru_exit, outcome: outcome, waited: queue_s, talked: talk_s}
outcomes: {AGENT: answered, HANG: abandoned, PHANTOM: left out}
"""
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=60)
YEARS = {"since": date(1998, 1, 1), "until": date(2030, 1, 1)}


def line_of(world: World) -> Any:
    return define_queue(organisation=world.county, slug="calls", name="Calls", actor=world.system, at=NOON)


def whole(world: World, *, at: datetime = LATER) -> CallSums:
    lines = call_lines(world.system, None, step=Step.YEAR, at=at, **YEARS)
    return lines[0].sums if lines else CallSums()


def rounded(part: int, of: int) -> Decimal:
    return (Decimal(100 * part) / of).quantize(Decimal("0.01"), ROUND_HALF_UP)


def call(number: int, minutes: float = 0, outcome: CallOutcome = CallOutcome.ANSWERED, **more: Any) -> GivenCall:
    return GivenCall(str(number), NOON + timedelta(minutes=minutes), outcome, **{"waited": 1_000, **more})


@pytest.mark.django_db
def test_real_records_agree_exactly_with_counting_them_otherwise(tmp_path: Path) -> None:
    source = REAL / "anonbank_1999_01.parquet"
    if not source.exists():
        pytest.skip("the real records of calls are not beside the project (../shared/data/calls)")
    import pyarrow.parquet

    rows = [row for row in pyarrow.parquet.read_table(source).to_pylist() if row["vru_exit"].day <= 7]
    chosen = tmp_path / "week.csv"
    with chosen.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    (tmp_path / "bank.yaml").write_text(BANK)
    world = make_world()
    line_of(world)
    command = ["import", str(chosen), "--organisation", world.county.slug, "--queue", "calls"]
    assert main([*command, "--mapping", str(tmp_path / "bank.yaml")]) == 0
    came = [row for row in rows if row["outcome"] in ("AGENT", "HANG")]
    answered = [row for row in came if row["outcome"] == "AGENT"]
    gone = [row for row in came if row["outcome"] == "HANG"]
    sums = whole(world)
    in_time, short = [r for r in answered if r["queue_s"] <= 20], [r for r in gone if r["queue_s"] < 5]
    assert (sums.offered, sums.answered, sums.abandoned) == (len(came), len(answered), len(gone))
    assert sums.share("service_level") == rounded(len(in_time), len(came) - len(short))
    assert sums.share("service_level_of_all") == rounded(len(in_time), len(came))
    assert sums.share("abandoned_share") == rounded(len(gone), len(came))
    assert sums.share("abandoned_share_without_short") == rounded(len(gone) - len(short), len(came) - len(short))
    assert sums.waited == 1_000 * sum(row["queue_s"] for row in answered)
    assert sums.longest_wait == 1_000 * max(row["queue_s"] for row in answered)
    assert sums.talked == 1_000 * sum(row["talk_s"] for row in answered)
    by_half_hour: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for row in came:
        moment = row["vru_exit"]
        by_half_hour[moment.replace(minute=moment.minute // 30 * 30, second=0).time()][row["outcome"] == "AGENT"] += 1
    found = call_lines(world.system, None, step=Step.HALF_HOUR, at=LATER, **YEARS)
    assert {line.start: [line.sums.abandoned, line.sums.answered] for line in found} == by_half_hour


class CallsInAnyOrder(TestCase):
    """Taken in at once or one by one, in whatever order and twice over, the figures are the same."""

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 20_000), st.sampled_from(list(CallOutcome)), st.integers(0, 60_000),
                st.sampled_from(["", "+441", "+442"]), st.sampled_from([None, True, False]), st.integers(0, 1),
            ),
            max_size=12,
        ),
        st.randoms(use_true_random=False),
    )  # fmt: skip
    def test_the_sums_are_those_of_a_plain_count(self, drawn: list[Any], dice: Any) -> None:
        world = make_world()
        queue = line_of(world)
        calls = [
            call(number, minutes, how, waited=waited, caller=who, resolved=done, transfers=passed)
            for number, (minutes, how, waited, who, done, passed) in enumerate(drawn)
        ]
        half = len(calls) // 2
        batch = begin_call_import(queue=queue, file_name="old.csv", actor=world.system, at=NOON)
        import_calls(batch=batch, calls=calls[:half], actor=world.system, at=NOON)
        for one in dice.sample([*calls, *calls[half:]], len(calls) + len(calls[half:])):
            count_call(queue=queue, call=one, actor=world.system, at=NOON)
        sums = whole(world)
        answered = [one for one in calls if one.outcome == CallOutcome.ANSWERED]
        known = [one for one in answered if one.caller]
        window = timedelta(days=REPEAT_DAYS)

        def rang_again(one: GivenCall) -> bool:
            after = [(o.joined_at, o.number) for o in calls if o.caller == one.caller and o is not one]
            return any(one.joined_at < at <= one.joined_at + window for at, _ in after)

        alone = len({(one.caller, one.joined_at) for one in calls}) == len(calls)
        assert (sums.offered, sums.answered) == (len(calls), len(answered))
        assert sums.resolved == sum(bool(one.resolved) and not one.transfers for one in answered)
        assert sums.settled == len(known)
        if alone:  # of two calls by one caller in the same instant neither is the next
            assert sums.repeated == sum(map(rang_again, known))
        undo_call_import(batch=CallImport.objects.get(), actor=world.system, at=NOON)
        count_of_records = sum(row.offered for row in CallHalfHour.objects.all())
        assert count_of_records == CallRecord.objects.count()


@pytest.mark.django_db
def test_a_day_is_one_of_london_and_a_late_repeat_is_none(world: World) -> None:
    queue = line_of(world)
    in_summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    for number, days in (("1", 0), ("2", REPEAT_DAYS + 1)):
        moment = in_summer + timedelta(days=days)
        count_call(queue=queue, call=GivenCall(number, moment, CallOutcome.ANSWERED, 5_000, caller="+44"),
                   actor=world.system, at=moment)  # fmt: skip
    days = call_lines(world.system, None, step=Step.DAY, at=LATER + timedelta(days=200), **YEARS)
    assert [line.start for line in days] == [date(2026, 7, 1), date(2026, 7, 9)]
    assert in_summer.astimezone(LONDON).date() == date(2026, 7, 1)
    assert sum(line.sums.repeated for line in days) == 0
    soon = call_lines(world.system, None, step=Step.YEAR, at=in_summer + timedelta(days=1), **YEARS)
    assert soon[0].sums.settled == 0, "nobody knows yet who rings again"


@pytest.mark.django_db
def test_a_call_of_ours_is_counted_when_it_ends_and_again_when_it_is_wrapped_up(world: World) -> None:
    queue, advisor = line_of(world), world.people["advisor"]
    set_up_line(organisation=world.county, number="01632960100", name="Calls", queue=queue, actor=world.system, at=NOON)

    def after(seconds: int, **more: Any) -> dict[str, Any]:
        return {"actor": world.system, "at": NOON + timedelta(seconds=seconds), **more}

    call = begin_call(exchange_id="one", caller="07700900123", dialled="01632960100", **after(0))
    call = line_up_call(call=call, **after(3))
    for seconds, kind in ((13, "connected"), (20, "held"), (50, "resumed")):
        keep_step(call=call, memory={}, facts=[Fact(kind, "a", advisor.pk)], **after(seconds))
    end_call(call=call, result="answered", **after(113))
    count_ended_call(CallEnded(call.pk, call.contact_id, "answered"), NOON)
    count_ended_call(CallEnded(call.pk, call.contact_id, "answered"), NOON)
    sums = whole(world)
    assert (sums.offered, sums.answered, sums.answered_in_time, sums.outcomes) == (1, 1, 1, 0)
    assert (sums.waited, sums.talked, sums.held) == (10_000, 70_000, 30_000)
    type(call.contact).objects.filter(pk=call.contact_id).update(
        state="closed", outcome="resolved", wrap_up_started_at=NOON + timedelta(seconds=113),
        ended_at=NOON + timedelta(seconds=143),
    )  # fmt: skip
    count_wrapped_up_call(ContactClosed(call.contact_id, world.county.pk, "phone", "resolved"), NOON)
    sums = whole(world)
    assert (sums.offered, sums.outcomes, sums.resolved, sums.wrapped) == (1, 1, 1, 30_000)


@pytest.mark.django_db
def test_who_gives_up_through_a_relay_is_short_for_three_times_as_long(world: World) -> None:
    queue = line_of(world)
    set_up_line(organisation=world.county, number="01632960100", name="Calls", queue=queue, actor=world.system, at=NOON)
    short = queue.short_abandon_seconds
    for number, dialled, seconds in (
        ("plain", "01632960100", 2 * short), ("relay", "1800101632960100", 2 * short),
        ("patient", "1800101632960100", 3 * short),
    ):  # fmt: skip
        by = {"actor": world.system, "at": NOON}
        call = line_up_call(call=begin_call(exchange_id=number, caller="", dialled=dialled, **by), **by)
        end_call(call=call, result="abandoned", actor=world.system, at=NOON + timedelta(seconds=seconds))
        count_ended_call(CallEnded(call.pk, call.contact_id, "abandoned"), NOON)
    sums = whole(world)
    assert (sums.abandoned, sums.abandoned_short) == (3, 1), "an assistant has to come on the line first"


@pytest.mark.django_db
def test_a_file_names_each_row_that_is_no_call_and_can_be_taken_back(
    tmp_path: Path, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    line_of(world)
    file = tmp_path / "calls.csv"
    file.write_text("number,joined_at,outcome,waited\n1,2026-03-02 09:00,answered,4\n2,when?,answered,4\n")
    command = ["import", str(file), "--organisation", world.county.slug, "--queue", "calls"]
    assert main([*command, "--dry-run"]) == 1
    assert not CallRecord.objects.exists()
    assert main(command) == 1
    assert "row 2, joined_at" in capsys.readouterr().err
    assert "joined_at" in (tmp_path / "calls.csv.rejected.csv").read_text()
    assert main(command) == 1, "given again it adds nothing"
    assert CallRecord.objects.count() == 1
    assert main(["undo", str(CallImport.objects.earliest("pk").pk)]) == 0
    assert not CallHalfHour.objects.exists()
    assert main(["undo", str(CallImport.objects.earliest("pk").pk)]) == 1
    assert main([*command[:-1], "nowhere"]) == 1
    assert main(["import", str(tmp_path / "none.csv"), *command[2:]]) == 2


@pytest.mark.django_db
def test_the_page_has_the_layout_of_the_published_table(client: Client, world: World) -> None:
    queue, now = line_of(world), timezone.now()
    for number in range(8):
        outcome = CallOutcome.ABANDONED if number == 7 else CallOutcome.ANSWERED
        given = GivenCall(str(number), now - timedelta(hours=1), outcome, waited=number * 5_000, resolved=number < 6)
        count_call(queue=queue, call=given, actor=world.system, at=now)
    page = sign_in(client, world, "analyst").get("/staff/figures/calls/?by=year").content.decode()
    for words in (
        "62.50%",
        "85.71%",
        "12.50%",
        "aim 90%",
        "aim at most 5%",
        "0:15",
        "0:30",
        "Resolved, by no repeat",
        "data-print",
    ):
        assert words in page, words
    lines = b"".join(client.get("/staff/figures/calls/export.csv?by=half_hour").streaming_content).decode()
    assert "62.50" in lines
    assert "Service level: answered in time ÷" in lines
    assert client.get(f"/staff/figures/calls/?queue={queue.pk}&by=weekday").status_code == 200
    assert client.get("/staff/figures/calls/?queue=999999").status_code == 404
    stranger = sign_in(Client(), world, "stranger").get("/staff/figures/calls/")
    assert stranger.status_code == 403 or "62.50%" not in stranger.content.decode()
    assert "No calls in these months" in client.get("/staff/figures/calls/?from=2020-01&to=2020-02").content.decode()
