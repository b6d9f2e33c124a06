"""Two questions that machines ask: does the process answer, and can it do its work?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from civichub.web.access import public

_schema_seen_complete = False


@public
def live(request: HttpRequest) -> HttpResponse:
    """200 whenever the process answers: what a process manager restarts by."""
    return HttpResponse("live\n", content_type="text/plain")


@public
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has every migration, else 503 and what is wanting: what a proxy routes by."""
    wanting = _what_is_wanting()
    response = JsonResponse({"ready": wanting is None, "wanting": wanting}, status=200 if wanting is None else 503)
    response["Cache-Control"] = "no-store"
    return response


def _what_is_wanting() -> str | None:
    """The schema is compared until it has been complete once: it only grows while the process runs."""
    global _schema_seen_complete
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _schema_seen_complete:
            executor = MigrationExecutor(connection)
            _schema_seen_complete = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "database"
    return None if _schema_seen_complete else "migrations"
