"""PostgreSQL full text over the same services: title twice the weight of the text, any word may match, best first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from benchmarks.search.measuring import Ranker
from civichub.core.search.index import Document
from civichub.devtools.postgres import EmbeddedPostgres, throwaway_cluster

_TABLE = """
CREATE TEMPORARY TABLE full_text (key integer PRIMARY KEY, words tsvector);
"""
_ROW = """
INSERT INTO full_text VALUES (%s, setweight(to_tsvector('english', %s), 'A') || to_tsvector('english', %s))
"""
# AND, which websearch_to_tsquery means by default, finds 7 in 100 residents' questions; OR is full text at its best.
_SEARCH = """
WITH query AS (
    SELECT to_tsquery('english', string_agg(quote_literal(lexeme), ' | ')) AS words
    FROM unnest(to_tsvector('english', %s))
)
SELECT key FROM full_text, query WHERE full_text.words @@ query.words
ORDER BY ts_rank_cd(full_text.words, query.words) DESC, key LIMIT 10
"""


@contextmanager
def full_text_ranker(services: list[Document]) -> Iterator[Ranker]:
    """A ranker over a temporary table; it calls whatever it finds close, for it has no line of its own."""
    with EmbeddedPostgres(throwaway_cluster()) as server, psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(_TABLE)
        with connection.cursor() as cursor:
            cursor.executemany(_ROW, [(service.key, service.title, service.body) for service in services])
        connection.execute("CREATE INDEX ON full_text USING gin (words)")
        connection.execute("ANALYZE full_text")

        def rank(text: str) -> tuple[list[int], bool]:
            found = [key for (key,) in connection.execute(_SEARCH, [text])]
            return found, bool(found)

        yield rank
