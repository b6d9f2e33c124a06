"""Accounts and memberships. Passwords, passkeys and codes belong to django-allauth."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from civichub.accounts.roles import API_SCOPES, POWERS, ROLE_POWERS, Role
from civichub.core.prepared import Given, prepared


class UserKind(models.TextChoices):
    STAFF = "staff", "Staff"
    RESIDENT = "resident", "Resident"
    CLIENT = "client", "Another system"
    SYSTEM = "system", "The hub itself"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new account; without a password it cannot sign in with one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get(self, *args: Any, **conditions: Any) -> User:
        """One account. By its key alone, as every request asks for whoever is signed in, by a prepared statement."""
        if args or conditions.keys() != {"pk"}:
            return super().get(*args, **conditions)
        found = _account(pk=conditions["pk"])
        if not found:
            raise self.model.DoesNotExist
        found[0].has_second_factor = found[0].factors
        return found[0]

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person or system that acts. Never deleted: the audit names it."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=UserKind, default=UserKind.RESIDENT)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    shortcuts_on = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_system(self) -> bool:
        return self.kind == UserKind.SYSTEM

    @property
    def is_staff_member(self) -> bool:
        return self.kind == UserKind.STAFF

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether signing in asks for more than a password; read with the account itself where a request reads that."""
        return apps.get_model("mfa", "Authenticator").objects.filter(user=self).exists()

    @cached_property
    def memberships_in_force(self) -> list[Membership]:
        """Current memberships, read once for this object (so once a request)."""
        return _memberships(user=self.pk, now=timezone.now())

    @cached_property
    def powers(self) -> dict[int, frozenset[str]]:
        """What this account may do, by organisation id. A system account may do everything, in every organisation."""
        found: dict[int, set[str]] = defaultdict(set)
        if self.kind == UserKind.CLIENT:
            for token in self.tokens.filter(revoked_at=None):
                found[token.organisation_id] |= API_SCOPES.keys() & set(token.scopes)
        for membership in self.memberships_in_force:
            found[membership.organisation_id] |= ROLE_POWERS[membership.role]
        return {organisation: frozenset(powers) for organisation, powers in found.items()}

    def has_power(self, power: str, organisation_id: int | None) -> bool:
        """Whether this account holds `power` in that organisation. Raises `KeyError` for a power nobody defined."""
        POWERS[power]
        return self.is_active and (self.is_system or power in self.powers.get(organisation_id or 0, frozenset()))

    def holds_anywhere(self, power: str) -> bool:
        """Whether this account holds `power` in any organisation."""
        return self.is_active and (self.is_system or bool(self.organisations_with(power)))

    def organisations_with(self, power: str) -> frozenset[int]:
        """The ids of the organisations in which this account holds `power`."""
        POWERS[power]
        if not self.is_active:
            return frozenset()
        return frozenset(organisation for organisation, powers in self.powers.items() if power in powers)

    @property
    def team_ids(self) -> frozenset[int]:
        """The teams this account works in."""
        return frozenset(m.team_id for m in self.memberships_in_force if m.team_id)


class Membership(models.Model):
    """A role held by an account in an organisation, perhaps in one of its teams. `areas` are a councillor's wards."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(
        "organisations.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=30, choices=Role)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "team", "role"],
                condition=Q(ends_at=None),
                name="one_open_membership_per_role",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="membership_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


@prepared
def _account() -> models.QuerySet[User]:
    factors = apps.get_model("mfa", "Authenticator").objects.filter(user=models.OuterRef("pk"))
    return User._base_manager.filter(pk=Given("pk")).annotate(factors=models.Exists(factors))


@prepared
def _memberships() -> models.QuerySet[Membership]:
    in_force = Q(ends_at=None) | Q(ends_at__gt=Given("now"))
    held = Membership.objects.filter(in_force, user=Given("user"), organisation__is_active=True)
    return held.select_related("organisation", "team")


class ApiToken(models.Model):
    """A key of another system, for one organisation. Only its SHA-256 is kept; the key is shown once."""

    client = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label

    def usable(self, at: datetime) -> bool:
        """Whether it may be used at that moment."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at) and self.client.is_active


class SavedList(models.Model):
    """A list that somebody keeps under a name: the page and its query. A shared one is seen by the whole team."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_lists")
    team = models.ForeignKey("organisations.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="one_saved_list_per_name")]

    def __str__(self) -> str:
        return self.name
