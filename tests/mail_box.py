"""A real IMAP server on high ports, for tests: dovecot with one user, where the machine has it and we are root."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from certificates import Authority

USER, PASSWORD = "tra-loi@huyen.example", "mật-khẩu-thử"

_CONFIG = """\
base_dir = {here}/run
state_dir = {here}/run
instance_name = dondoc-test
protocols = imap
listen = 127.0.0.1
log_path = {here}/dovecot.log
{tls}
disable_plaintext_auth = no
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
first_valid_uid = 1
mail_uid = {uid}
mail_gid = {gid}
mail_location = maildir:{here}/mail
passdb {{
  driver = static
  args = password={{PLAIN}}{password}
}}
userdb {{
  driver = static
  args = home={here}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


class Addresses(NamedTuple):
    """The same mailbox: without TLS or with STARTTLS (`plain`), and with TLS from the start."""

    plain: str
    tls: str


@contextmanager
def dovecot(authority: Authority | None = None) -> Iterator[Addresses]:
    """The addresses of an empty mailbox; skips with the reason where there can be none. TLS only with an authority."""
    program = shutil.which("dovecot") or (Path("/usr/sbin/dovecot").is_file() and "/usr/sbin/dovecot")
    if not program:
        pytest.skip("no IMAP server: dovecot is not installed on this machine")
    if os.geteuid() != 0:
        pytest.skip("no IMAP server: dovecot starts as root only")
    # A short path: dovecot's sockets lie below it, and a socket's name has 107 letters at most.
    folder = Path(tempfile.mkdtemp(prefix="dv"))
    with socket.socket() as free, socket.socket() as other:
        free.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, tls_port = free.getsockname()[1], other.getsockname()[1]
    tls = f"ssl = yes\nssl_cert = <{authority.certificate}\nssl_key = <{authority.key}" if authority else "ssl = no"
    config = folder / "dovecot.conf"
    for name in ("run", "mail", "home"):
        (folder / name).mkdir(parents=True)
    owner = 65534  # nobody: dovecot gives mail to no root
    for path in [folder, *folder.parents]:
        if path == Path("/tmp") or path == Path("/"):
            break
        path.chmod(path.stat().st_mode | 0o055)
    for name in ("mail", "home"):
        os.chown(folder / name, owner, owner)
    given = {"here": folder, "port": port, "tls_port": tls_port, "tls": tls, "uid": owner, "gid": owner}
    config.write_text(_CONFIG.format(**given, password=PASSWORD))
    running = subprocess.Popen([program, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, running, folder)
        who = "tra-loi%40huyen.example:m%E1%BA%ADt-kh%E1%BA%A9u-th%E1%BB%AD"
        yield Addresses(f"imap://{who}@127.0.0.1:{port}/INBOX", f"imaps://{who}@localhost:{tls_port}/INBOX")
    finally:
        running.terminate()
        running.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, running: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _ in range(200):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        if running.poll() is not None:
            log = folder / "dovecot.log"
            pytest.skip(f"no IMAP server: dovecot did not start: {log.read_text() if log.exists() else '?'}")
        time.sleep(0.05)
    pytest.skip("no IMAP server: dovecot did not answer")
