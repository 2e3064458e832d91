"""``anlan planning``: read planning documents; only ``load`` needs the database."""

from __future__ import annotations

import json
from pathlib import Path

import click

from anlan.operations.errors import OperationsError

_WHY = {
    "old_or_encrypted": "an old .doc file or one with a password: save it as .docx first",
    "not_docx": "not a Word document",
    "too_large": "the file is too large",
    "broken": "the file is damaged",
    "empty": "the document holds no text (a scan?)",
    "takes_too_long": "reading takes too long: give the Word file, or fewer pages",
    "pdf_needs_poppler": "reading PDF needs poppler-utils (pdftotext); install it or save as .docx",
}


@click.group()
def planning() -> None:
    """Turn planning documents into indicators and tasks."""


@planning.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "form", flag_value="json", help="Everything found as one JSON object.")
@click.option(
    "--xlsx", "form", flag_value="xlsx", help="A workbook beside you: FILE's name, .xlsx."
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write instead."
)
def extract(file: Path, form: str | None, output: Path | None) -> None:
    """Read FILE (text, Word, HTML or PDF): plans, headings, indicators, tasks, doubts."""
    from anlan.governance.planning.reading import read_plan
    from anlan.governance.planning.showing import to_text, write_workbook
    from anlan.kernel.reading.word import UnreadableDocument

    try:
        reading = read_plan(file)
    except UnreadableDocument as error:
        raise OperationsError(f"{file.name}: {_WHY.get(error.code, error.code)}") from error
    if form == "xlsx":
        target = output or Path.cwd() / f"{file.stem}.xlsx"
        write_workbook(reading, target)
        click.echo(str(target))
        return
    text = (
        json.dumps(reading.to_json(), ensure_ascii=False, indent=1)
        if form == "json"
        else to_text(reading)
    )
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")


@planning.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def load(files: tuple[Path, ...]) -> None:
    """Read FILES into the database, to be browsed beside what was found in them."""
    from anlan.operations.commands.managing import run_management

    run_management(["load_planning", *(str(path.resolve()) for path in files)])
