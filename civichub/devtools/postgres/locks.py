"""Locks that the kernel lets go however their holder ends."""

import fcntl
from typing import IO


def try_lock(file: IO[str]) -> bool:
    """Takes the file's lock for us alone; False if somebody else holds it, alone or shared."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
