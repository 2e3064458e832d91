"""Registering, changing, claiming, suspending enterprises, and the parts of a dossier."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.base.organisations.models import Organisation
from anlan.kernel.errors import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    TransitionRefused,
    WrongState,
)
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor
from anlan.supervision.chemicals.tests.factories import ChemicalFactory
from anlan.supervision.enterprises.events import (
    EnterpriseChanged,
    EnterpriseClaimed,
    EnterpriseCreated,
    EnterpriseStatusChanged,
)
from anlan.supervision.enterprises.models import Enterprise, EnterpriseContact, Licence
from anlan.supervision.enterprises.public import (
    find_enterprise,
    get_enterprise,
    list_near,
    responsible_person_ids,
)
from anlan.supervision.enterprises.services.enterprises import (
    claim_enterprise,
    close_enterprise,
    create_enterprise,
    resume_enterprise,
    suspend_enterprise,
    update_enterprise,
)
from anlan.supervision.enterprises.services.holdings import (
    add_contact,
    add_equipment,
    add_holding,
    add_licence,
    remove_contact,
    remove_holding,
    update_holding,
)
from anlan.supervision.enterprises.tests.factories import (
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    ChemicalHoldingFactory,
    EnterpriseContactFactory,
    EnterpriseFactory,
    PersonFactory,
    SectorFactory,
    credit_code,
    region,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    """A bureau officer of the whole county."""
    return make_actor("李科长", role="bureau_officer")


def new(actor, **changes):
    """Register an enterprise with right facts but for the changes."""
    region(changes.get("region_code", VILLAGE))
    values = {
        "uscc": credit_code(77),
        "name": "演示龙游新登记厂",
        "region_code": VILLAGE,
        "sector": SectorFactory().pk,
        "longitude": 119.17,
        "latitude": 29.03,
        "employees": 12,
    }
    return create_enterprise(actor=actor, **{**values, **changes})


def test_registering_makes_the_organisation_takes_the_sectors_category_and_is_told(officer):
    enterprise = new(officer)

    assert enterprise.organisation.kind == "enterprise"
    assert enterprise.category == "hazchem"
    assert enterprise.location.x == 119.17
    assert_audited("enterprises.enterprise.created", enterprise, by=officer)
    assert_emitted(EnterpriseCreated, enterprise_id=enterprise.pk, region=VILLAGE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"uscc": "91330825MA00000770"}, "uscc"),
        ({"uscc": "123"}, "uscc"),
        ({"sector": "none"}, "sector"),
        ({"longitude": None}, "longitude"),
        ({"longitude": 200.0}, "longitude"),
        ({"favourite_colour": "red"}, "favourite_colour"),
    ],
)
def test_wrong_facts_are_refused_at_their_field(officer, changes, field):
    with pytest.raises(InvalidInput) as refused:
        new(officer, **changes)
    assert field in refused.value.fields
    assert not Enterprise.objects.exists()
    assert not Organisation.objects.filter(kind="enterprise").exists()


def test_a_code_is_registered_once_and_only_in_ones_own_area(officer, cast):
    new(officer)
    with pytest.raises(InvalidInput):
        new(officer)
    with pytest.raises(NotPermitted):
        new(cast.zhao, uscc=credit_code(78), region_code=OTHER_VILLAGE)
    assert new(cast.zhao, uscc=credit_code(79)).region_id == VILLAGE
    with pytest.raises(NotPermitted):
        new(cast.sun, uscc=credit_code(80))


def test_changing_writes_what_changed_and_renames_the_organisation(officer, cast):
    enterprise = EnterpriseFactory()

    update_enterprise(
        enterprise_id=enterprise.pk, actor=officer, name="演示龙游更名厂", employees=7, risk_level=1
    )

    enterprise.refresh_from_db()
    assert enterprise.organisation.name == "演示龙游更名厂"
    assert "gengming" in enterprise.search_text
    record = assert_audited("enterprises.enterprise.changed", enterprise, by=officer)
    assert record.before["employees"] == 120
    assert record.after == {"name": "演示龙游更名厂", "employees": 7, "risk_level": 1}
    assert_emitted(EnterpriseChanged, enterprise_id=enterprise.pk)
    with pytest.raises(NotPermitted):
        update_enterprise(enterprise_id=enterprise.pk, actor=cast.sun, employees=1)
    other = EnterpriseFactory(region_code=OTHER_VILLAGE)
    with pytest.raises(NotVisible):
        update_enterprise(enterprise_id=other.pk, actor=cast.zhao, employees=1)
    with pytest.raises(NotPermitted):
        update_enterprise(enterprise_id=enterprise.pk, actor=cast.zhao, region_id=OTHER_VILLAGE)


def test_an_enterprise_keeps_its_own_dossier_and_sees_no_other(cast):
    own, other = EnterpriseFactory(), EnterpriseFactory()
    wu = cast.wu(own.organisation_id)

    update_enterprise(enterprise_id=own.pk, actor=wu, employees=99)

    assert get_enterprise(own.pk, wu).employees == 99
    with pytest.raises(NotVisible):
        get_enterprise(other.pk, wu)
    assert find_enterprise(wu, organisation_id=other.organisation_id) is None


def test_a_township_claims_once(cast):
    region(TOWN, "演示街道", "township")
    enterprise = EnterpriseFactory()

    zhao = cast.zhao
    claim_enterprise(enterprise_id=enterprise.pk, actor=zhao)

    assert_audited("enterprises.enterprise.claimed", enterprise, by=zhao)
    assert_emitted(EnterpriseClaimed, enterprise_id=enterprise.pk)
    enterprise.refresh_from_db()
    assert enterprise.claimed_region_id == TOWN
    with pytest.raises(WrongState):
        claim_enterprise(enterprise_id=enterprise.pk, actor=cast.zhao)
    with pytest.raises(NotPermitted):
        claim_enterprise(enterprise_id=enterprise.pk, actor=cast.sun)


def test_production_is_suspended_resumed_and_the_dossier_closed_with_reasons(officer, cast):
    enterprise = EnterpriseFactory()

    with pytest.raises(InvalidInput):
        suspend_enterprise(enterprise_id=enterprise.pk, actor=officer, reason=" ")
    with pytest.raises(NotPermitted):
        suspend_enterprise(enterprise_id=enterprise.pk, actor=cast.zhao, reason="越权")
    suspend_enterprise(enterprise_id=enterprise.pk, actor=officer, reason="重大隐患")
    assert_state(enterprise, "suspended", field="status")
    assert_audited("enterprises.enterprise.suspend", enterprise, by=officer)
    assert_emitted(EnterpriseStatusChanged, enterprise_id=enterprise.pk, status="suspended")
    with pytest.raises(TransitionRefused):
        suspend_enterprise(enterprise_id=enterprise.pk, actor=officer, reason="再次")
    resume_enterprise(enterprise_id=enterprise.pk, actor=officer, reason="整改验收合格")
    close_enterprise(enterprise_id=enterprise.pk, actor=officer, reason="企业注销")
    assert_state(enterprise, "closed", field="status")
    with pytest.raises(TransitionRefused):
        resume_enterprise(enterprise_id=enterprise.pk, actor=officer, reason="反悔")


def test_chemicals_are_recorded_corrected_and_removed(officer):
    enterprise, chemical = EnterpriseFactory(), ChemicalFactory()
    holding = add_holding(
        enterprise_id=enterprise.pk,
        chemical_id=chemical.pk,
        container="V-101 液氯储罐",
        quantity_t=22.0,
        design_quantity_t=30.0,
        actor=officer,
    )
    assert_audited("enterprises.holding.added", holding, by=officer)
    for wrong in (
        {"quantity_t": -1.0},
        {"quantity_t": 31.0},
    ):
        with pytest.raises(InvalidInput):
            update_holding(holding_id=holding.pk, actor=officer, **wrong)
    with pytest.raises(InvalidInput):
        add_holding(
            enterprise_id=enterprise.pk,
            chemical_id=chemical.pk,
            container="V-101 液氯储罐",
            quantity_t=1.0,
            actor=officer,
        )
    with pytest.raises(InvalidInput):
        add_holding(
            enterprise_id=enterprise.pk,
            chemical_id=10**9,
            container="V-9",
            quantity_t=1.0,
            actor=officer,
        )
    update_holding(holding_id=holding.pk, quantity_t=18.5, actor=officer, reason="盘点")
    record = assert_audited("enterprises.holding.changed", holding, by=officer)
    assert (record.before, record.after) == ({"quantity_t": 22.0}, {"quantity_t": 18.5})
    pk = holding.pk
    remove_holding(holding_id=pk, actor=officer, reason="储罐拆除")
    assert assert_audited("enterprises.holding.removed").object_id == str(pk)
    assert not enterprise.holdings.exists()


def test_equipment_licences_and_contacts_are_entered_once(officer):
    enterprise = EnterpriseFactory()
    person = PersonFactory(organisation=enterprise.organisation)
    equipment = add_equipment(
        enterprise_id=enterprise.pk,
        name="蒸汽锅炉",
        kind="boiler",
        registration_number="锅演00001",
        next_inspection_on=date(2026, 1, 1),
        actor=officer,
    )
    assert_audited("enterprises.equipment.added", equipment, by=officer)
    assert equipment.is_overdue
    licence = add_licence(
        enterprise_id=enterprise.pk,
        kind="安全生产许可证",
        number="演许证字1号",
        valid_from=date(2024, 1, 1),
        valid_to=date(2027, 1, 1),
        actor=officer,
    )
    assert_audited("enterprises.licence.added", licence, by=officer)
    with pytest.raises(InvalidInput):
        add_licence(
            enterprise_id=enterprise.pk, kind="安全生产许可证", number="演许证字1号", actor=officer
        )
    with pytest.raises(InvalidInput):
        add_licence(
            enterprise_id=enterprise.pk,
            kind="另一证",
            number="2",
            valid_from=date(2027, 1, 1),
            valid_to=date(2026, 1, 1),
            actor=officer,
        )
    assert Licence.objects.count() == 1
    contact = add_contact(
        enterprise_id=enterprise.pk, person_id=person.pk, kind="principal", actor=officer
    )
    again = add_contact(
        enterprise_id=enterprise.pk, person_id=person.pk, kind="principal", actor=officer
    )
    assert contact == again
    assert_audited("enterprises.contact.added", contact, by=officer)
    remove_contact(contact_id=contact.pk, actor=officer)
    assert not EnterpriseContact.objects.exists()
    assert_audited("enterprises.contact.removed", by=officer)


def test_others_learn_whom_to_call_and_what_is_there(cast):
    enterprise = EnterpriseFactory()
    manager = EnterpriseContactFactory(enterprise=enterprise, kind="safety_manager")
    principal = EnterpriseContactFactory(enterprise=enterprise, kind="principal")
    ChemicalHoldingFactory(enterprise=enterprise)

    info = get_enterprise(enterprise.pk, cast.sun)

    assert info.safety_manager.person_id == manager.person_id
    assert info.principal.person_id == principal.person_id
    assert "*" in info.safety_manager.phone
    assert info.chemicals[0].name == "氯(液氯)"
    assert responsible_person_ids(enterprise.pk) == [manager.person_id, principal.person_id]


def test_near_means_within_the_distance_nearest_first(cast):
    from django.contrib.gis.geos import Point

    near = EnterpriseFactory(location=Point(119.172, 29.0305, srid=4326))
    here = EnterpriseFactory(location=Point(119.172, 29.028, srid=4326))
    EnterpriseFactory(location=Point(119.19, 29.05, srid=4326))
    EnterpriseFactory(location=None)

    found = list_near(longitude=119.172, latitude=29.028, radius_m=500, actor=cast.sun)

    assert [e.id for e in found] == [here.pk, near.pk]
    assert found[1].distance_m == pytest.approx(277, abs=2)
