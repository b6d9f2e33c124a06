"""What search keeps: the vectors of all texts, and the words that administrators taught it."""

from __future__ import annotations

from django.db import models


class StoredIndex(models.Model):
    """The vectors of one collection's texts, as bytes. Each web process reads them again when `version` has moved."""

    name = models.SlugField(unique=True)
    version = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    vectors = models.BinaryField(default=bytes)
    texts = models.PositiveIntegerField(default=0)
    built_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class EverydayWord(models.Model):
    """A word or initials that residents use, and the words the services use; added to the list that is shipped."""

    term = models.CharField(max_length=60, unique=True)
    meaning = models.CharField(max_length=160)

    class Meta:
        ordering = ["term"]

    def __str__(self) -> str:
        return f"{self.term}: {self.meaning}"
