"""Older office formats (.doc, .odt, .rtf) → text: LibreOffice turns them into .docx, which we read ourselves.

antiword and catdoc are quicker but drop list numbers, which here are the numbers of assignments.
"""

import tempfile
from pathlib import Path

from directive.errors import BadInput, MissingTool
from directive.formats import docx, sniff, tools
from directive.formats.loaded import MAX_FILE, Extracted

_SECONDS = 90.0
_SUFFIXES = {sniff.DOC: ".doc", sniff.ODT: ".odt", "application/rtf": ".rtf"}
# A profile of its own, so that two conversions never meet, and one that runs no macros and fetches no links.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def extract(data: bytes, *, name: str) -> Extracted:
    """A .doc, .odt or .rtf → text and Notes."""
    program = tools.find("soffice", "libreoffice")
    if program is None:
        raise MissingTool(
            f"{name}: định dạng Word cũ cần LibreOffice để đọc; hãy cài gói libreoffice-writer trên máy chủ, "
            "hoặc mở tệp bằng Word, lưu thành .docx rồi tải lại."
        )
    converted = _converted(data, _SUFFIXES[sniff.content_type(data, name)], program, name=name)
    return docx.extract(converted, name=name).model_copy(update={"kind": "doc"})


def _converted(data: bytes, suffix: str, program: str, *, name: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="dondoc-") as folder:
        home = Path(folder)
        settings = home / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, "utf-8")
        source = home / f"document{suffix}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--nolockcheck", "--convert-to", "docx"]
        done = tools.run([*command, "--outdir", folder, str(source)], seconds=_SECONDS, env={"HOME": folder})
        if done.code is None:
            raise BadInput(f"{name}: LibreOffice đọc quá {_SECONDS:.0f} giây; hãy lưu thành .docx rồi tải lại.")
        target = source.with_suffix(".docx")
        if not target.is_file() or target.stat().st_size > 4 * MAX_FILE:
            raise BadInput(
                f"{name}: LibreOffice không mở được tệp (tệp hỏng hoặc đặt mật khẩu); "
                "hãy mở bằng Word, lưu thành .docx không mật khẩu rồi tải lại."
            )
        return target.read_bytes()
