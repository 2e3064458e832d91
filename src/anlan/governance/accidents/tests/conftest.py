"""Fixtures of accident tests."""

from __future__ import annotations

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.governance.accidents.tests.factories import load_reference, load_tables


@pytest.fixture
def reference(db, frozen_clock):
    """Load types, rules and grades; the clock stands at 2026-11-20 10:00."""
    load_tables()
    return frozen_clock


@pytest.fixture
def whole_reference(db, frozen_clock, settings, tmp_path):
    """Load what incidents and papers need as well."""
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    return frozen_clock


@pytest.fixture
def signed_in(client, reference):
    """Return a function that signs in with a role over the county."""

    def sign_in(role="bureau_officer", scope="330825"):
        user = account_with(role, scope_kind="region", scope_value=scope)
        client.force_login(user)
        session = client.session
        session["second_factor"] = True
        session.save()
        return client

    return sign_in
