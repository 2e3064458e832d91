"""The trail as the auditor reads it."""

from __future__ import annotations

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.audit.models import AuditRecord
from anlan.base.audit.sentences import compare, object_url, sentence
from anlan.base.organisations.services import reveal_phone, update_person
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.kernel.pages.hooks import timeline_of
from anlan.kernel.testing import assert_audited, make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client, settings):
    """Sign in as the auditor."""
    settings.ANLAN_DEMO = True
    user = account_with("auditor", scope_kind="all", scope_value="", is_demonstration=True)
    client.force_login(user)
    return client


@pytest.fixture
def changed():
    """A person whose title was changed, and whose phone was looked at."""
    person = PersonFactory(title="科员")
    update_person(person_id=person.pk, title="科长", actor=make_actor(role="bureau_officer"))
    reveal_phone(person_id=person.pk, actor=make_actor("孙值班", role="duty_officer"))
    return person


def test_a_record_is_a_sentence_with_before_and_after(auditor, changed):
    record = AuditRecord.objects.get(action="organisations.person.changed")
    assert changed.name in sentence(record)
    assert object_url(record) == changed.get_absolute_url()
    assert compare(record)[0]["before"] == "科员" and compare(record)[0]["after"] == "科长"
    page = auditor.get(record.get_absolute_url()).content.decode()
    assert "科员" in page and "科长" in page
    assert_audited("audit.record.read", record)


def test_the_trail_is_filtered_by_who_what_object_and_time(auditor, changed):
    revealed = "organisations.person.phone_revealed"

    def actions(**query):
        return {
            r.record.action for r in auditor.get("/audit/", query).context["page"]["table"].rows
        }

    assert actions(action=revealed) == {revealed}
    assert actions(actor="孙值班") == {revealed}
    assert actions(tab="reads") == {revealed}
    assert actions(object_label=changed.name) >= {revealed, "organisations.person.changed"}
    assert actions(object=f"organisations.Person:{changed.pk}", until="2000-01-01") == set()
    assert actions(since="2000-01-01")
    assert auditor.get("/audit/?since=nonsense").status_code == 200


def test_the_trail_is_exported_and_that_is_recorded(auditor, changed):
    response = auditor.get("/audit/?export=csv")
    assert changed.name in b"".join(response.streaming_content).decode()
    assert assert_audited("exchange.list.exported").after["list"] == "audit.AuditRecord"


def test_the_chain_is_verified_from_the_page(auditor, changed):
    page = auditor.post("/audit/verify/")
    assert page.status_code == 200 and page.context["report"].length >= 0
    assert_audited("audit.chain.verified")


def test_others_do_not_read_the_trail(client, changed):
    client.force_login(account_with("commander"))
    record = AuditRecord.objects.first()
    assert client.get("/audit/").status_code == 403
    assert client.get(record.get_absolute_url()).status_code == 403
    assert client.post("/audit/verify/").status_code == 403


def test_the_timeline_tells_acts_to_all_and_reads_to_auditors(changed, cast):
    told = [str(entry.text) for entry in timeline_of(changed, cast.lin)]
    audited = [str(entry.text) for entry in timeline_of(changed, cast.shen)]
    assert len(told) == 1 and len(audited) == 2
