"""The only writers of accounts, memberships and keys."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from civichub.accounts import policies
from civichub.accounts.events import AccountOpened
from civichub.accounts.models import ApiToken, Membership, SavedList, User, UserKind
from civichub.accounts.roles import API_SCOPES, Role
from civichub.core.audit import audit
from civichub.core.errors import Invalid, NotFound
from civichub.core.events import publish
from civichub.core.models import AuditEntry
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text


@operation
def note_account_opened(*, account: User, actor: Any, at: datetime) -> User:
    """Say that a resident's account is open, once: whoever welcomes people hears of it."""
    account = lock(account)
    require(policies.may_open_account(actor))
    if (
        account.kind == UserKind.RESIDENT
        and not AuditEntry.objects.filter(
            action="account.opened", subject_type=account._meta.label_lower, subject_id=account.pk
        ).exists()
    ):
        audit("account.opened", account, actor=actor, at=at)
        publish(AccountOpened(account_id=account.pk), at=at)
    return account


@operation
def add_staff(
    *,
    email: str,
    name: str,
    organisation: Any,
    role: str,
    actor: Any,
    at: datetime,
    team: Any = None,
    password: str = "",
) -> User:
    """Give a person a role in an organisation, making the account when the email is new. Raises `Invalid`."""
    require(policies.may_manage_accounts(actor, organisation.pk))
    if role not in Role.values:
        raise Invalid({"role": "Choose a role from the list."})
    if team is not None and team.organisation_id != organisation.pk:
        raise Invalid({"team": "Choose a team of this organisation."})
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        if password:
            _check_password(password)
        name = clean_text(name, field="name", max_length=120, required=True)
        user = User.objects.create_user(email, password or None, name=name, kind=UserKind.STAFF)
        audit("account.created", user, actor=actor, at=at)
    if user.kind != UserKind.STAFF:
        raise Invalid({"email": "This email belongs to a resident's account. Use a work email."})
    membership, created = Membership.objects.get_or_create(
        user=user, organisation=organisation, team=team, role=role, ends_at=None, defaults={"starts_at": at}
    )
    if created:
        audit("membership.given", membership, actor=actor, at=at, user=user.pk, role=role)
    return user


def _check_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as error:
        raise Invalid({"password": " ".join(error.messages)}) from error


@operation
def end_membership(*, membership: Membership, actor: Any, at: datetime) -> Membership:
    """Take a role away. It stops working at the holder's next request."""
    membership = lock(membership)
    require(policies.may_manage_accounts(actor, membership.organisation_id))
    membership.ends_at = at
    save(membership, "ends_at")
    audit("membership.ended", membership, actor=actor, at=at, user=membership.user_id, role=membership.role)
    return membership


@operation
def register_resident(*, email: str, name: str, actor: Any, at: datetime) -> User:
    """The resident's account for a proven email address; the existing one when there is one."""
    require(policies.may_register_resident(actor))
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, None, name=clean_text(name, field="name", max_length=120))
        audit("account.created", user, actor=actor, at=at)
    return user


@operation
def issue_token(
    *, label: str, organisation: Any, scopes: list[str], actor: Any, at: datetime, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new key for another system; returns the record and the key, which is never shown again."""
    require(policies.may_manage_tokens(actor, organisation.pk))
    label = clean_text(label, field="label", max_length=80, required=True)
    if not scopes or set(scopes) - API_SCOPES.keys():
        raise Invalid({"scopes": "Choose what the key may do from the list."})
    key = "hub_" + secrets.token_urlsafe(32)
    client = User.objects.create_user(f"{secrets.token_hex(8)}@client.invalid", None, name=label, kind=UserKind.CLIENT)
    token = ApiToken.objects.create(
        client=client,
        organisation=organisation,
        label=label,
        digest=hashlib.sha256(key.encode()).hexdigest(),
        scopes=sorted(scopes),
        created_at=at,
        expires_at=expires_at,
    )
    audit("token.issued", token, actor=actor, at=at, scopes=sorted(scopes))
    return token, key


@operation
def revoke_token(*, token: ApiToken, actor: Any, at: datetime) -> ApiToken:
    """Stop a key at once."""
    token = lock(token)
    require(policies.may_manage_tokens(actor, token.organisation_id))
    token.revoked_at = at
    save(token, "revoked_at")
    audit("token.revoked", token, actor=actor, at=at)
    return token


@operation
def save_list(*, name: str, page: str, query: str, shared: bool, actor: Any, at: datetime) -> SavedList:
    """Keep a list under a name; the same name again replaces it. Shared: with the actor's first team."""
    require(policies.may_keep_lists(actor))
    name = clean_text(name, field="name", max_length=60, required=True)
    team = next((m.team for m in actor.memberships_in_force if m.team_id), None) if shared else None
    kept, _ = SavedList.objects.update_or_create(
        user=actor,
        page=page,
        name=name,
        defaults={"query": clean_text(query, field="query", max_length=1000), "team": team},
    )
    audit("list.saved", kept, actor=actor, at=at, name=name)
    return kept


@operation
def forget_list(*, list_id: int, actor: Any, at: datetime) -> None:
    """Forget a list of one's own. Raises `NotFound` for anybody else's."""
    kept = SavedList.objects.filter(pk=list_id, user=actor).first()
    if kept is None:
        raise NotFound()
    require(policies.may_forget_list(actor, kept))
    audit("list.forgotten", kept, actor=actor, at=at, name=kept.name)
    kept.delete()


@operation
def close_own_account(*, account: User, actor: Any, at: datetime) -> User:
    """A resident gives up their sign-in: it opens nothing from now on, and the email address is free again.

    What they asked for stays with the councils that deal with it. The account's row stays, because the audit names it.
    """
    account = lock(account)
    require(policies.may_close_account(actor, account))
    account.email, account.name, account.is_active = f"closed-{account.pk}@account.invalid", "", False
    account.set_unusable_password()
    save(account, "email", "name", "is_active", "password")
    for kept in (EmailAddress, Authenticator, SocialAccount):
        kept.objects.filter(user=account).delete()
    audit("account.closed", account, actor=actor, at=at)
    return account


@operation
def change_own_settings(*, account: User, name: str, shortcuts_on: bool, actor: Any, at: datetime) -> User:
    """Staff change how they are called and whether single keys act on the desk."""
    account = lock(account)
    require(policies.may_change_own_settings(actor, account))
    account.name = clean_text(name, field="name", max_length=120, required=True)
    account.shortcuts_on = shortcuts_on
    save(account, "name", "shortcuts_on")
    audit("account.settings_changed", account, actor=actor, at=at, shortcuts_on=shortcuts_on)
    return account
