"""``anlan doctor``."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack

import click

from anlan.operations.doctor import Case, Finding, Status, examine, failure
from anlan.operations.errors import OperationsError
from anlan.operations.installation import Installation

MARKS = {Status.OK: ("✓", "green"), Status.WARNING: ("!", "yellow"), Status.FAILURE: ("✗", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--verbose", "-v", is_flag=True, help="Also what is in order.")
def doctor(as_json: bool, verbose: bool) -> None:
    """Examine this installation; exit code 1 when something must be done."""
    installation = Installation()
    case = Case(installation)
    findings: list[Finding] = []
    with ExitStack() as stack:
        # A private cluster that has never been created is not created by looking.
        if installation.external_database or installation.postgres.exists:
            try:
                case.environment = stack.enter_context(installation.session())
                os.environ.update(case.environment)
                import django

                django.setup()
                from django.db import OperationalError, connection

                try:
                    connection.ensure_connection()
                except OperationalError as error:
                    advice = "is the server running, is DATABASE_URL right?"
                    findings.append(failure("database", str(error).strip(), advice))
                else:
                    case.connection = connection
            except OperationsError as error:
                findings.append(failure("database", error.message, error.hint))
        findings += examine(case)
        if case.connection is not None:
            case.connection.close()
            pool = getattr(case.connection, "close_pool", None)
            if pool:
                pool()
    report(findings, as_json=as_json, verbose=verbose)
    sys.exit(1 if any(finding.status == Status.FAILURE for finding in findings) else 0)


def report(findings: list[Finding], *, as_json: bool, verbose: bool) -> None:
    """Print the findings, the grave ones with what to do."""
    counts = {status: sum(f.status == status for f in findings) for status in Status}
    if as_json:
        body = {"counts": counts, "findings": [finding.as_dict() for finding in findings]}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    for finding in findings:
        if finding.status == Status.OK and not verbose:
            continue
        mark, colour = MARKS[finding.status]
        click.secho(f"{mark} {finding.subject}: {finding.message}", fg=colour)
        if finding.advice:
            click.echo(f"    → {finding.advice}")
    click.echo(
        f"{counts[Status.OK]} in order, {counts[Status.WARNING]} to look at, "
        f"{counts[Status.FAILURE]} to act on"
    )
