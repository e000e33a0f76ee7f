"""Old Word files go through LibreOffice and keep their labels; without it the package is named."""

import pytest
from office_files import converted, docx, letter, needs_soffice

from directive.errors import BadInput, MissingTool
from directive.formats import load_bytes, tools


@needs_soffice
@pytest.mark.slow
@pytest.mark.parametrize("form", ["doc", "odt", "rtf"])
def test_an_older_format_reads_like_the_docx_it_was_made_from(form: str) -> None:
    original = letter()
    loaded = load_bytes(converted(original, ".docx", form), name=f"cong-van.{form}")
    wanted = load_bytes(original, name="cong-van.docx").text
    assert loaded.kind == "doc"
    assert [line for line in loaded.text.split("\n") if line.strip()] == [x for x in wanted.split("\n") if x.strip()]


@needs_soffice
@pytest.mark.slow
def test_a_broken_doc_is_refused_in_one_sentence() -> None:
    broken = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(2000)
    with pytest.raises(BadInput, match=r"^cu\.doc: "):
        load_bytes(broken, name="cu.doc")


def test_without_libreoffice_the_package_and_the_way_round_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "find", lambda *names: None)
    with pytest.raises(MissingTool, match=r"libreoffice-writer.*\.docx"):
        load_bytes(b"{\\rtf1 Ph\\u242?ng}", name="cu.rtf")


def test_a_docx_named_doc_needs_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "find", lambda *names: None)
    assert load_bytes(docx("<w:p><w:r><w:t>Sở Y tế</w:t></w:r></w:p>"), name="cu.doc").kind == "docx"
