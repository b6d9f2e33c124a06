"""The process that plays the day, with the demonstration's settings: `python -m civichub.devtools.day`."""

from __future__ import annotations

import argparse
import itertools
import os
import signal
import sys
from datetime import time

import django

SUMMARY = "Play a day over the demonstration that is running: residents come, advisors serve them, every board moves."
NOT_A_DEMONSTRATION = "civichub day: there is no demonstration in this database. Start one with `make demo` first."


def main(argv: list[str]) -> int:
    """Returns 0 when the day is over or Ctrl-C was pressed, 1 where there is no demonstration."""
    parser = argparse.ArgumentParser(prog="civichub day", description=SUMMARY)
    parser.add_argument("--speed", type=_positive, default=20.0, help="seconds of the day in each second (20)")
    parser.add_argument("--from", dest="begins", type=_moment, default="08:30", help="when the day begins (08:30)")
    parser.add_argument("--until", dest="ends", type=_moment, default="17:00", help="when the doors close (17:00)")
    parser.add_argument("--busy", type=_positive, default=1.0, help="how many come: 2 is twice as many as usual (1)")
    parser.add_argument("--seed", type=int, default=1, help="another number is another day (1)")
    parser.add_argument("--nobody-serves", action="store_true", help="leave it to whoever is signed in")
    parser.add_argument("--day-after-day", action="store_true", help="begin again when the day is over")
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civichub.config.settings")
    django.setup()
    from civichub.devtools.day.play import play_day  # needs Django to be set up
    from civichub.devtools.demo.partnership_data import COUNTY
    from civichub.organisations.queries import organisation_by_slug

    if organisation_by_slug(COUNTY) is None:
        print(NOT_A_DEMONSTRATION, file=sys.stderr)
        return 1
    asked_to_stop: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: asked_to_stop.append(number))
    for seed in itertools.count(options.seed):
        day = play_day(
            speed=options.speed, begins=options.begins, ends=options.ends, busy=options.busy, seed=seed,
            staffed=not options.nobody_serves, say=_say, stopped=lambda: bool(asked_to_stop),
        )  # fmt: skip
        _say(f"The day is over. {day.refused} things were refused: somebody else was quicker, or a rule was met.")
        if asked_to_stop or not options.day_after_day:
            break
    return 0


def _say(words: str) -> None:
    print(words, flush=True)


def _positive(words: str) -> float:
    number = float(words)
    if not 0 < number <= 1000:
        raise argparse.ArgumentTypeError("give a number above 0, 1000 at most")
    return number


def _moment(words: str) -> float:
    """Seconds after midnight of ``09:30``. Raises ValueError."""
    at = time.fromisoformat(words)
    return at.hour * 3600.0 + at.minute * 60


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
