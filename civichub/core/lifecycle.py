"""A lifecycle is a table: guards, buttons, API errors and the diagram in the docs all read it."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.core.errors import TransitionRefused


@dataclass(frozen=True)
class Step:
    """One row: `name` moves a record from any of `sources` to `target`; `label` is the words on the button."""

    name: str
    sources: frozenset[str]
    target: str
    label: str


class Lifecycle:
    """The states of a kind of record and the steps between them. Pure; raises `ValueError` on an impossible table."""

    def __init__(self, noun: str, states: dict[str, str], steps: list[Step]) -> None:
        self.noun, self.states = noun, states
        self.steps = {step.name: step for step in steps}
        for step in steps:
            unknown = (step.sources | {step.target}) - states.keys()
            if unknown:
                raise ValueError(f"{noun}: step {step.name} names unknown states {sorted(unknown)}")

    def target(self, state: str, step_name: str) -> str:
        """The state after `step_name`; raises `TransitionRefused` in a sentence when `state` does not allow it."""
        step = self.steps[step_name]
        if state not in step.sources:
            raise TransitionRefused(
                f"This {self.noun} is {self.states[state].lower()}, so you cannot {step.label.lower()} it."
            )
        return step.target

    def steps_from(self, state: str) -> list[Step]:
        """The steps open to a record in `state`, in table order."""
        return [step for step in self.steps.values() if state in step.sources]

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the reference pages."""
        rows = [
            f"    {source} --> {step.target}: {step.label}"
            for step in self.steps.values()
            for source in sorted(step.sources)
        ]
        return "\n".join(["stateDiagram-v2", *rows])
