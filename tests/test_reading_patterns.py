"""Patterns are compiled when first asked; so a mistake in one must be found here, not by a clerk."""

import importlib
import pkgutil
import re

import pytest

import directive.reading
from directive.reading.patterns import pattern


def test_a_pattern_is_compiled_only_when_it_is_asked() -> None:
    broken = pattern("(")
    with pytest.raises(re.error):
        broken.search("x")


def test_a_range_of_capitals_holds_no_small_letter() -> None:
    assert pattern("[À-Ỹ]").match("Ả")
    assert not pattern("[À-Ỹ]").match("ả")


MODULES = [
    found.name
    for found in pkgutil.walk_packages(directive.reading.__path__, "directive.reading.")
    if not found.ispkg and not found.name.endswith(".patterns")
]


@pytest.mark.parametrize("module", MODULES)
def test_every_pattern_compiles(module: str) -> None:
    for value in vars(importlib.import_module(module)).values():
        if type(value) is type(pattern("")):
            value.search("")
