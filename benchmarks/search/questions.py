"""Questions with the services that answer them, and the same questions with typing mistakes."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass
from pathlib import Path

DEFAULT_FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "services"
NATIONAL_LIST = "englishAndWelshServices-all.csv"


@dataclass(frozen=True)
class Question:
    """A text, and the numbers of the services any of which answers it (none: no service does)."""

    text: str
    answers: frozenset[int] = frozenset()


def read_questions(file: Path) -> list[Question]:
    """From lines of ``text<TAB>557,558``; a line without a tab is a question that no service answers."""
    questions = []
    for line in file.read_text(encoding="utf-8").splitlines():
        text, _, answers = line.partition("\t")
        if text.strip():
            questions.append(Question(text.strip(), frozenset(map(int, filter(None, answers.split(","))))))
    return questions


def with_slips(questions: list[Question], *, seed: int) -> list[Question]:
    """The same with one slip (letter dropped, swapped, added or wrong) in a third of the words of five letters up."""
    chance = random.Random(seed)
    return [
        Question(" ".join(_slip(word, chance) for word in question.text.split()), question.answers)
        for question in questions
    ]


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < 5 or not word.isalpha() or chance.random() >= 1 / 3:
        return word
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice(string.ascii_lowercase)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
        ]
    )
