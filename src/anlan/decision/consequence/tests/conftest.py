"""Fixtures of the tests of this app."""

from __future__ import annotations

import pytest

from anlan.base.accounts.tests.factories import account_with


@pytest.fixture
def sign_in():
    """Return a function that signs a client in with one installed role; gives the account."""

    def enter(client, role, **fields):
        account = account_with(role, **fields)
        client.force_login(account)
        return account

    return enter
