"""``anlan backup`` and ``anlan restore``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from anlan.operations import archive
from anlan.operations.errors import OperationsError
from anlan.operations.installation import Installation


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over an existing file.")
def backup(file: Path, force: bool) -> None:
    """Write database and files into FILE (also while the platform is running)."""
    if file.exists() and not force:
        raise OperationsError(f"{file} exists", hint="choose another name, or --force")
    file.absolute().parent.mkdir(parents=True, exist_ok=True)
    installation = Installation()
    with installation.session() as environment:
        archive.write_backup(
            environment["DATABASE_URL"],
            installation.layout.media,
            file,
            say=click.echo,
            facts={"county": installation.county},
        )
    stamp = installation.layout.backup_stamp
    stamp.write_text(datetime.now(UTC).isoformat(timespec="seconds") + "\n", encoding="ascii")
    click.echo(f"the keys are not in it: keep a copy of {installation.layout.secrets} elsewhere")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="What is there gives way to the backup.")
def restore(file: Path, replace: bool) -> None:
    """Bring the database and the files in FILE back."""
    installation = Installation()
    if installation.is_up:
        raise OperationsError("the platform is running", hint="anlan down, then restore")
    with installation.session() as environment:
        archive.restore_backup(
            environment["DATABASE_URL"],
            installation.layout.media,
            file,
            replace=replace,
            say=click.echo,
        )
