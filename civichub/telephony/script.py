"""What one caller hears, and the rules of the line for their call. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """Whole sentences in `language`, in their order. `closed` are said instead of the greeting when nobody is there.

    `line` is the number they dialled, `caller` theirs if it is shown, and `number` where they can be rung back, empty
    when they cannot; `survey` is the question after the call for whoever is drawn then, empty where nobody is, and
    `comment` asks them why. The place in line is said every `announce_seconds`. Who `chooses` may have another number
    rung, at another hour, and `text_about` names what a text with a link tells, empty for whoever is offered none. A
    recording that was paused goes on after `resume_seconds`. Whoever talks through a relay has `pace` times as long to
    answer and to be reached. `by_name`: they may spell whom they want. What
    `organisation` has recorded is played, not the machine.
    """

    language: str
    greeting: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    takes_messages: bool = False
    recorded: bool = False
    survey: str = ""
    comment: str = ""
    announce_seconds: int = 45
    resume_seconds: int = 300
    line: str = ""
    caller: str = ""
    number: str = ""
    chooses: bool = False
    text_about: str = ""
    pace: int = 1
    by_name: bool = False
    organisation: int = 0

    @property
    def is_open(self) -> bool:
        return not self.closed
