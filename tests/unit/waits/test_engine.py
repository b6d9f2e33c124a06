"""The engine knows nothing of the future, plays lines by their laws, and keeps its ranges true."""

from __future__ import annotations

import json
import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from civichub.commands.bench.councils import Day, Play, logs, make_day, worlds
from civichub.commands.bench.simulated import able_in, plan_in
from civichub.routing.waits.calibration import Calibration
from civichub.routing.waits.correction import staying
from civichub.routing.waits.features import NAMES, Usual, describe, scene_of
from civichub.routing.waits.laws import NEVER, Law, survival
from civichub.routing.waits.line import Event, Line
from civichub.routing.waits.look_ahead import Agent, InLine, LookAhead, Off, Scene
from civichub.routing.waits.model import Model, arrivals, begin, finish, outcomes, study, waiters
from civichub.routing.waits.punctuality import punctuality


@pytest.fixture(scope="module")
def days() -> list[Day]:
    chance = np.random.default_rng(5)
    return [make_day(worlds()[0], number, chance, 300.0) for number in range(12)]


@pytest.fixture(scope="module")
def log(days: list[Day]) -> list[Event]:
    return logs(days)


@pytest.fixture(scope="module")
def model(days: list[Day], log: list[Event]) -> Model:
    truth, plan = outcomes(log), plan_in(days)
    known = begin(log, extra=punctuality(log, plan))
    items = {event.item for event in waiters(log, truth)}
    return finish(known, study(known, log, truth, items, able=able_in(days), plan=plan), correct=True)


@settings(max_examples=40, deadline=None)
@given(place=some.floats(0, 1), keep=some.floats(0, 1))
def test_what_is_read_of_a_moment_is_the_same_from_a_log_cut_off_there(
    log: list[Event], place: float, keep: float
) -> None:
    moment = log[int(place * (len(log) - 1))].at
    cut = [event for event in log if event.at <= moment]
    longer = cut + log[len(cut) : len(cut) + int(keep * 500)]
    me = Event(moment, "arrived", 10**9, kind="any")

    def read(events: list[Event]) -> str:
        line = Line.at(events, moment)
        scene = scene_of(line, me)
        return repr((scene, describe(line, scene, me, np.zeros(20), Usual({}, 1.0)).tolist(), line.times.seconds))

    assert read(longer) == read(cut)


def test_laws_allow_for_what_had_not_ended() -> None:
    moments, lasting = survival([1, 2, 2, 3, 4], [True, True, False, True, False])
    assert moments.tolist() == [1, 2, 3]
    assert lasting == pytest.approx([4 / 5, 4 / 5 * 3 / 4, 4 / 5 * 3 / 4 * 1 / 2])
    law = Law.of([10, 20, 30, 40], [True, True, False, False])
    assert (law.quantiles[100], law.quantiles[400], law.quantiles[-1]) == (10, 20, NEVER)
    assert Law.from_values(json.loads(json.dumps(law.values()))).quantiles.tolist() == law.quantiles.tolist()


def test_whoever_has_lasted_goes_on_by_what_is_left_of_the_law() -> None:
    law = Law.of(np.random.default_rng(1).exponential(100, 50_000))
    left = law.draw(np.random.default_rng(2), np.array([0.0, 100.0, 5000.0]), 20_000)
    assert left.mean(axis=1) == pytest.approx([100, 100, 100], rel=0.25)
    assert (left >= 0).all()


@pytest.mark.parametrize(("servers", "ahead"), [(1, 0), (4, 0), (4, 6), (10, 3)])
def test_a_line_of_busy_people_moves_as_theory_says(servers: int, ahead: int) -> None:
    laws = {"talk": Law.of(np.random.default_rng(1).exponential(120, 50_000))}
    scene = Scene([Agent("talking", 60.0)] * servers, [InLine("any", 5.0)] * ahead, InLine("any", 0.0))
    waits = LookAhead(scene, laws, np.random.default_rng(2), replicas=20_000).waits
    assert waits.mean() == pytest.approx((ahead + 1) * 120 / servers, rel=0.04)


def test_impatience_shortens_the_line_and_breaks_lengthen_it() -> None:
    chance = np.random.default_rng(1)
    laws = {"talk": Law.of(np.full(100, 100.0))}

    def mean(agent: Agent, **more: Law) -> float:
        scene = Scene([agent], [InLine("any", 0.0)] * 3, InLine("any", 0.0))
        return float(LookAhead(scene, laws | more, chance, replicas=2000).waits.mean())

    plain = mean(Agent("talking", 0.0))
    assert plain == pytest.approx(400)
    assert mean(Agent("talking", 0.0), patience=Law.of([50.0] * 10)) == pytest.approx(100)
    assert mean(Agent("talking", 0.0, plan=(Off(150.0, 1050.0),))) == pytest.approx(1300)
    assert mean(Agent("talking", 0.0, plan=(Off(250.0, NEVER),))) >= NEVER
    assert mean(Agent("break", 300.0, plan=(Off(-300.0, 600.0),), on_plan=True)) == pytest.approx(900)


def test_nobody_who_could_take_it_means_that_nothing_is_said(model: Model) -> None:
    assert model.estimate(Line(), Event(0.0, "arrived", 1, kind="any"), np.random.default_rng(1)) is None
    assert Model({}, Usual({}, 0.0)).estimate(Line(), Event(0.0, "arrived", 1), np.random.default_rng(1)) is None
    line, me = Line.at([Event(0.0, "ready", person=1)], 5.0), Event(5.0, "arrived", 1, kind="any")
    able = model.estimate(line, me, np.random.default_rng(1), able=lambda event, person: True)
    assert able is not None
    assert able.free == 1
    assert model.estimate(line, me, np.random.default_rng(1), able=lambda event, person: False) is None


def test_callers_who_left_are_stood_for_by_those_who_stayed() -> None:
    weights = staying(np.array([10.0, 20.0, 30.0, 40.0]), [True, False, True, True], ["any"] * 4)
    assert weights == pytest.approx([1, 0, 1.5, 1.5])


def test_ranges_that_come_true_too_seldom_are_stretched_until_nine_in_ten_do() -> None:
    chance, calibration, inside = np.random.default_rng(3), Calibration(), []
    for _ in range(4000):
        truth, told = float(chance.gamma(2, 60)), (60.0, 100.0, 140.0)
        low, _, high = calibration.range(told, ("kind:any",))
        inside.append(low <= truth <= high)
        calibration.learn(told, truth, ("kind:any",))
    assert np.mean(inside[:200]) < 0.8
    assert np.mean(inside[500:]) == pytest.approx(0.9, abs=0.02)
    again = Calibration.from_values(json.loads(json.dumps(calibration.values())))
    assert again.range((60.0, 100.0, 140.0)) == pytest.approx(calibration.range((60.0, 100.0, 140.0)), abs=0.5)


def test_a_model_kept_as_json_says_the_same_and_is_quick(model: Model, days: list[Day], log: list[Event]) -> None:
    again = Model.from_values(json.loads(json.dumps(model.values())))
    items = {event.item for event in waiters(log, outcomes(log))[-60:]}
    spent, told = [], 0
    for line, me in arrivals(log, lambda event: event.item in items):
        began = time.perf_counter()
        one = model.estimate(line, me, np.random.default_rng(1), able=able_in(days), plan=plan_in(days))
        spent.append(time.perf_counter() - began)
        other = again.estimate(line, me, np.random.default_rng(1), able=able_in(days), plan=plan_in(days))
        if one is not None and other is not None:
            told += 1
            assert (other.low, other.median, other.high) == pytest.approx(
                (one.low, one.median, one.high), rel=0.02, abs=1
            )
            assert 0 <= one.low <= one.median <= one.high
            assert not math.isnan(one.median)
    assert told > 50
    assert float(np.quantile(spent, 0.95)) < 0.2  # 0.05 is the aim; other tests run beside this one


def test_a_simulated_day_keeps_its_own_rules(days: list[Day]) -> None:
    for day in days[:3]:
        log = Play(day).log
        assert [event.at for event in log] == sorted(event.at for event in log)
        hands: dict[int, int] = {}
        for event in log:
            if event.what == "answered":
                assert event.person not in hands
                hands[event.person] = event.item
            elif event.what == "ended":
                assert hands.pop(event.person) == event.item
        assert not hands


def test_features_have_names() -> None:
    assert len(NAMES) == len(set(NAMES))
