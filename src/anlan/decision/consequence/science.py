"""Which models a result was made with."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import anlan_science

#: Parts of the sources that no result depends on.
_ASIDE = frozenset({"tests", "validation", "cases", "__pycache__"})
_TABLES = Path(__file__).parent / "data"


@cache
def science_version() -> str:
    """Return the version of the package and a digest of its sources and of the tables here.

    The digest tells two results apart that were made between two versions.
    """
    mark = hashlib.sha256()
    package = Path(str(anlan_science.__file__)).parent
    sources = [
        path for path in package.rglob("*.py") if not _ASIDE & set(path.relative_to(package).parts)
    ]
    for path in [*sorted(sources), *sorted(_TABLES.glob("*.csv"))]:
        mark.update(path.name.encode() + path.read_bytes())
    return f"{version('anlan')}+{mark.hexdigest()[:8]}"
