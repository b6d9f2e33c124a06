"""References a person can read aloud: short, with a check character, and giving no other away.

Eight random characters from an alphabet without look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) and without vowels, so no
word can appear, then one check character. 20^8 is 25.6 thousand million: at a million cases one guess in 25,600 that
passes the check hits anything, and every public look-up also asks for something known and is throttled.
"""

from __future__ import annotations

import secrets

from django.db import models, router

from civichub.core.prepared import execute

ALPHABET = "34679CDFGHJKMNPQRTWX"
BODY_LENGTH = 8


def check_character(body: str) -> str:
    """The Luhn mod N check character of `body`: finds every single wrong character and most swapped neighbours."""
    size, total, factor = len(ALPHABET), 0, 2
    for character in reversed(body):
        product = ALPHABET.index(character) * factor
        total += product // size + product % size
        factor = 3 - factor
    return ALPHABET[-total % size]


def new_reference() -> str:
    """A fresh reference of nine characters, unformatted, e.g. ``7KM4PQXT9``."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY_LENGTH))
    return body + check_character(body)


def unused_reference(model: type[models.Model]) -> str:
    """A fresh reference that no row of `model` has: at a million rows one in 25,600 would meet another's."""
    return unused_references(model, 1)[0]


def unused_references(model: type[models.Model], number: int) -> list[str]:
    """As many fresh references that differ from each other and from those of every row of `model`."""
    using, table = router.db_for_write(model), model._meta.db_table
    found: set[str] = set()
    while len(found) < number:
        fresh = {new_reference() for _ in range(number - len(found))} - found
        taken = execute(using, f'SELECT reference FROM "{table}" WHERE reference = ANY(%s)', [list(fresh)])
        found |= fresh - {reference for (reference,) in taken}
    return list(found)


def parse_reference(text: str) -> str | None:
    """The nine characters inside what somebody typed or said (spaces, hyphens, lower case allowed), or None."""
    compact = "".join(ch for ch in text.upper() if ch.isalnum())
    if len(compact) != BODY_LENGTH + 1 or any(ch not in ALPHABET for ch in compact):
        return None
    return compact if check_character(compact[:-1]) == compact[-1] else None


def format_reference(reference: str) -> str:
    """As printed and read aloud: three groups of three, ``7KM-4PQ-XT9``."""
    return "-".join(reference[i : i + 3] for i in range(0, len(reference), 3))
