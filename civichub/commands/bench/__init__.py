"""Measure how well the hub forecasts, beside what others do, on logs of your own and on simulated councils."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from civichub.core.errors import HubError, Invalid

needs_database = False

DONE, NOT_UNDERSTOOD = 0, 2
COLUMNS = ("part", "method", "data", "metric", "value", "cpu_s")
SHOWN = ("MAE s", "RMSE s", "coverage %", "coverage IPCW %", "width s", "interval score s", "within 60 s %",
         "gap LES to oracle closed %", "MAE min", "width min")  # fmt: skip
Row = tuple[str, str, str, str, float, float]


def main(argv: Sequence[str]) -> int:
    """Runs one command line; 0 when done, 2 when not understood."""
    parser = argparse.ArgumentParser(prog="civichub bench", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    waits = commands.add_parser("waits", help="forecasts of waits")
    waits.add_argument(
        "--data", type=Path, help="a folder with anonbank_YYYY_MM.parquet or ca_dmv_hourly_waits_*.parquet"
    )
    waits.add_argument("--councils", choices=("none", "few", "all"), default="all", help="simulated councils too")
    waits.add_argument("--out", type=Path, help="a CSV file for every figure")
    waits.set_defaults(run=_waits)
    arguments = parser.parse_args(argv)
    try:
        return arguments.run(arguments)
    except HubError as error:
        print(f"civichub bench: {error.message}", file=sys.stderr)
        return NOT_UNDERSTOOD


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _waits(arguments: argparse.Namespace) -> int:
    from civichub.commands.bench import posted_waits, real_log, simulated  # they bring LightGBM, which takes a second

    rows: list[Row] = []
    if arguments.data is not None:
        if not arguments.data.is_dir():
            raise Invalid({"data": f"There is no folder {arguments.data}."})
        rows += [("waits", name, "calls", *rest) for name, *rest in real_log.run(arguments.data, _say)]
        rows += [("waits", *row) for row in posted_waits.run(arguments.data, _say)]
        if not rows:
            raise Invalid({"data": f"{arguments.data} holds no anonbank_YYYY_MM.parquet and no posted waits."})
    if arguments.councils != "none":
        rows += [("waits", *row) for row in simulated.run(arguments.councils, _say)]
    for data in dict.fromkeys(row[2] for row in rows):
        print(_table(data, [row for row in rows if row[2] == data]))
    if arguments.out is not None:
        with arguments.out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows([*row[:4], f"{row[4]:.4g}", f"{row[5]:.1f}"] for row in rows)
    return DONE


def _table(data: str, rows: Sequence[Row]) -> str:
    """One line a method, and below it what only the engine has."""
    found: dict[str, dict[str, float]] = {}
    for _, method, _, metric, value, _ in rows:
        found.setdefault(method, {})[metric] = value
    shown = [metric for metric in SHOWN if any(metric in values for values in found.values())]
    lines = ["", data, f"{'':20}" + "".join(f"{metric:>18}" for metric in shown)]
    for method, values in found.items():
        lines.append(
            f"{method:20}" + "".join(f"{values[one]:>18.1f}" if one in values else f"{'':>18}" for one in shown)
        )
    more = [f"{metric}: {value:.1f}" for metric, value in found["engine"].items() if metric not in shown]
    return "\n".join([*lines, "engine: " + ", ".join(more)])
