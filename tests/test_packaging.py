"""What is shipped: the five packages and nothing else, with every data file readable."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {"directive", "notifications", "portal", "tasks", "flows"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("wheel")
    words = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(out), str(ROOT)]
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    return zipfile.ZipFile(next(out.glob("dondoc-*.whl")))


def test_the_wheel_holds_the_five_packages_and_its_metadata_only(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


@pytest.mark.parametrize("folder", ["directive/vocabulary", "notifications/templates", "portal/templates"])
def test_every_data_file_is_shipped(wheel: zipfile.ZipFile, folder: str) -> None:
    here = {str(p.relative_to(ROOT)) for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in str(p)}

    assert here
    assert here <= set(wheel.namelist())


@pytest.mark.parametrize("file", ["flows/prefect.yaml", "directive/samples/binh-son/cong-van.txt"])
def test_what_lies_outside_the_packages_is_shipped_inside_one(wheel: zipfile.ZipFile, file: str) -> None:
    assert file in wheel.namelist()


def test_the_lock_names_no_address_and_hashes_everything() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert "://" not in lock
    assert "--index" not in lock
    assert "--find" not in lock
    pinned = [line for line in lock.splitlines() if "==" in line and not line.startswith(" ")]
    assert len(pinned) > 100
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_every_dependency_has_a_reason_beside_its_pin() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("[project.optional-dependencies]")]
    pins = [line.strip() for line in block.splitlines() if line.strip().startswith('"')]

    assert len(pins) == len(tomllib.loads(text)["project"]["dependencies"])
    assert [pin for pin in pins if "#" not in pin] == []
