"""Scanned post, the letters in it, the letters that go out, and print runs."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from civichub.messaging.letters.states import BATCH, LETTER, RUN
from civichub.messaging.models.standard import AnswerOwed

BRINGS_POST = "post.handle"


class PostBatchQuerySet(models.QuerySet["PostBatch"]):
    def visible_to(self, user: Any) -> Self:
        """Batches of organisations whose post this person handles."""
        return self if user.is_system else self.filter(organisation__in=user.organisations_with(BRINGS_POST))


class PostBatch(models.Model):
    """A file from the scanner, kept as it came. `received_on`: the day stamped on its letters unless they differ.

    `queue` is where letters go that no sheet sends elsewhere. `pages_total` is known once the file was opened;
    `pages_read` says how far the reading is.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("tiff", "TIFF")], blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    from_folder = models.BooleanField(default=False)
    received_on = models.DateField()
    queue = models.ForeignKey("routing.Queue", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(BATCH.states.items()), default="reading")
    pages_total = models.PositiveIntegerField(default=0)
    pages_read = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField(null=True, blank=True)

    objects = PostBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                condition=~Q(state="discarded"),
                name="one_batch_per_file_and_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(state="registered") | Q(registered_at__isnull=False, registered_by__isnull=False),
                name="registered_batch_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-added_at", "-id"], name="post_batches_by_day")]

    def __str__(self) -> str:
        return self.name


class LetterInQuerySet(models.QuerySet["LetterIn"]):
    def visible_to(self, user: Any) -> Self:
        """Letters of organisations in which `user` may see contacts, and those the user has in hand.

        One about a sensitive service is open to those who see sensitive cases there, and to whoever has it in hand.
        """
        if user.is_system:
            return self
        seen = user.organisations_with("contact.view")
        ordinary = Q(organisation__in=seen) & ~Q(contact__service__sensitivity="sensitive")
        sensitive = Q(organisation__in=seen & user.organisations_with("case.view_sensitive"))
        return self.filter(ordinary | sensitive | Q(contact__handled_by=user))


class LetterIn(AnswerOwed):
    """A letter that came. A letter of ours counts as a response from when it was posted.

    `how` is the channel of the first response.
    """

    NO_REPLY = ("closed", "withdrawn")

    reference = models.CharField(max_length=9, unique=True)
    batch = models.ForeignKey(PostBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    contact = models.OneToOneField("contacts.Contact", on_delete=models.PROTECT, related_name="letter")
    sender = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=12, choices=list(LETTER.states.items()), default="waiting")
    answered_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    objects = LetterInQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["organisation", "due_at", "id"], name="letters_in_by_due"),
            models.Index(fields=["organisation", "received_on"], name="letters_in_by_receipt"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def needs_no_reply(self) -> bool:
        return self.state in self.NO_REPLY


class PostPage(models.Model):
    """A page of a batch, as it is shown. The first of a letter (`starts`) carries what was said of the letter.

    `code` is what its barcode says; `left_out` pages (separators, backs, blank pages) belong to no letter.
    """

    batch = models.ForeignKey(PostBatch, on_delete=models.CASCADE, related_name="pages")
    letter = models.ForeignKey(LetterIn, null=True, blank=True, on_delete=models.PROTECT, related_name="pages")
    number = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    small_path = models.CharField(max_length=200)
    rotation = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=80, blank=True)
    is_separator = models.BooleanField(default=False)
    is_blank = models.BooleanField(default=False)
    left_out = models.BooleanField(default=False)
    starts = models.BooleanField(default=False)
    queue = models.ForeignKey("routing.Queue", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(null=True, blank=True)
    sender = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_page_per_number_of_a_batch"),
            models.CheckConstraint(condition=Q(rotation__in=[0, 90, 180, 270]), name="pages_turn_by_quarters"),
        ]

    def __str__(self) -> str:
        return f"page {self.number} of {self.batch}"


class PrintRunQuerySet(models.QuerySet["PrintRun"]):
    def visible_to(self, user: Any) -> Self:
        """Runs of organisations whose post this person handles."""
        return self if user.is_system else self.filter(organisation__in=user.organisations_with(BRINGS_POST))


class PrintRun(models.Model):
    """Letters printed together. `path` is the PDF, empty where none could be made or once it was removed.

    `hides_address`: a letter in it goes to a person at risk, so that only those who may see that address open it.
    """

    reference = models.CharField(max_length=9, unique=True)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(RUN.states.items()), default="making")
    both_sides = models.BooleanField(default=False)
    letter_count = models.PositiveIntegerField(default=0)
    page_count = models.PositiveIntegerField(default=0)
    hides_address = models.BooleanField(default=False)
    path = models.CharField(max_length=200, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField(null=True, blank=True)

    objects = PrintRunQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="posted") | Q(posted_at__isnull=False, posted_by__isnull=False),
                name="posted_run_says_by_whom",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class OutKind(models.TextChoices):
    ANSWER = "answer", "Full answer"
    ACKNOWLEDGEMENT = "acknowledgement", "Acknowledgement"
    LETTER = "letter", "Letter"


class LetterOutQuerySet(models.QuerySet["LetterOut"]):
    def visible_to(self, user: Any) -> Self:
        """Letters of organisations in which `user` may see contacts; sensitive ones need that power too."""
        if user.is_system:
            return self
        seen = user.organisations_with("contact.view")
        sensitive = Q(organisation__in=seen & user.organisations_with("case.view_sensitive"))
        return self.filter(Q(organisation__in=seen, message__is_sensitive=False) | sensitive)


class LetterOut(models.Model):
    """What became on paper of a message of delivery: why it was stopped, in which run it is, whether it came back.

    Written by a person, or made for a message of the hub's own when it came to be printed (`written_by` is empty).
    `stopped_at`: nothing is printed until a person has decided. `place` is its place in the run.
    """

    message = models.OneToOneField("delivery.Message", on_delete=models.PROTECT, related_name="letter")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_point = models.ForeignKey(
        "customers.ContactPoint", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=OutKind, default=OutKind.LETTER)
    letter = models.ForeignKey(LetterIn, null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    run = models.ForeignKey(PrintRun, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    place = models.PositiveIntegerField(default=0)
    first_page = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    posted_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=20, blank=True)
    stopped_by_return = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="stopped_others"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_why = models.CharField(max_length=20, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = LetterOutQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_why="") | Q(stopped_at__isnull=False) & ~Q(stopped_why=""),
                name="stopped_letter_says_why",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "-written_at", "-id"], name="letters_out_by_day"),
            models.Index(fields=["organisation"], condition=Q(stopped_at__isnull=False), name="letters_stopped"),
            models.Index(fields=["id"], condition=Q(posted_at=None), name="letters_not_posted"),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Letterhead(models.Model):
    """How the letters of an organisation look. Millimetres are from the top left corner of the sheet.

    `languages` are those in which the statement about other formats is printed; `statement` takes its place in English.
    """

    organisation = models.OneToOneField("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    return_address = models.TextField(blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    statement = models.CharField(max_length=400, blank=True)
    window_left_mm = models.PositiveSmallIntegerField(
        default=25, validators=[MinValueValidator(15), MaxValueValidator(40)]
    )
    window_top_mm = models.PositiveSmallIntegerField(
        default=46, validators=[MinValueValidator(35), MaxValueValidator(65)]
    )
    closing = models.CharField(max_length=80, default="Yours sincerely")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(window_left_mm__range=(15, 40), window_top_mm__range=(35, 65)),
                name="window_is_where_windows_are",
            )
        ]

    def __str__(self) -> str:
        return f"letterhead {self.pk}"
