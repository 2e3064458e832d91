"""Folders that other accounts may enter (services do not run as root), with an awkward name."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.operations.paths import Layout
from anlan.operations.postgres import PrivatePostgres


def make_layout(folder: Path) -> Layout:
    """An installation in a folder with spaces and Chinese in its name."""
    folder.chmod(0o755)
    layout = Layout(folder / "安澜 演示" / "var")
    layout.prepare()
    return layout


@pytest.fixture
def layout() -> Iterator[Layout]:
    """An empty installation."""
    folder = Path(tempfile.mkdtemp(prefix="anlan-test-"))
    yield make_layout(folder)
    shutil.rmtree(folder)


@pytest.fixture
def postgres(layout: Layout) -> Iterator[PrivatePostgres]:
    """A private cluster that is not yet started, stopped at the end."""
    cluster = PrivatePostgres(layout, durable=False)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def cluster() -> Iterator[PrivatePostgres]:
    """A running private cluster for the tests of one module."""
    folder = Path(tempfile.mkdtemp(prefix="anlan-test-"))
    server = PrivatePostgres(make_layout(folder), durable=False)
    server.start(dies_with_parent=True)
    yield server
    server.stop()
    shutil.rmtree(folder)
