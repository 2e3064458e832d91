"""``anlan packs``: examine, count and describe the sector packs. Needs no database."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from anlan.supervision.ledgers.packs.sources import SHIPPED

FIGURES = (
    ("ledgers", "ledgers"), ("checklists", "checklists"), ("criteria", "criteria"),
    ("criteria_verified", "verified"), ("cadences", "cadences"), ("targets", "targets"),
    ("systems", "named"), ("outside_software", "outside"),
)  # fmt: skip


@click.group()
def packs() -> None:
    """Examine and count the sector packs."""


@packs.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
                default=SHIPPED)  # fmt: skip
def lint(folder: Path) -> None:
    """Examine the packs in FOLDER (or one pack); exit code 1 when something is wrong."""
    from anlan.supervision.ledgers.packs.linter import lint as examine

    found = examine(folder)
    for fault in found.faults:
        click.echo(str(fault))
    for remark in found.remarks:
        click.secho(remark, err=True, fg="yellow")
    click.echo(f"{len(found.packs)} packs, {len(found.faults)} faults", err=True)
    sys.exit(0 if found.is_clean else 1)


@packs.command(name="list")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
                default=SHIPPED)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def list_packs(folder: Path, as_json: bool) -> None:
    """Count what the packs hold, against the inventories of the source document."""
    from anlan.supervision.ledgers.packs.linter import lint as examine
    from anlan.supervision.ledgers.packs.sources import read_sources
    from anlan.supervision.ledgers.packs.summary import count_all

    sources = read_sources()
    found = count_all(examine(folder, sources=sources), sources)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    heads = [head for _name, head in FIGURES]
    click.echo(f"{'pack':26}" + "".join(f"{head:>11}" for head in heads) + "  inventory rows")
    rows = [*found["packs"], {"code": "all", **found["totals"]}]
    for row in rows:
        figures = "".join(f"{row.get(name, 0):>11}" for name, _head in FIGURES)
        placed = f"{row.get('inventory_placed', 0)}/{row.get('inventory_rows', 0)}"
        click.echo(f"{row['code']:26}{figures}  {placed}")


@packs.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path),
                default=SHIPPED / "schema.json")  # fmt: skip
def schema(file: Path) -> None:
    """Write the JSON Schema of the format to FILE."""
    from anlan.supervision.ledgers.packs.schema import schema_text

    file.write_text(schema_text(), encoding="utf-8")
    click.echo(f"written: {file}", err=True)
