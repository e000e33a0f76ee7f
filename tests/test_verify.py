"""A stranger can check the log from an export, with the script of docs/verify.md."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from builders import an_issued_directive, an_obligation
from conftest import AT
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_public_key

from directive.errors import BadInput
from directive.sealing import heads_text, sealed
from directive.store import Store, log

SCRIPT = Path(__file__).resolve().parent.parent / "docs" / "verify.py"


@pytest.fixture
def export(memory: Store, tmp_path: Path) -> Path:
    an_issued_directive(memory, at=AT, obligations=(an_obligation(),))
    path = tmp_path / "nhat-ky.jsonl"
    with memory.reading() as conn:
        lines = [json.dumps({**dict(e), "at": e.at.isoformat()}, ensure_ascii=False) for e in log.read(conn)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def checked(*path: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-S", str(SCRIPT), *map(str, path)], capture_output=True, text=True, check=False
    )


def test_an_untouched_export_holds(export: Path) -> None:
    done = checked(export)

    assert done.returncode == 0
    assert "van-ban/1 3 " in done.stdout


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda lines: [lines[0], lines[1].replace("thu.txt", "tho.txt"), *lines[2:]], "content and hash"),
        (lambda lines: [lines[0], *lines[2:]], "after event 0 comes event 2"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], "after event 0 comes event 2"),
    ],
    ids=["a changed byte", "a dropped event", "two events in the wrong order"],
)
def test_a_damaged_export_is_found_and_named(export: Path, damage: object, says: str) -> None:
    lines = export.read_text(encoding="utf-8").splitlines()
    export.write_text("\n".join(damage(lines)), encoding="utf-8")  # type: ignore[operator]

    done = checked(export)

    assert done.returncode == 1
    assert says in done.stdout


def noted(store: Store, path: Path) -> Path:
    with store.reading() as conn:
        path.write_bytes(heads_text(log.heads(conn)))
    return path


def test_heads_noted_earlier_hold_while_the_log_grows(export: Path, memory: Store, tmp_path: Path) -> None:
    assert checked(export, noted(memory, tmp_path / "dau.txt")).returncode == 0


def test_a_log_cut_at_its_end_is_found_by_the_heads_of_an_earlier_day(
    export: Path, memory: Store, tmp_path: Path
) -> None:
    heads = noted(memory, tmp_path / "dau.txt")
    export.write_text("\n".join(export.read_text(encoding="utf-8").splitlines()[:-1]), encoding="utf-8")

    done = checked(export, heads)

    assert checked(export).returncode == 0  # it holds in itself
    assert (done.returncode, "van-ban/1 event 3: was noted earlier" in done.stdout) == (1, True)


def test_signed_heads_are_checked_with_the_public_key_alone() -> None:
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    seal = sealed(b"van-ban/1 3 ab\n", key=pem)
    public = load_pem_public_key(seal.public_key)
    assert isinstance(public, Ed25519PublicKey)

    public.verify(seal.signature, b"van-ban/1 3 ab\n")
    with pytest.raises(InvalidSignature):
        public.verify(seal.signature, b"van-ban/1 3 ac\n")


def test_a_key_that_is_none_is_refused_without_being_shown() -> None:
    with pytest.raises(BadInput, match="DONDOC_SEAL_KEY") as error:
        sealed(b"", key="bí mật")
    assert "bí mật" not in str(error.value)
