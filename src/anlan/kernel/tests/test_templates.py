"""Habits of every template: a head with Blocks and Context, nothing inline, only known icons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anlan import kernel
from anlan.kernel import layers, registry

SOURCE = Path(kernel.__file__).resolve().parents[1]
SPRITE = SOURCE / "kernel/static/anlan/icons.svg"
TEMPLATES = sorted(
    path for path in SOURCE.glob("**/templates/**/*.html") if "node_modules" not in path.parts
)
HEAD = re.compile(r"^(\{% extends [^%]+%\})?\s*\{% comment %\}(.*?)\{% endcomment %\}", re.DOTALL)


def name(path: Path) -> str:
    """Short name of a template for the test's id."""
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_begins_with_its_blocks_and_context(path: Path) -> None:
    head = HEAD.match(path.read_text(encoding="utf-8"))

    assert head, "begin with a comment that lists Blocks and Context"
    assert "Context:" in head[2]
    assert "Blocks:" in head[2]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_script_and_no_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
    assert "<style" not in text
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son(click|change|submit|load|input)=", text)
    assert not re.search(r"(src|href)=[\"']https?://", text)


def sprite() -> set[str]:
    """Names of the icons that were built."""
    return set(re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text(encoding="utf-8")))


def test_the_menu_and_the_map_name_only_icons_of_the_sprite() -> None:
    used = {item.icon for item in registry._navigation}
    used |= {layer.icon for layer in layers._layers.values()}

    assert used - {""} <= sprite(), "add the icon to frontend/src/icons.json and build"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_names_only_icons_of_the_sprite(path: Path) -> None:
    known = sprite()
    used = set(re.findall(r"\{% icon [\"']([\w-]+)[\"']", path.read_text(encoding="utf-8")))

    assert used <= known, "add the icon to frontend/src/icons.json and build"
