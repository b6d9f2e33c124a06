"""The account that PostgreSQL runs as: it refuses root, so root's server is handed to an ordinary account."""

import os
import pwd
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from civichub.devtools.postgres.errors import PostgresError

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An operating system account without privileges."""

    name: str
    uid: int
    gid: int

    def popen_arguments(self) -> dict[str, Any]:
        """Keyword arguments for `subprocess` that give up the user, the group and every supplementary group.

        All three are named because `subprocess` gives up only what it is told to.
        """
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def unprivileged_account() -> Account | None:
    """The account to run PostgreSQL as, or None when we already are an ordinary user.

    For root: $CIVICHUB_PG_USER, else `postgres`, else `nobody`. No account is ever created.
    Raises PostgresError when none of them exists or the named one is root.
    """
    if os.geteuid() != 0:
        return None
    named = os.environ.get("CIVICHUB_PG_USER")
    for name in (named,) if named else CANDIDATES:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            if entry.pw_uid == 0:
                break
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise PostgresError(
        "PostgreSQL does not run as root, and there is no ordinary account to run it as: "
        "name one in CIVICHUB_PG_USER, or set DATABASE_URL to a server of your own."
    )


def popen_arguments(account: Account | None) -> dict[str, Any]:
    """As `Account.popen_arguments`; nothing to give up for an ordinary user."""
    return account.popen_arguments() if account else {}
