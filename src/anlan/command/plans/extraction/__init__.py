"""Reading the text of a plan into structure, by rules; no database, no guessing.

``extract`` takes lines (of a Word file by ``read_docx``, of a text by ``lines_of``) and returns
what was found with line and quote. What is doubtful says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from anlan.command.plans.extraction.groups import Block, find_groups
from anlan.command.plans.extraction.headings import Placed, place
from anlan.command.plans.extraction.levels import find_levels
from anlan.command.plans.extraction.means import find_contacts, find_resources
from anlan.command.plans.extraction.owners import find_subject, looks_like_unit, tidy_name
from anlan.command.plans.extraction.result import Contact, Extraction
from anlan.command.plans.extraction.subjects import find_hazards, find_sections
from anlan.command.plans.extraction.tables import find_table_tasks
from anlan.command.plans.extraction.tasks import find_tasks
from anlan.kernel.reading.lines import Line, lines_of
from anlan.kernel.reading.sentences import pieces, sentences
from anlan.kernel.reading.word import read_docx

__all__ = ["Extraction", "Line", "extract", "lines_of", "read_docx"]


def extract(lines: tuple[Line, ...], names: Iterable[str] = ()) -> Extraction:
    """Read a plan; ``names`` are units known from elsewhere (the contact book)."""
    placed = place(lines)
    title = _title(placed)
    levels, conditions, only_conditions = find_levels(placed)
    blocks = find_groups(placed)
    rows, table_lines = find_table_tasks(placed)
    contacts = find_contacts(placed)
    known = _known(placed, blocks, contacts, names)
    called = {
        c.anchor.line for c in contacts if not any("一" <= ch <= "龥" for ch in c.note[6:])
    } & {p.line.number for p in placed if not re.search(r"[。；]", p.line.text)}
    tasks = find_tasks(placed, blocks, known, only_conditions | table_lines | called) + rows
    tasks.sort(key=lambda task: task.anchor.line)
    warnings = [
        code
        for code, found in (
            ("no_level", levels),
            ("no_group", blocks),
            ("no_task", tasks),
            ("no_contact", contacts),
        )
        if not found
    ]
    return Extraction(
        title=title,
        lines=lines,
        sections=tuple(find_sections(placed)),
        hazards=tuple(find_hazards(placed, title)),
        levels=levels,
        conditions=conditions,
        groups=tuple(block.group for block in blocks),
        tasks=tuple(tasks),
        resources=tuple(find_resources(placed)),
        contacts=tuple(contacts),
        warnings=tuple(warnings),
    )


def _title(placed: tuple[Placed, ...]) -> str:
    for item in placed[:15]:
        if "预案" in item.line.text and len(item.line.text) <= 60 and not item.number:
            return item.line.text
    return placed[0].line.text[:60] if placed else ""


def _known(
    placed: tuple[Placed, ...], blocks: list[Block], contacts: list[Contact], names: Iterable[str]
) -> tuple[str, ...]:
    """Return names of units the document itself introduces, longest first."""
    found = {tidy_name(name) for name in names}
    for block in blocks:
        found |= {block.group.name, block.group.lead}
    found |= {contact.post for contact in contacts if looks_like_unit(contact.post)}
    for item in placed:
        if item.line.cells:
            continue
        for _start, sentence in sentences(item.body):
            for _at, piece in pieces(sentence):
                subject = find_subject(piece)
                if subject is not None:
                    found |= set(subject.owners)
    return tuple(
        sorted((n for n in found if 1 < len(n) <= 20 and "、" not in n), key=len, reverse=True)
    )
