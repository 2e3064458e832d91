"""Links and words that go by rights: lists link only to pages that open, events speak plainly."""

from __future__ import annotations

import pytest

from anlan.base.accounts.services.roles import load_rules
from anlan.base.accounts.tests.factories import account_with
from anlan.kernel.actor import system_actor
from anlan.kernel.events import all_events, event_title

FLOORS = ("base", "monitoring", "command")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "links"), [("system_admin", False), ("security_admin", True)])
def test_the_list_of_rules_links_only_where_they_may_be_changed(client, role, links):
    load_rules(actor=system_actor("tests"))
    client.force_login(account_with(role, scope_kind="all", scope_value=""))
    session = client.session
    session["second_factor"] = True
    session.save()
    page = client.get("/access-rules/").content.decode()
    address = "/access-rules/delegation_max_days/"
    assert (f'href="{address}"' in page) is links
    assert (f'data-url="{address}"' in page) is links


def test_every_event_of_the_platform_has_words():
    """Whoever keeps a web hook chooses among sentences, not among codes."""
    ours = [n for n, e in all_events().items() if e.__module__.split(".")[1] in FLOORS]
    assert len(ours) > 50
    assert [name for name in ours if event_title(name) == name] == []
    assert not any("{" in event_title(name) for name in ours)
