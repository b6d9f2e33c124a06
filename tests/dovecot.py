"""Debian's IMAP server, for one test: unprivileged, on a free loopback port, with a mailbox of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "a-mailbox-of-a-test"
_CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
auth_mechanisms = plain
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server. Mail dropped by `deliver` lies in the inbox of `user`."""

    port: int
    home: Path
    uid: int
    gid: int
    user: str = "enquiries"

    def deliver(self, content: bytes, name: str) -> None:
        """As a delivery agent does: written beside, then moved in at once."""
        box = self.home / "mail" / self.user
        for folder in ("tmp", "new", "cur"):
            (box / folder).mkdir(parents=True, exist_ok=True)
        path = box / "tmp" / name
        path.write_bytes(content)
        for one in (box.parent, box, *(box / folder for folder in ("tmp", "new", "cur")), path):
            os.chown(one, self.uid, self.gid)
        path.rename(box / "new" / name)

    def lying_in(self, folder: str = "") -> int:
        """How many messages are in a folder; the inbox where none is named."""
        box = self.home / "mail" / self.user / (f".{folder}" if folder else "")
        return sum(1 for part in ("new", "cur") if (box / part).exists() for _ in (box / part).iterdir())


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """The server until the block ends. It never runs as root: under root it runs as nobody."""
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
    home.chmod(0o755)
    for folder in ("run", "mail"):
        (home / folder).mkdir()
        os.chown(home / folder, account.pw_uid, account.pw_gid)
    os.chown(home, account.pw_uid, account.pw_gid)
    group = subprocess.run(["id", "-gn", account.pw_name], capture_output=True, text=True, check=True).stdout.strip()
    (home / "dovecot.conf").write_text(
        _CONFIGURATION.format(
            home=home,
            port=port,
            user=account.pw_name,
            group=group,
            uid=account.pw_uid,
            gid=account.pw_gid,
            password=PASSWORD,
        )
    )
    (home / "dovecot.conf").chmod(0o644)
    process = subprocess.Popen(
        ["/usr/sbin/dovecot", "-F", "-c", str(home / "dovecot.conf")], user=account.pw_uid, group=account.pw_gid,
        extra_groups=[], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port, process, home)
        yield Dovecot(port, home, account.pw_uid, account.pw_gid)
    finally:
        process.terminate()
        process.wait(timeout=10)
        shutil.rmtree(home, ignore_errors=True)


def _wait_for(port: int, process: subprocess.Popen[bytes], home: Path) -> None:
    for _ in range(100):
        if process.poll() is not None:
            log = home / "log"
            raise RuntimeError(f"dovecot ended: {log.read_text() if log.exists() else 'no log'}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("dovecot does not listen")
