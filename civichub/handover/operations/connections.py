"""Connecting a system, and changing how it is connected."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from civichub.accounts.operations import issue_token, revoke_token
from civichub.accounts.queries import system_account
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.handover import policies
from civichub.handover.models import Connection
from civichub.handover.plugs import REPEATS, checked_address
from civichub.handover.sealing import seal
from civichub.handover.states import PlugKind, Repeats

ACTS = ["case.act", "case.view"]
REPORTS = ["handover.report"]
SECRET_LENGTH = 400


@dataclass(frozen=True)
class Particulars:
    """How a system is reached. `secret` is the key they gave us; empty leaves what is stored, or makes one of ours."""

    name: str
    address: str
    repeats: str = ""
    secret: str = ""
    takes_updates: bool = True
    sends_reporter: bool = False
    options: dict[str, str] = field(default_factory=dict)


@operation
def connect_system(
    *, organisation: Any, plug: str, particulars: Particulars, actor: Any, at: datetime, receiver: Any = None
) -> tuple[Connection, str]:
    """Connect a back office, or (with `receiver`) a partner's system that is only told.

    Returns the connection and the secret that the hub made to sign with, empty where they gave one; it is shown once.
    Raises `Invalid` naming the field.
    """
    require(policies.may_manage_connections(actor, organisation.pk))
    if plug not in PlugKind.values:
        raise Invalid({"plug": "Choose what it speaks from the list."})
    if receiver is not None and plug != PlugKind.WEBHOOK:
        raise Invalid({"plug": "A partner is told by signed webhooks."})
    columns = _checked(plug, particulars)
    made = secrets.token_urlsafe(32) if plug == PlugKind.WEBHOOK and not particulars.secret else ""
    # The account that their statuses act by, or by which agreements are asked. Its key is thrown away: nobody has it.
    token, _ = issue_token(
        label=columns["name"], organisation=receiver or organisation, scopes=ACTS, actor=system_account(), at=at
    )
    connection = _write(
        Connection(
            organisation=organisation,
            receiver=receiver,
            plug=plug,
            fulfils=receiver is None,
            client=token.client,
            sealed_secret=seal(made or particulars.secret),
            made_at=at,
            **columns,
        )
    )
    audit("connection.made", connection, actor=actor, at=at, plug=plug, receiver=receiver.pk if receiver else None)
    return connection, made


def _checked(plug: str, particulars: Particulars) -> dict[str, Any]:
    repeats = particulars.repeats or REPEATS[plug][0]
    if repeats not in REPEATS[plug]:
        raise Invalid({"repeats": "Choose what to do from the list: this plug does not offer that."})
    clean_text(particulars.secret, field="secret", max_length=SECRET_LENGTH)
    options = {
        name: clean_text(str(value), field=name, max_length=120) for name, value in particulars.options.items() if value
    }
    columns = asdict(particulars)
    columns.pop("secret")
    return columns | {
        "name": clean_text(particulars.name, field="name", max_length=80, required=True),
        "address": checked_address(plug, particulars.address),
        "repeats": Repeats(repeats),
        "options": options,
    }


def _write(connection: Connection) -> Connection:
    try:
        with transaction.atomic():
            connection.save()
    except IntegrityError as error:
        raise Invalid({"name": "There is a connection with this name already."}) from error
    return connection


@operation
def change_connection(*, connection: Connection, particulars: Particulars, actor: Any, at: datetime) -> Connection:
    """Change how a system is reached; what waits is tried at once by the new way. Raises `Invalid`."""
    connection = lock(connection)
    require(policies.may_manage_connections(actor, connection.organisation_id))
    for name, value in _checked(connection.plug, particulars).items():
        setattr(connection, name, value)
    if particulars.secret:
        connection.sealed_secret = seal(particulars.secret)
    connection.failing_since = connection.retry_at = None
    connection.failures, connection.error = 0, ""
    audit("connection.changed", _write(connection), actor=actor, at=at, secret=bool(particulars.secret))
    return connection


@operation
def renew_signing_key(*, connection: Connection, actor: Any, at: datetime) -> str:
    """A new key to sign webhooks with, from the next one on; it is shown once. Raises `Invalid` for another plug."""
    connection = lock(connection)
    require(policies.may_manage_connections(actor, connection.organisation_id))
    if connection.plug != PlugKind.WEBHOOK:
        raise Invalid({"plug": "Only webhooks are signed."})
    made = secrets.token_urlsafe(32)
    connection.sealed_secret = seal(made)
    save(connection, "sealed_secret")
    audit("connection.signing_key_renewed", connection, actor=actor, at=at)
    return made


@operation
def give_reporting_key(*, connection: Connection, actor: Any, at: datetime) -> str:
    """A key by which the back office reports statuses, and nothing else; the one before works no longer."""
    connection = lock(connection)
    require(policies.may_manage_connections(actor, connection.organisation_id))
    if not connection.fulfils:
        raise Invalid({"plug": "A system that is only told does not report statuses."})
    _revoke(connection.caller, at)
    token, key = issue_token(
        label=f"{connection.name}: reports", organisation=connection.organisation, scopes=REPORTS,
        actor=system_account(), at=at,
    )  # fmt: skip
    connection.caller = token.client
    save(connection, "caller")
    audit("connection.reporting_key_given", connection, actor=actor, at=at)
    return key


def _revoke(account: Any, at: datetime) -> None:
    for token in account.tokens.filter(revoked_at=None) if account is not None else ():
        revoke_token(token=token, actor=system_account(), at=at)


@operation
def pause_connection(*, connection: Connection, paused: bool, actor: Any, at: datetime) -> Connection:
    """Hold everything back, or let it go again. What happens meanwhile waits."""
    connection = lock(connection)
    require(policies.may_manage_connections(actor, connection.organisation_id))
    connection.paused_at = at if paused else None
    connection.retry_at = None if connection.failing_since is None else at
    save(connection, "paused_at", "retry_at")
    audit("connection.paused" if paused else "connection.resumed", connection, actor=actor, at=at)
    return connection


@operation
def end_connection(*, connection: Connection, actor: Any, at: datetime) -> Connection:
    """Nothing goes there any more and nothing is heard from it. What was told stays on record."""
    connection = lock(connection)
    require(policies.may_manage_connections(actor, connection.organisation_id))
    connection.ended_at = at
    save(connection, "ended_at")
    connection.routes.filter(ended_at=None).update(ended_at=at)
    _revoke(connection.client, at)
    _revoke(connection.caller, at)
    audit("connection.ended", connection, actor=actor, at=at)
    return connection
