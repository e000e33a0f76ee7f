"""Patterns: regular expressions compiled when they are first asked.

Reading holds some 250 of them and one text needs far fewer; compiling all would cost more than reading a letter does.
"""

import re
from typing import Any, cast

_CAPITALS = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_METHODS = ("match", "search", "fullmatch", "finditer", "findall", "split", "sub")


class _Lazy:
    """Stands for a compiled expression; the first use puts the compiled methods in its place."""

    __slots__ = (*_METHODS, "flags", "pattern")

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """An expression in which "À-Ỹ" stands for the capitals with marks; as a range it would hold small ones."""
    return cast("re.Pattern[str]", _Lazy(expression.replace("À-Ỹ", _CAPITALS), flags))
