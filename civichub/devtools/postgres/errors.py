"""What can go wrong with the embedded database, said so that the reader knows what to do."""


class PostgresError(RuntimeError):
    """The embedded PostgreSQL cannot be found, prepared or started; the message names the way out."""
