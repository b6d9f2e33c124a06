"""What somebody has filled in so far, the files with it, and equality answers that belong to nobody."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models

from civichub.forms.states import DRAFT_LIFECYCLE

TOKEN_BYTES = 24


def new_token() -> str:
    """192 random bits for an address that gives access by being known."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class FormDraft(models.Model):
    """A form being filled in by a resident, or by an advisor for one. Whoever knows the token may go on with it.

    The token is kept as it is: whoever reads this table reads the answers as well. `context` carries what the way in
    needs at the end (service, contact, channel), as plain values. `result_reference` is what `finish_draft` led to.
    """

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    form_version = models.ForeignKey("forms.FormVersion", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(DRAFT_LIFECYCLE.states.items()), default="open")
    answers = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result_reference = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="finished") | models.Q(finished_at__isnull=False),
                name="finished_draft_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="open_drafts_by_expiry", condition=models.Q(state="open")),
            models.Index(fields=["owner", "-saved_at"], name="drafts_by_owner"),
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"


def file_path(file: DraftFile, name: str) -> str:
    """Where an uploaded file is kept: nothing of its own name or type, so that no server can be made to run it."""
    return f"drafts/{file.draft_id}/{secrets.token_hex(16)}"


class DraftFile(models.Model):
    """A file given with an answer. `content_type` is what its bytes are, not what its name says."""

    draft = models.ForeignKey(FormDraft, on_delete=models.CASCADE, related_name="files")
    ref = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    question = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    content = models.FileField(upload_to=file_path, max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "question", "sha256"], name="same_file_once_per_question"),
        ]

    def __str__(self) -> str:
        return self.name


class EqualityReturn(models.Model):
    """Equality answers, without a link to person, case or draft; the day is that of the month's first (F6)."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    form_key = models.CharField(max_length=60)
    month = models.DateField()
    questions_version = models.ForeignKey("forms.FormVersion", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "month"], name="equality_by_month")]

    def __str__(self) -> str:
        return f"Equality return {self.month:%B %Y}"
