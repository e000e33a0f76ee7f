"""A certificate authority of our own and a server's certificate for `localhost`, made anew for each module of tests."""

import shutil
import ssl
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

_SIGNED = "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n"


class Authority(NamedTuple):
    """`root` vouches for `certificate`; `server` is what a server of Python needs."""

    root: Path
    certificate: Path
    key: Path
    server: ssl.SSLContext


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A CA and a certificate of it; skips where there is no openssl to make them with."""
    openssl = shutil.which("openssl") or pytest.skip("no openssl to make certificates with")
    here = tmp_path_factory.mktemp("tls")
    (here / "signed.cnf").write_text(_SIGNED)
    ca = ["-x509", "-days", "2", "-subj", "/CN=CA of these tests", "-keyout", "ca.key", "-out", "ca.pem"]
    request = ["-subj", "/CN=localhost", "-keyout", "k.pem", "-out", "c.csr"]
    signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2", "-extfile", "signed.cnf", "-out", "c.pem"]
    for command in (
        [openssl, "req", "-newkey", "rsa:2048", "-nodes", *ca],
        [openssl, "req", "-newkey", "rsa:2048", "-nodes", *request],
        [openssl, "x509", "-req", "-in", "c.csr", "-CAcreateserial", *signing],
    ):
        subprocess.run(command, cwd=here, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(here / "c.pem", here / "k.pem")
    return Authority(here / "ca.pem", here / "c.pem", here / "k.pem", context)
