"""Bring the shipped procedures, forms and scoring forms up to date: at the first start, and after each new release."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.feedback.quality.operations import load_library as load_scoring_forms
from civichub.forms.operations.versions import load_library as load_forms
from civichub.procedures.operations import load_library as load_procedures

LIBRARIES: tuple[tuple[str, Callable[..., list[Any]]], ...] = (
    ("procedures", load_procedures),
    ("forms", load_forms),
    ("scoring forms", load_scoring_forms),
)


def main(argv: list[str]) -> int:
    """Publish what is newer than the shared version in use; a second run changes nothing. 0 when it was done."""
    argparse.ArgumentParser(prog="civichub libraries", description=__doc__).parse_args(argv)
    for name, number in load_all(timezone.now()).items():
        print(f"{name}: {number} new" if number else f"{name}: up to date")
    return 0


def load_all(at: datetime) -> dict[str, int]:
    """How many were published of each library. An organisation's own versions stay in force where it has them."""
    return {name: len(load(actor=system_account(), at=at)) for name, load in LIBRARIES}
