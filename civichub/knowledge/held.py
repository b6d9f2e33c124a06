"""What this context holds about some words: articles. It holds nothing on the people who ask."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.postgres.search import SearchQuery

from civichub.core.held import Held, Sought
from civichub.knowledge.models import ArticleVersion


def held(sought: Sought) -> Iterator[Held]:
    """Each published version of an article of these organisations that has the words."""
    if not sought.words:
        return
    found = ArticleVersion.objects.exclude(state="draft").filter(
        article__organisation__in=sought.organisations,
        search=SearchQuery(sought.words, config="english", search_type="websearch"),
        **sought.times("effective_from"),
    )
    for version in found.select_related("article").order_by("effective_from", "pk"):
        parts = (version.title, version.summary, version.source, version.points)
        title = f"Article “{version.title}”, version {version.number}"
        text = "\n\n".join(part for part in parts if part)
        at = version.effective_from or version.article.created_at
        yield Held(f"knowledge.version:{version.pk}", title, at, version.article.organisation_id, text)
