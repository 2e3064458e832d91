"""The audit trail proves itself."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import Point
from django.db import DatabaseError, connection, transaction

from anlan.base.audit.models import AuditLink, AuditRecord
from anlan.base.audit.public import MASKED, audit
from anlan.base.audit.selectors import verify_chain
from anlan.kernel.audit_actions import AuditAction, register_audit_actions

register_audit_actions(AuditAction("audit.test.written", "wrote", masked_fields=("phone",)))


def _write(actor, n=3):
    with transaction.atomic():
        for i in range(n):
            audit(actor, "audit.test.written", after={"n": i, "phone": "00012345678"})


def _seal():
    """Fire the deferred triggers, as a commit does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _behind_its_back(sql):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = origin")


@pytest.mark.django_db
def test_every_record_gets_a_link_and_the_chain_is_whole(cast):
    _write(cast.lin)
    _seal()
    report = verify_chain()
    assert report.is_whole
    assert AuditLink.objects.count() == AuditRecord.objects.count() == 3
    assert verify_chain(expected_head=report.head).is_whole
    assert not verify_chain(expected_head="0" * 64).is_whole


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "what"),
    [
        (
            "UPDATE audit_auditrecord SET actor_name = 'x' WHERE id = (SELECT min(id) + 1 FROM "
            "audit_auditrecord)",
            "record changed",
        ),
        (
            "DELETE FROM audit_auditrecord WHERE id = (SELECT min(id) + 1 FROM audit_auditrecord)",
            "record removed",
        ),
        (
            "DELETE FROM audit_auditlink WHERE sequence = (SELECT min(sequence) + 1 FROM "
            "audit_auditlink)",
            "link removed before this one",
        ),
    ],
)
def test_a_row_changed_behind_its_back_is_found(cast, sql, what):
    _write(cast.lin)
    _seal()
    _behind_its_back(sql)
    report = verify_chain()
    assert not report.is_whole
    assert what in {fault.what for fault in report.faults}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE audit_auditrecord SET reason='x'",
        "DELETE FROM audit_auditrecord",
        "TRUNCATE audit_auditlink",
    ],
)
def test_the_database_refuses_changes(cast, verb):
    _write(cast.lin, 1)
    _seal()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


@pytest.mark.django_db
def test_masked_fields_and_unknown_actions(cast):
    record = audit(cast.lin, "audit.test.written", after={"phone": "00012345678"})
    assert record.after == {"phone": MASKED}
    with pytest.raises(LookupError):
        audit(cast.lin, "audit.test.never_registered")


@pytest.mark.django_db
def test_a_shape_is_kept_as_words_and_a_wild_one_ends_no_process(cast):
    shapes = {"here": Point(119.18, 29.03), "nowhere": Point(1e308, 1)}
    record = audit(cast.lin, "audit.test.written", after=shapes)
    assert record.after == {"here": "POINT (119.18 29.03)", "nowhere": "Point"}
