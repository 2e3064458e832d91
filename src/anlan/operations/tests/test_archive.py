"""Backup and restore with a real database: what goes in comes out, or nothing changes."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from anlan.operations.archive import read_manifest, restore_backup, write_backup
from anlan.operations.errors import OperationsError
from anlan.operations.postgres import PrivatePostgres

pytestmark = pytest.mark.services

TABLES = """
CREATE TABLE place (id int PRIMARY KEY, name text NOT NULL, at geometry(Point, 4326));
INSERT INTO place SELECT n, '龙游县 ' || n, ST_SetSRID(ST_MakePoint(119 + n / 1000.0, 29), 4326)
  FROM generate_series(1, 500) n;
CREATE TABLE reading (point int, at timestamptz, value float8) PARTITION BY RANGE (at);
CREATE TABLE reading_2026 PARTITION OF reading FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO reading VALUES (1, '2026-05-01', 0.5);
"""


@pytest.fixture
def url(cluster: PrivatePostgres) -> Iterator[str]:
    """A database with a few tables."""
    cluster.drop_database("anlan")
    cluster.ensure_database("anlan")
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(TABLES)
    yield cluster.url()


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A media folder with files in folders."""
    folder = tmp_path / "media"
    (folder / "2026" / "现场").mkdir(parents=True)
    (folder / "2026" / "现场" / "照片 1.jpg").write_bytes(b"\xff\xd8picture")
    (folder / "report.docx").write_bytes(b"PK")
    return folder


def query(url: str, text: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(text).fetchall()


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def silent(_: str) -> None:
    pass


def test_what_was_saved_comes_back(
    cluster: PrivatePostgres, url: str, media: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "备份 1.tar"
    everything = "SELECT id, name, ST_AsEWKT(at) FROM place ORDER BY id"
    rows, kept = query(url, everything), files(media)
    manifest = write_backup(url, media, saved, say=silent, facts={"county": "龙游县"})
    assert manifest["rows"] == {"public.place": 500, "public.reading_2026": 1}
    assert read_manifest(saved)["county"] == "龙游县"
    assert saved.stat().st_mode & 0o077 == 0

    # Into an empty installation …
    cluster.drop_database("anlan_other")
    cluster.ensure_database("anlan_other")
    other = tmp_path / "other media"
    restore_backup(cluster.url("anlan_other"), other, saved, replace=False, say=silent)
    assert query(cluster.url("anlan_other"), everything) == rows
    assert files(other) == kept

    # … and over one that went on: refused at first, then on demand.
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM place WHERE id > 3; CREATE TABLE later (id int)")
    (media / "report.docx").write_bytes(b"spoiled")
    with pytest.raises(OperationsError, match="not empty"):
        restore_backup(url, media, saved, replace=False, say=silent)
    assert query(url, "SELECT count(*) FROM place") == [(3,)]

    restore_backup(url, media, saved, replace=True, say=silent)

    assert query(url, everything) == rows
    assert query(url, "SELECT to_regclass('later')") == [(None,)]
    assert query(url, "SELECT value FROM reading") == [(0.5,)]
    assert files(media) == kept
    assert not list(tmp_path.glob(".restore-*"))


def test_a_damaged_archive_changes_nothing(url: str, media: Path, tmp_path: Path) -> None:
    saved, damaged = tmp_path / "saved.tar", tmp_path / "damaged.tar"
    write_backup(url, media, saved, say=silent)
    with tarfile.open(saved) as archive:
        offset = archive.getmember("media/report.docx").offset_data
    content = bytearray(saved.read_bytes())
    content[offset] ^= 1
    damaged.write_bytes(content)
    kept = files(media)

    with pytest.raises(OperationsError, match="report.docx is missing or not what it was"):
        restore_backup(url, media, damaged, replace=True, say=silent)

    assert query(url, "SELECT count(*) FROM place") == [(500,)]
    assert files(media) == kept


def test_a_file_of_another_kind_is_refused(url: str, media: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.tar"
    stranger.write_bytes(b"not a tar at all")

    with pytest.raises(OperationsError, match="no Anlan backup"):
        restore_backup(url, media, stranger, replace=True, say=silent)


def test_an_earlier_backup_survives_a_failing_one(
    cluster: PrivatePostgres, url: str, media: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.tar"
    write_backup(url, media, saved, say=silent)
    before = saved.read_bytes()

    with pytest.raises(psycopg.OperationalError):
        write_backup(cluster.url("nowhere"), media, saved, say=silent)

    assert saved.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media", "saved.tar"]


def test_an_archive_has_no_say_outside_its_folder(url: str, media: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.tar"
    name = "media/../../outside"
    manifest = {"format": 1, "rows": {}, "members": {name: {"sha256": "0", "size": 4}}}
    with tarfile.open(hostile, "w") as archive:
        for member, content in (("manifest.json", json.dumps(manifest).encode()), (name, b"evil")):
            entry = tarfile.TarInfo(member)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))

    with pytest.raises(OperationsError, match="no backup"):
        restore_backup(url, media, hostile, replace=True, say=silent)

    assert not (tmp_path / "outside").exists()
