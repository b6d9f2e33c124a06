"""How a telephone proves who it is when it registers."""

from __future__ import annotations

import hashlib
import re


def credentials(challenge: str, user: str, server: str, password: str) -> str:
    """The header by which a telephone answers a challenge (RFC 3261, 22.4; MD5 without quality of protection)."""
    named = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    uri = f"sip:{server}"
    who, what = (
        hashlib.md5(":".join(words).encode()).hexdigest()
        for words in ((user, named["realm"], password), ("REGISTER", uri))
    )
    response = hashlib.md5(f"{who}:{named['nonce']}:{what}".encode()).hexdigest()
    return (
        f'Authorization: Digest username="{user}", realm="{named["realm"]}", nonce="{named["nonce"]}", '
        f'uri="{uri}", response="{response}", algorithm=MD5, opaque="{named.get("opaque", "")}"\r\n'
    )
