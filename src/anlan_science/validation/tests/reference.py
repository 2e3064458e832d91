"""The reference data for tests of any model, or a skip that says what is missing."""

from __future__ import annotations

import pytest

from anlan_science.validation.data import Data, reference_data


def reference() -> Data:
    data = reference_data()
    if not data.root.is_dir():
        pytest.skip(f"the reference data is not here: {data.root}")
    return data
