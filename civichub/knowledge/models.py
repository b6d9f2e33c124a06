"""Articles and their versions, what was said of them or looked for in vain, prompts (A4, A5), and canned text."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.text import slugify

from civichub.core.versions import DefinitionVersion, VersionState, keep_published_text, no_overlap
from civichub.knowledge.policies import EDIT
from civichub.knowledge.states import GAP, PROMPT_ANSWERS
from civichub.knowledge.wording import OTHER_WORDS_LENGTH, SUMMARY_LENGTH, Link, links_of


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: Any) -> Self:
        """For staff: what was ever published, and what they may edit themselves. For anybody else nothing."""
        if user.is_system:
            return self
        if not user.is_staff_member:
            return self.none()
        published = ArticleVersion.objects.filter(article=OuterRef("pk")).exclude(state=VersionState.DRAFT)
        return self.filter(models.Exists(published) | Q(organisation__in=user.organisations_with(EDIT)))


class Article(models.Model):
    """One thing to know. `organisation` and `keeper` answer for it; a shared one is read by the whole partnership.

    An organisation's own article with the `key` of a shared one takes its place there while a version is in force.
    """

    key = models.SlugField(max_length=60)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    is_shared = models.BooleanField(default=False)
    service = models.ForeignKey("catalogue.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(is_shared=True), name="one_shared_article_per_key"),
            models.UniqueConstraint(
                fields=["key", "organisation"], condition=Q(is_shared=False), name="one_own_article_per_key"
            ),
        ]
        indexes = [models.Index(fields=["review_on"], name="article_by_review")]

    def __str__(self) -> str:
        return self.key

    @property
    def scope_id(self) -> int | None:
        """The organisation whose versions these are; None for the whole partnership."""
        return None if self.is_shared else self.organisation_id


class ArticleVersionQuerySet(models.QuerySet["ArticleVersion"]):
    def of(self, key: str, organisation_id: int | None) -> Self:
        """The versions of one article of one organisation; None: of the shared one."""
        return self.filter(key=key, organisation_id=organisation_id)

    def in_force(self, at: datetime) -> Self:
        """Those in force at that moment, withdrawn since or not."""
        return self.exclude(state=VersionState.DRAFT).filter(
            Q(effective_until=None) | Q(effective_until__gt=at), effective_from__lte=at
        )

    def holding_for(self, organisation_id: int, at: datetime) -> Self:
        """What holds in one organisation: its own versions, and the shared ones that none of its own replaces."""
        own = ArticleVersion.objects.in_force(at).filter(organisation=organisation_id)
        replaced = Q(organisation=None) & models.Exists(own.filter(key=OuterRef("key")))
        return self.in_force(at).filter(Q(organisation=None) | Q(organisation=organisation_id)).exclude(replaced)

    def visible_to(self, user: Any) -> Self:
        """For staff: what was ever published, and the drafts of articles that they may edit."""
        if user.is_system:
            return self
        if not user.is_staff_member:
            return self.none()
        own = Q(article__organisation__in=user.organisations_with(EDIT))
        return self.filter(~Q(state=VersionState.DRAFT) | own)


class ArticleVersion(DefinitionVersion):
    """One version of an article. `source` is its text, `organisation` None where it is shared.

    `points` are what to ask or say, a line each; `links` are lines of words, a bar and an address; `other_words` are
    what people call it. `search_text` is what a mistyped word is compared with.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    summary = models.CharField(max_length=SUMMARY_LENGTH, blank=True)
    points = models.TextField(blank=True)
    links = models.TextField(blank=True)
    other_words = models.CharField(max_length=OTHER_WORDS_LENGTH, blank=True)
    search_text = models.CharField(max_length=800, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("title", "other_words", weight="A", config="english")
        + SearchVector("title", "other_words", weight="A", config="simple")
        + SearchVector("summary", "points", weight="B", config="english")
        + SearchVector("source", weight="D", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ArticleVersionQuerySet.as_manager()

    class Meta:
        ordering = ["key", "organisation_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "organisation", "number"], name="one_article_version_per_number", nulls_distinct=False
            ),
            models.UniqueConstraint(fields=["article"], condition=Q(state="draft"), name="one_draft_per_article"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(effective_from__isnull=False), name="published_article_has_a_start"
            ),
            models.CheckConstraint(
                condition=Q(effective_until=None) | Q(effective_until__gte=F("effective_from")),
                name="article_ends_after_start",
            ),
            no_overlap("one_article_version_in_force"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="article_by_words"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="article_by_similar_words"),
        ]
        triggers = [
            keep_published_text("article_keeps_published_text"),
            pgtrigger.Trigger(
                name="article_keeps_published_points",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("title", "summary", "points", "links", "other_words", "article_id"),
                condition=pgtrigger.Q(old__state__in=[VersionState.PUBLISHED, VersionState.WITHDRAWN]),
                func="RAISE EXCEPTION 'a published version keeps its text: make a new version';",
            ),
        ]

    @property
    def point_list(self) -> list[str]:
        """What to ask or say, in order."""
        return self.points.splitlines()

    @property
    def link_list(self) -> list[Link]:
        """The links, in order."""
        return links_of(self.links)


class ArticleFeedbackQuerySet(models.QuerySet["ArticleFeedback"]):
    def visible_to(self, user: Any) -> Self:
        """For the editors of the organisation that keeps the article, and of the one that the reader works for."""
        held = user.organisations_with(EDIT)
        return self.filter(Q(version__article__organisation__in=held) | Q(organisation__in=held))


class ArticleFeedback(models.Model):
    """Whether a version helped one advisor, and what was missing. `searched` are the words that led to it, if any.

    `answer` is what the keeper says to whoever found it of no help.
    """

    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="feedback")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    helped = models.BooleanField()
    missing = models.TextField(blank=True)
    searched = models.CharField(max_length=80, blank=True)
    given_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ArticleFeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="one_answer_per_version_and_person"),
        ]

    def __str__(self) -> str:
        return "Helped" if self.helped else "Did not help"


class GapQuerySet(models.QuerySet["Gap"]):
    def visible_to(self, user: Any) -> Self:
        """For those who could write what is missing."""
        return self if user.is_system else self.filter(organisation__in=user.organisations_with(EDIT))


class Gap(models.Model):
    """Words that staff of an organisation looked for, which found nothing or led to what did not help."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=80)
    found_nothing = models.PositiveIntegerField(default=0)
    did_not_help = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(GAP.states.items()), default="open")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done = models.CharField(max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = GapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "words"], name="one_gap_per_words"),
            models.CheckConstraint(condition=Q(state="open") | ~Q(done=""), name="settled_gap_says_what_was_done"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def times(self) -> int:
        """How often, both ways together."""
        return self.found_nothing + self.did_not_help


class PromptRuleQuerySet(models.QuerySet["PromptRule"]):
    def in_force(self, day: date) -> Self:
        """Those that hold on that day."""
        return self.filter(Q(until_day=None) | Q(until_day__gte=day), from_day__lte=day)

    def kept_by(self, user: Any) -> Self:
        """Those of the organisations whose knowledge `user` may edit."""
        return self.filter(organisation__in=user.organisations_with(EDIT))


class PromptRule(models.Model):
    """Offer `service` to whoever meets `condition` (see `prompting.FACTS`), because of `because`, in words to be said.

    What was answered is not asked again for `quiet_months`. A rule is ended, not deleted: its answers stay.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    offer = models.CharField(max_length=120)
    because = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    condition = models.TextField()
    quiet_months = models.PositiveSmallIntegerField(default=12)
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = PromptRuleQuerySet.as_manager()

    class Meta:
        ordering = ["offer", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")), name="prompt_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(quiet_months__range=(1, 60)), name="prompt_is_quiet_1_to_60_months"),
        ]

    def __str__(self) -> str:
        return self.offer


class PromptAnswer(models.Model):
    """What somebody said to an offer, in one contact. `customer` is None where nobody knew who it was."""

    rule = models.ForeignKey(PromptRule, on_delete=models.PROTECT, related_name="answers")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_reference = models.CharField(max_length=9)
    said = models.CharField(max_length=10, choices=PROMPT_ANSWERS)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "contact_reference"], name="one_answer_per_prompt_and_contact"),
        ]
        indexes = [models.Index(fields=["customer", "-answered_at"], name="prompt_answers_of_customer")]

    def __str__(self) -> str:
        return self.get_said_display()


class TextChannel(models.TextChoices):
    """Where words that are written often are offered."""

    EMAIL = "email", "Email"
    LETTER = "letter", "Letters"
    CHAT = "chat", "Webchat"


class CannedText(models.Model):
    """Words that are written often, offered on its `channels`. Without a service they fit every one.

    `language` is a tag like ``en`` or ``pa``. In chat it is found by "/" and its title.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channels = ArrayField(models.CharField(max_length=6, choices=TextChannel))
    language = models.CharField(max_length=12, default="en")
    title = models.CharField(max_length=120)
    body = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["title", "language"]
        constraints = [
            models.UniqueConstraint(Lower("title"), "organisation", "language", name="one_text_per_title_and_language")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shortcut(self) -> str:
        """What is typed after the "/": `opening-hours`."""
        return slugify(self.title)
