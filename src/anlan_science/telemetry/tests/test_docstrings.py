"""Docstrings are complete: every parameter has an entry and a unit; examples run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re

import pytest

import anlan_science

SECTIONS = ("Parameters", "Returns", "Raises", "Notes", "Validity", "Examples", "References")
MODULES = [
    info.name
    for info in pkgutil.walk_packages(anlan_science.__path__, "anlan_science.")
    if ".tests" not in info.name
]


def public_functions():
    for name in MODULES:
        if name.rpartition(".")[2].startswith("_"):
            continue
        module = importlib.import_module(name)
        for key, member in vars(module).items():
            is_own = getattr(member, "__module__", "") == name
            is_told = is_own or key in getattr(module, "__all__", ())
            if inspect.isfunction(member) and is_told and key[0] != "_":
                yield pytest.param(member, id=f"{name}.{key}")


@pytest.mark.parametrize("function", list(public_functions()))
def test_every_parameter_has_an_entry_with_a_unit(function):
    text = inspect.getdoc(function)
    told, returned = text.split("\n\nReturns\n-------\n")
    parameters = told.partition("Parameters\n----------\n")[2]
    entries = re.findall(r"^(\w+) : .+\n(?:    .+\n?)*?    .*\[.+\]$", parameters, re.MULTILINE)

    assert entries == list(inspect.signature(function).parameters)
    assert "[" in returned


@pytest.mark.parametrize("function", list(public_functions()))
def test_sections_stand_in_the_fixed_order(function):
    found = re.findall(r"^(\w+)\n-{3,}$", inspect.getdoc(function), re.MULTILINE)

    assert found == [name for name in SECTIONS if name in found]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
