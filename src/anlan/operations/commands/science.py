"""``anlan science``: models, published cases and their verification. Needs no database.

Only ``anlan_science`` is used, so that an engineer can check a number without an installation.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anlan.operations.errors import OperationsError


@click.group()
def science() -> None:
    """List the models, run published cases, verify against measurements."""


@science.command(name="list")
@click.argument("text", default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def list_models(text: str, as_json: bool) -> None:
    """List what can be calculated; TEXT narrows by name or quantity."""
    from anlan_science.cases.catalogue import list_calculations
    from anlan_science.cases.showing import list_of_models

    click.echo(list_of_models(list_calculations(text), as_json=as_json))


@science.command()
@click.argument("model")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(model: str, as_json: bool) -> None:
    """Show MODEL: source, range, status, validation, inputs and outputs with units."""
    from anlan_science.cases.catalogue import find_calculation
    from anlan_science.cases.showing import describe_model, model_to_json

    found = find_calculation(model)
    if found is None:
        raise OperationsError(f"no model is called {model!r}; see `anlan science list`")
    click.echo(model_to_json(found) if as_json else describe_model(found))


@science.command()
@click.argument("case", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "form", flag_value="json", help="All numbers as one JSON object.")
@click.option("--geojson", "form", flag_value="geojson", help="The zones of the case's map.")
@click.option("--plot", "form", flag_value="plot", help="The drawing of the case, as SVG.")
@click.option("--strict", is_flag=True, help="Refuse what leaves the range of a model.")
def run(case: Path, form: str | None, strict: bool) -> None:
    """Calculate CASE (docs/cases.md); exit code 1 when a published number is missed."""
    from anlan_science.cases.drawing import to_svg
    from anlan_science.cases.mapping import to_geojson
    from anlan_science.cases.reading import CaseError, load_case
    from anlan_science.cases.running import run_case
    from anlan_science.cases.showing import to_json, to_text

    write = {"json": to_json, "geojson": to_geojson, "plot": to_svg}.get(form or "", to_text)
    try:
        result = run_case(load_case(case), strict)
        click.echo(write(result), nl=form != "plot")
    except CaseError as error:
        raise OperationsError(f"the case cannot be calculated\n{error}") from None
    if not result.agrees:
        click.echo("a published number was missed", err=True)
        sys.exit(1)


@science.command()
@click.option("--data", default="", help="Folder of the reference data (ANLAN_REFERENCE_DATA).")
@click.option("--check", is_flag=True, help="Write nothing; say whether the report is up to date.")
def verify(data: str, check: bool) -> None:
    """Run every verification and validation case; write docs/models/validation.md.

    Exit code 1 when a published number is not reproduced, or, with --check, when the report is
    stale; nothing is written when the reference data is not at hand.
    """
    from anlan.operations.paths import PROJECT
    from anlan.operations.science_tables import check_catalogue, check_standard_tables
    from anlan_science.validation import report
    from anlan_science.validation.data import DataMissing, reference_data
    from anlan_science.validation.scores import SCORES

    found = reference_data(data)
    try:
        more = (*check_standard_tables(found), *check_catalogue(found))
        done = report.verify(found, more)
    except DataMissing as error:
        raise OperationsError(f"{error}\nnothing was verified and nothing written") from None
    page = PROJECT / "docs/models/validation.md"
    texts = {page: report.to_markdown(done), SCORES: report.to_scores(done.findings)}
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if not check:
            path.write_text(texts[path], encoding="utf-8")
        click.echo(f"{'stale' if check else 'written'}: {path}")
    for fault in done.faults:
        click.echo(f"not reproduced: {fault}", err=True)
    outside = [each for each in done.findings if each.missed and not each.is_verification]
    for each in outside:
        click.echo(f"outside limits: {', '.join(each.models)}: {each.experiment}: {each.quantity}")
    click.echo(
        f"{len(done.findings)} comparisons, {len(done.cases)} case files, "
        f"{len(done.faults)} not reproduced, {len(outside)} outside accepted limits"
    )
    sys.exit(1 if done.faults or (check and stale) else 0)
