"""PostgreSQL without setting anything up: for the demonstration, for tests and for small trials.

Owns the embedded server's programs, data folder and life. Production uses a server of its own, named by DATABASE_URL.
"""

from civichub.devtools.postgres.cluster import Cluster, data_root, default_cluster, throwaway_cluster
from civichub.devtools.postgres.embedded import (
    EmbeddedPostgres,
    database_address,
    database_url,
    look_after_database,
)
from civichub.devtools.postgres.errors import PostgresError

__all__ = [
    "Cluster",
    "EmbeddedPostgres",
    "PostgresError",
    "data_root",
    "database_address",
    "database_url",
    "default_cluster",
    "look_after_database",
    "throwaway_cluster",
]
