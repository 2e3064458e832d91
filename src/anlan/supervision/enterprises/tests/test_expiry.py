"""Last days: each step told once, each lapse one event, renewal ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.notifications.models import Notification
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.models import EventRecord
from anlan.kernel.testing import assert_audited, make_actor
from anlan.supervision.enterprises.models import ExpiryRecord
from anlan.supervision.enterprises.public import list_expired
from anlan.supervision.enterprises.services.expiry import check_expiries
from anlan.supervision.enterprises.services.papers import (
    remove_licence,
    update_certificate,
    update_equipment,
    update_licence,
)
from anlan.supervision.enterprises.tests.factories import (
    CertificateFactory,
    EnterpriseContactFactory,
    EnterpriseFactory,
    EquipmentFactory,
    LicenceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    """A bureau officer of the whole county."""
    return make_actor("李科长", role="bureau_officer")


def tell() -> int:
    """Run the periodic task's service."""
    return check_expiries(actor=system_actor("clock"))


def events(name: str) -> int:
    """How many events of a name were written."""
    return EventRecord.objects.filter(name=name).count()


@pytest.mark.parametrize(
    ("days", "step"), [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0)]
)
def test_each_step_is_told_once_to_those_who_answer_for_it(days, step):
    contact = EnterpriseContactFactory()
    LicenceFactory(enterprise=contact.enterprise, valid_to=clock.today() + timedelta(days))

    assert (tell(), tell()) == ((1, 0) if step is not None else (0, 0))

    assert list(ExpiryRecord.objects.values_list("step", flat=True)) == (
        [step] if step is not None else []
    )
    told = Notification.objects.filter(person=contact.person, kind="enterprises.expiry")
    assert told.count() == (1 if step is not None else 0)
    assert events("enterprises.licence.lapsed") == 0


def test_a_lapse_is_one_event_and_renewing_is_one_event(officer):
    licence = LicenceFactory(valid_to=clock.today() - timedelta(1))
    tell()
    tell()
    assert events("enterprises.licence.lapsed") == 1
    assert_audited("enterprises.paper.lapsed", licence)

    update_licence(
        licence_id=licence.pk, actor=officer, valid_to=clock.today() - timedelta(5), reason="更正"
    )
    tell()
    assert events("enterprises.licence.lapsed") == 1
    assert events("enterprises.licence.renewed") == 0

    new_day = clock.today() + timedelta(700)
    update_licence(licence_id=licence.pk, actor=officer, valid_to=new_day)
    update_licence(licence_id=licence.pk, actor=officer, issuer="演示局")
    assert events("enterprises.licence.renewed") == 1

    update_licence(licence_id=licence.pk, actor=officer, valid_to=clock.today() - timedelta(1))
    tell()
    assert events("enterprises.licence.lapsed") == 2


def test_taking_out_a_lapsed_paper_ends_the_lapse_and_needs_a_reason(officer):
    licence = LicenceFactory(valid_to=clock.today() - timedelta(1))
    tell()
    with pytest.raises(InvalidInput):
        remove_licence(licence_id=licence.pk, actor=officer, reason=" ")
    remove_licence(licence_id=licence.pk, actor=officer, reason="已注销")
    record = EventRecord.objects.get(name="enterprises.licence.renewed")
    assert record.payload["how"] == "removed"
    assert_audited("enterprises.licence.removed", licence.enterprise, by=officer)


def test_equipment_laid_up_needs_no_inspection(officer):
    equipment = EquipmentFactory(next_inspection_on=clock.today() - timedelta(3))
    tell()
    assert events("enterprises.inspection.overdue") == 1
    update_equipment(equipment_id=equipment.pk, actor=officer, use="idle")
    assert events("enterprises.inspection.renewed") == 1
    tell()
    assert events("enterprises.inspection.overdue") == 1


def test_review_and_validity_of_a_certificate_are_two_days(officer):
    certificate = CertificateFactory(
        valid_to=clock.today() + timedelta(400), review_due_on=clock.today() - timedelta(1)
    )
    tell()
    assert events("enterprises.certificate.lapsed") == 1
    expired = list_expired(certificate.enterprise_id, officer)
    assert [(paper.kind, paper.person_id) for paper in expired] == [
        ("review", certificate.person_id)
    ]
    update_certificate(
        certificate_id=certificate.pk, actor=officer, review_due_on=clock.today() + timedelta(300)
    )
    assert events("enterprises.certificate.renewed") == 1


def test_a_closed_enterprise_is_left_alone():
    LicenceFactory(
        enterprise=EnterpriseFactory(status="closed"), valid_to=clock.today() - timedelta(1)
    )
    assert tell() == 0
