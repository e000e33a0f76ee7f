"""Niêm phong: the heads of all logs as text, and a signature over them (pure)."""

from collections.abc import Mapping
from typing import NamedTuple

from directive.errors import BadInput


class Seal(NamedTuple):
    """A signature and the public key (PEM) that checks it."""

    signature: bytes
    public_key: bytes


def heads_text(heads: Mapping[str, tuple[int, str]]) -> bytes:
    """One line a log, sorted: name, number and hash of its last event, as `docs/verify.py` prints them."""
    return "".join(f"{stream} {seq} {head}\n" for stream, (seq, head) in sorted(heads.items())).encode()


def sealed(text: bytes, *, key: str) -> Seal:
    """Sign with an Ed25519 key in PEM (RFC 8032); BadInput for any other key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    try:
        private = load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise BadInput(f"DONDOC_SEAL_KEY không phải khoá PEM không mật khẩu: {type(error).__name__}.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise BadInput("DONDOC_SEAL_KEY không phải khoá Ed25519. Tạo bằng `openssl genpkey -algorithm ed25519`.")
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return Seal(private.sign(text), public)
