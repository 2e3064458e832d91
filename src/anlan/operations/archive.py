"""Backup and restore: database and files in one archive that proves itself.

The archive is a plain tar: ``manifest.json`` (what, when, how many, the SHA-256 of every member),
``database.dump`` (``pg_dump`` custom format) and ``media/…``. Keys are not in it: whoever holds the
archive must not hold the keys to the personal data in it (see deploy/README.md).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from anlan.operations.errors import OperationsError
from anlan.operations.postgres import EXTENSIONS, find_binaries

FORMAT = 1
Say = Callable[[str], None]


@dataclass(frozen=True)
class Server:
    """A database address, taken apart."""

    url: str

    @property
    def name(self) -> str:
        """The database's name."""
        return unquote(urlsplit(self.url).path.lstrip("/"))

    def environment(self, database: str | None = None) -> dict[str, str]:
        """For PostgreSQL's programs: no password on a command line that others may read."""
        parts = urlsplit(self.url)
        given = {
            "PGHOST": parts.hostname or "",
            "PGPORT": str(parts.port or ""),
            "PGUSER": unquote(parts.username or ""),
            "PGPASSWORD": unquote(parts.password or ""),
            "PGDATABASE": database or self.name,
        }
        return dict(os.environ) | {key: value for key, value in given.items() if value}

    def connect(self, database: str | None = None) -> Any:
        """A connection, every statement its own transaction."""
        import psycopg

        return psycopg.connect(
            self.url, dbname=database or self.name, autocommit=True, connect_timeout=10
        )


# Backup ----------------------------------------------------------------------------------------


def write_backup(
    url: str, media: Path, target: Path, *, say: Say, facts: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Write the archive; it appears under its name only when it is complete."""
    server = Server(url)
    target = target.absolute()
    draft = target.with_name(f".{target.name}.part")
    with tempfile.TemporaryDirectory(prefix="anlan-backup-", dir=target.parent) as folder:
        dump = Path(folder) / "database.dump"
        with server.connect() as connection:
            # Dump and counts see the same moment, while the platform goes on writing.
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
            options = ["--format=custom", "--no-owner", f"--snapshot={snapshot}"]
            run_postgres_program(server, ["pg_dump", *options, "--file", str(dump)])
            rows, migrations = count_rows(connection), applied_migrations(connection)
            connection.execute("COMMIT")
        # Files after the database: whatever a row speaks of is there.
        members = {"database.dump": dump} | dict(_media_members(media))
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": server.name,
            "rows": rows,
            "migrations": migrations,
            **(facts or {}),
            "members": {
                name: {"sha256": sha256(path), "size": path.stat().st_size}
                for name, path in members.items()
            },
        }
        try:
            _write_archive(draft, manifest, members)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    draft.replace(target)
    files = len(members) - 1
    say(f"{target}: {sum(manifest['rows'].values())} rows, {files} files, {_size(target)}")
    return manifest


def _write_archive(target: Path, manifest: dict[str, Any], members: Mapping[str, Path]) -> None:
    """Write the members behind their manifest, down to the disk, readable by the owner only."""
    with open(target, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        with tarfile.open(fileobj=file, mode="w") as archive:
            text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            entry = tarfile.TarInfo("manifest.json")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
            for name, path in members.items():
                archive.add(path, arcname=name, recursive=False)
        file.flush()
        os.fsync(file.fileno())


def _media_members(media: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(media.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield str(PurePosixPath("media", *path.relative_to(media).parts)), path


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 2**20:.1f} MB"


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def count_rows(connection: Any) -> dict[str, int]:
    """Rows by table, counted exactly; tables of extensions are none of ours."""
    from psycopg import sql

    counts = {}
    for schema, table in _tables(connection):
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        counts[f"{schema}.{table}"] = connection.execute(query).fetchone()[0]
    return counts


def _tables(connection: Any) -> list[tuple[str, str]]:
    query = """
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname NOT IN ('information_schema', 'pg_catalog', 'pg_toast')
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        ORDER BY 1, 2
    """
    return list(connection.execute(query).fetchall())


def applied_migrations(connection: Any) -> list[str]:
    """The migrations the database has seen, so that a reader knows which release fits."""
    if connection.execute("SELECT to_regclass('django_migrations')").fetchone()[0] is None:
        return []
    query = "SELECT app || '.' || name FROM django_migrations ORDER BY app, name"
    return [name for (name,) in connection.execute(query).fetchall()]


def run_postgres_program(
    server: Server, argv: list[str], *, database: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's own programs in the version of the server (or the newest here)."""
    with server.connect(database or "postgres") as connection:
        major = str(connection.info.server_version // 10000)
    try:
        folder = find_binaries(major)
    except OperationsError:
        found = shutil.which(argv[0])
        if found is None:
            raise
        folder = Path(found).parent
    result = subprocess.run(
        [str(folder / argv[0]), *argv[1:]],
        env=server.environment(database),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode != 0:
        raise OperationsError(f"{argv[0]} failed:\n{result.stderr.strip()[-4000:]}")
    return result


# Restore ---------------------------------------------------------------------------------------


def read_manifest(source: Path) -> dict[str, Any]:
    """The manifest of an archive."""
    try:
        with tarfile.open(source, "r:") as archive:
            first = archive.next()
            if first is None or first.name != "manifest.json":
                raise OperationsError(f"{source} is not an Anlan backup: no manifest")
            file = archive.extractfile(first)
            manifest = json.loads(file.read()) if file else {}
    except (tarfile.TarError, ValueError) as error:
        raise OperationsError(f"{source} is damaged or no Anlan backup: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise OperationsError(f"{source} has format {manifest.get('format')}; known is {FORMAT}")
    return manifest


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack what the manifest names, and compare every member with it."""
    manifest = read_manifest(source)
    try:
        with tarfile.open(source, "r:") as archive:
            for member in archive:
                if member.name in manifest["members"]:
                    _unpack_member(archive, member, folder)
    except (tarfile.TarError, EOFError) as error:
        raise OperationsError(f"{source} is damaged: {error}") from error
    for name, expected in manifest["members"].items():
        path = folder / name
        if not path.is_file() or sha256(path) != expected["sha256"]:
            raise OperationsError(
                f"{source} is damaged: {name} is missing or not what it was",
                hint="nothing has been changed; take another backup file",
            )
    return manifest


def _unpack_member(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one plain file below the folder; an archive has no say about anything outside it."""
    path = PurePosixPath(member.name)
    content = archive.extractfile(member) if member.isreg() else None
    if content is None or path.is_absolute() or ".." in path.parts:
        raise OperationsError(f"the archive holds something that is no backup: {member.name}")
    target = folder.joinpath(*path.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, open(target, "xb") as file:
        shutil.copyfileobj(content, file)


def restore_backup(
    url: str, media: Path, source: Path, *, replace: bool, say: Say
) -> dict[str, Any]:
    """Bring an archive back into the database and the media folder.

    Into an empty database in one transaction; with ``replace`` into a new database that takes the
    old one's name only when every row is there. A failure on the way leaves what was there.
    """
    server = Server(url)
    media.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=media.parent) as scratch:
        folder = Path(scratch)
        manifest = unpack(source, folder)
        with server.connect() as connection:
            occupied = _tables(connection)
        if (occupied or any(media.iterdir())) and not replace:
            raise OperationsError(
                f"the database {server.name} or the folder {media} is not empty",
                hint="with --replace what is there gives way to the backup",
            )
        if occupied:
            _restore_beside(server, folder / "database.dump", manifest)
        else:
            _load(server, server.name, folder / "database.dump", manifest)
        fresh = folder / "media"
        fresh.mkdir(exist_ok=True)
        fresh.chmod(media.stat().st_mode & 0o777)
        before = folder / "media.before"
        media.replace(before)
        try:
            fresh.replace(media)
        except OSError:
            before.replace(media)
            raise
    rows, files = sum(manifest["rows"].values()), len(manifest["members"]) - 1
    say(f"restored the backup of {manifest['created_at']}: {rows} rows, {files} files")
    return manifest


def _restore_beside(server: Server, dump: Path, manifest: dict[str, Any]) -> None:
    """Restore into a new database, then let it take the old one's name."""
    from psycopg import sql

    old, new = sql.Identifier(server.name), sql.Identifier(f"{server.name}_restoring")
    name = f"{server.name}_restoring"
    with server.connect("postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(new))
        try:
            _load(server, name, dump, manifest)
        except BaseException:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
            raise
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(old))
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(new, old))


def _load(server: Server, database: str, dump: Path, manifest: dict[str, Any]) -> None:
    """Load the dump in one transaction and count what arrived."""
    from psycopg import sql

    with server.connect(database) as connection:
        for extension in EXTENSIONS:
            connection.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
            )
    # Extensions are there already and often belong to an administrator: leave them alone.
    listing = run_postgres_program(server, ["pg_restore", "--list", str(dump)], database=database)
    wanted = [line for line in listing.stdout.splitlines() if " EXTENSION " not in line]
    selection = dump.with_suffix(".list")
    selection.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    run_postgres_program(
        server,
        [
            *("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner"),
            *("--use-list", str(selection), "--dbname", database, str(dump)),
        ],
        database=database,
    )
    with server.connect(database) as connection:
        arrived = count_rows(connection)
    if arrived != manifest["rows"]:
        different = {
            table
            for table in arrived.keys() | manifest["rows"].keys()
            if arrived.get(table) != manifest["rows"].get(table)
        }
        raise OperationsError(
            "the restored tables do not have the rows of the manifest: "
            + ", ".join(sorted(different)[:10])
        )
