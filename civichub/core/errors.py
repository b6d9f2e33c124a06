"""The errors an operation may raise; every way in turns them into its own kind of answer."""

from __future__ import annotations


class HubError(Exception):
    """Something the caller asked for cannot be done. The message is a sentence a person can act on."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(HubError):
    """The actor lacks the power for this. Shown as 403 where the record is visible, as 404 where it is not."""

    def __init__(self, message: str = "You do not have permission to do this.") -> None:
        super().__init__(message)


class NotFound(HubError):
    """There is no such record, or the actor may not know that there is one: the two look the same."""

    def __init__(self, message: str = "We cannot find that.") -> None:
        super().__init__(message)


class Invalid(HubError):
    """The input breaks rules. `errors` maps the field to a sentence naming the fix."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()), field=next(iter(errors), None))
        self.errors = errors


class TransitionRefused(HubError):
    """The record's present state does not allow the step."""


class Conflict(HubError):
    """Somebody changed the record meanwhile, or the idempotency key was used for something else."""
