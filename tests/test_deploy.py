"""What docs/deploy.md hands out fits this version: units systemd accepts, settings and commands that exist."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from directive.settings import Settings
from flows.cli import COMMANDS
from flows.up import PARTS

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("dondoc*"))
GUIDE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_accepts_every_unit(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/dondoc/.venv/bin/dondoc", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", *map(str, tmp_path.glob("dondoc*"))], capture_output=True, text=True, check=False
    )

    assert said.returncode == 0
    assert [line for line in said.stderr.splitlines() if "dondoc" in line] == []


@pytest.mark.parametrize("unit", [u for u in UNITS if u.suffix == ".service"], ids=lambda u: u.name)
def test_a_unit_runs_without_rights_it_does_not_need(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")

    assert "User=dondoc" in text
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n", "PrivateTmp=yes"):
        assert line in text
    words = re.findall(r"^ExecStart=/opt/dondoc/\.venv/bin/dondoc (\S+)(?: (\w+))?", text, re.MULTILINE)
    assert words
    assert all(command in COMMANDS and (not part or part in PARTS) for command, part in words)


def test_the_compose_file_sets_only_what_there_is() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    named = set(re.findall(r"DONDOC_([A-Z_]+?)(?:_FILE)?:", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))

    assert {name.lower() for name in named} <= set(Settings.model_fields)
    for service in compose["services"].values():
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        if "command" in service:
            assert service["command"][0] in COMMANDS
            assert service["command"][1] in PARTS


def test_every_command_and_setting_of_the_guide_exists() -> None:
    lines = "\n".join(line for line in GUIDE.splitlines() if line.startswith("    "))
    commands = set(re.findall(r"`dondoc ([a-z]+)", GUIDE)) | set(re.findall(r"\bdondoc +([a-z]+)", lines)) - {"dondoc"}
    settings = {name.lower() for name in re.findall(r"DONDOC_([A-Z_]+?)(?:_FILE)?\b", GUIDE)}

    assert commands - set(COMMANDS) == set()
    assert settings <= {*Settings.model_fields, "test_database_url", "faults"}


def test_everything_installed_may_be_used_in_an_office() -> None:
    """No AGPL or GPL among what runs: they would bind whoever serves the portal. LGPL libraries are used whole."""
    from importlib import metadata

    wanted, seen = list(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]), set()
    refused = {}
    while wanted:
        name = re.split(r"[\s\[<>=!~;(]", wanted.pop(), maxsplit=1)[0].lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another system or Python
        wanted += [line for line in metadata.requires(name) or [] if "extra ==" not in line]
        said = [about.get("License-Expression") or "", (about.get("License") or "")[:200]]
        said += [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
        text = " ".join(said)
        if re.search(r"(?<!L)(?<!Lesser )\bA?GPL|Affero|(?<!Lesser )General Public", text) and not _by_choice(text):
            refused[name] = text
    assert len(seen) > 60
    assert refused == {}


def _by_choice(text: str) -> bool:
    """Offered under another licence as well, or GPL-compatible in name only."""
    return bool(re.search(r"Lesser|LGPL|GPL-compatible| OR |MIT|BSD|Apache|Artistic", text))
