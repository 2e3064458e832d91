"""The law of words: every object stands in the glossary, and one sentence has one translation."""

from __future__ import annotations

import re
from ast import literal_eval
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import translation

from anlan.config.environment import PROJECT
from anlan.kernel.actor import named_system_actors

GLOSSARY = PROJECT / "docs/glossary.md"
CATALOGUES = sorted((PROJECT / "src/anlan").glob("**/locale/zh_Hans/LC_MESSAGES/django.po"))

Message = tuple[str, str]


def messages(catalogue: Path) -> Iterator[tuple[Message, str]]:
    """Yield ((context, message), translation) of a catalogue; plural forms count by the first."""
    for block in catalogue.read_text().split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        fields: dict[str, str] = {}
        keyword = ""
        for line in lines:
            if not line.startswith('"'):
                keyword, _, line = line.partition(" ")
            fields[keyword] = fields.get(keyword, "") + literal_eval(line)
        if fields.get("msgid"):
            word = fields.get("msgstr", fields.get("msgstr[0]", ""))
            yield (fields.get("msgctxt", ""), fields["msgid"]), word


def glossary() -> dict[str, tuple[str, str]]:
    """Return the rows of the glossary: identifier → (Chinese, English)."""
    rows = {}
    for line in GLOSSARY.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 5:
            rows.setdefault(cells[2].strip("`"), (cells[0], cells[1]))
    return rows


def our_models() -> list[type[Model]]:
    """Return every model of the project, those of Django's own aside."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("anlan.") and not model._meta.auto_created
    ]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: str(model._meta.label))
def test_every_object_stands_in_the_glossary_with_its_two_names(model: type[Model]) -> None:
    with translation.override(None):
        english = str(model._meta.verbose_name)
    folder = Path(apps.get_app_config(model._meta.app_label).path)
    catalogue = folder / "locale/zh_Hans/LC_MESSAGES/django.po"
    chinese = {word for (_, message), word in messages(catalogue) if message == english}
    row = glossary().get(model._meta.label)
    assert row is not None, f"docs/glossary.md has no row for {model._meta.label}"
    assert row[1] == english
    assert row[0] in chinese


def test_one_sentence_has_one_translation() -> None:
    """Django merges the catalogues: of two translations of a sentence one would be shown wrongly.

    Where the meanings differ, the sentence carries a context (``pgettext``).
    """
    found: dict[Message, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for catalogue in CATALOGUES:
        for message, word in messages(catalogue):
            if word:
                found[message][word].append(catalogue.parents[3].name)
    clashes = {
        message: {word: sorted(where) for word, where in words.items()}
        for message, words in found.items()
        if len(words) > 1
    }
    assert not clashes


def test_every_job_of_the_platform_has_a_name_for_officers() -> None:
    used = set()
    for path in (PROJECT / "src/anlan").glob("**/*.py"):
        if "tests" not in path.parts:
            used |= set(re.findall(r'system_actor\(\s*"([^"]+)"', path.read_text()))
    assert {"ingest", "risk"} <= used
    assert not used - named_system_actors() - {"test"}
