"""`python -m benchmarks.search`: rank residents' questions and advisors' keywords, and print a table with ratios."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.search.questions import DEFAULT_FOLDER, NATIONAL_LIST
from benchmarks.search.running import run


def main(argv: list[str]) -> int:
    """0 when measured, 1 when the questions are not there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, help=f"holds {NATIONAL_LIST}")
    parser.add_argument("--questions", type=Path, action="append", help="text<TAB>numbers; may be repeated")
    parser.add_argument("--outside", type=Path, action="append", help="questions no service answers, one a line")
    parser.add_argument("--seed", type=int, default=1, help="of the typing mistakes")
    parser.add_argument("--vectors", type=Path, default=Path(tempfile.gettempdir()) / "civichub-benchmark-vectors")
    arguments = parser.parse_args(argv)
    if not (arguments.folder / NATIONAL_LIST).exists():
        print(f"{arguments.folder / NATIONAL_LIST} is not there: name its folder with --folder.", file=sys.stderr)
        return 1
    run(
        arguments.folder / NATIONAL_LIST,
        arguments.questions or sorted(arguments.folder.glob("lgsl_*.tsv")),
        arguments.outside or sorted(arguments.folder.glob("lgsl_*.txt")),
        seed=arguments.seed,
        stored=arguments.vectors,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
