"""One installation for all cases of this folder: loading the county takes half a minute."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anlan.operations.temporary import temporary_layout

from .county import County, running_county


@pytest.fixture(scope="session")
def county() -> Iterator[County]:
    """A running county."""
    with temporary_layout() as layout, running_county(layout) as found:
        yield found
