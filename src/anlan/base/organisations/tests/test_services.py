"""Keeping organisations, people and appointments."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from anlan.base.organisations.errors import (
    AppointmentHasEnded,
    OrganisationStillNeeded,
    PersonIsGone,
    PostIsHeld,
)
from anlan.base.organisations.events import AppointmentChanged, OrganisationChanged, PersonChanged
from anlan.base.organisations.models import Organisation, Person
from anlan.base.organisations.public import (
    find_organisation_by_code,
    find_post_holder,
    list_organisations,
    list_people_info,
    people_of,
    person_info,
    posts_held_by,
)
from anlan.base.organisations.services import (
    appoint,
    close_organisation,
    create_organisation,
    create_person,
    create_post,
    deactivate_person,
    end_appointment,
    reveal_phone,
    update_organisation,
    update_person,
)
from anlan.base.organisations.tests.factories import (
    OrganisationFactory,
    PersonFactory,
    PostFactory,
)
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_actor("系统", role="system_admin")


def test_an_organisation_is_created_changed_and_closed(keeper, cast):
    region = RegionFactory()
    words = {"name": "演示应急管理局", "kind": "department", "region_code": region.code}
    made = create_organisation(code="yjj", actor=keeper, **words)
    assert_audited("organisations.organisation.created", made)
    assert_emitted(OrganisationChanged, organisation_id=made.pk)
    assert "yanshiyingji" in made.search_text
    with pytest.raises(InvalidInput):
        create_organisation(code="yjj", actor=keeper, **words)
    with pytest.raises(InvalidInput):
        create_organisation(code="b", actor=keeper, **{**words, "region_code": "990000000000"})
    with pytest.raises(NotPermitted):
        create_organisation(code="b", actor=cast.sun, **words)

    child = OrganisationFactory(parent=made)
    with pytest.raises(InvalidInput):
        update_organisation(organisation_id=made.pk, parent_id=child.pk, actor=keeper)
    update_organisation(organisation_id=made.pk, short_name="应急局", actor=keeper)
    assert_audited("organisations.organisation.changed", made)
    with pytest.raises(OrganisationStillNeeded):
        close_organisation(organisation_id=made.pk, actor=keeper, reason="撤并")
    close_organisation(organisation_id=child.pk, actor=keeper, reason="撤并")
    assert_audited("organisations.organisation.closed", child)
    with pytest.raises(NotPermitted):
        close_organisation(organisation_id=made.pk, actor=cast.sun, reason="x")


def test_a_person_is_entered_with_an_encrypted_phone_that_the_trail_does_not_hold(keeper):
    organisation = OrganisationFactory()
    person = create_person(
        name="王五演示", organisation_id=organisation.pk, phone="00012345678", actor=keeper
    )
    record = assert_audited("organisations.person.created", person)
    assert record.after["phone"] == "***"
    assert_emitted(PersonChanged, person_id=person.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM organisations_person WHERE id = %s", [person.pk])
        assert "00012345678" not in cursor.fetchone()[0]
    for wrong in ({"phone": "call me"}, {"name": " "}, {"organisation_id": 987654}):
        with pytest.raises(InvalidInput):
            update_person(person_id=person.pk, actor=keeper, **wrong)
    update_person(person_id=person.pk, actor=keeper, title="局长", phone="00087654321")
    assert "00087654321" not in str(assert_audited("organisations.person.changed", person).after)
    assert Person.objects.get(pk=person.pk).phone == "00087654321"
    deactivate_person(person_id=person.pk, actor=keeper, reason="退休")
    assert_audited("organisations.person.deactivated", person)


def test_nobody_enters_people_outside_the_own_area(keeper):
    there = OrganisationFactory(region=RegionFactory(other_town=True))
    here = PersonFactory()
    town = make_actor(role="bureau_officer", scope=Scope("region", "330825100"))
    with pytest.raises(NotVisible):
        create_person(name="某某演示", organisation_id=there.pk, actor=town)
    with pytest.raises(NotVisible):
        update_person(person_id=here.pk, organisation_id=there.pk, actor=town)
    with pytest.raises(NotVisible):
        update_person(person_id=PersonFactory(organisation=there).pk, title="x", actor=town)


def test_revealing_a_phone_is_a_right_and_is_recorded(cast):
    person = PersonFactory()
    assert reveal_phone(person_id=person.pk, actor=cast.sun) == person.phone
    with pytest.raises(NotPermitted):
        reveal_phone(person_id=person.pk, actor=cast.zhao)
    with pytest.raises(NotVisible):
        reveal_phone(person_id=person.pk, actor=cast.qian)
    assert person_info(person.pk).phone == person.masked_phone
    assert person_info(person.pk, cast.zhao, reveal=True).phone == person.masked_phone
    assert person_info(person.pk, system_actor("notices")).phone == person.phone
    assert person_info(person.pk, cast.sun, reveal=True).is_phone_full
    assert_audited("organisations.person.phone_revealed", person)


def test_ones_own_people_may_be_called_by_the_unit_itself():
    """An enterprise and a township see the numbers of their own people, on record; no others."""
    here = RegionFactory(code="330825100000")
    firm = OrganisationFactory(kind="enterprise", region=here)
    office = OrganisationFactory(kind="township", region=here)
    boss = PersonFactory(organisation=firm, phone="19900000001")
    head = PersonFactory(organisation=office, phone="19900000002")
    manager = make_actor(role="enterprise_manager", scope=Scope("organisation", str(firm.pk)))
    officer = make_actor(role="township_officer", scope=Scope("region", "330825100"))

    assert reveal_phone(person_id=boss.pk, actor=manager) == boss.phone
    assert_audited("organisations.person.phone_revealed", boss, by=manager)
    assert reveal_phone(person_id=head.pk, actor=officer) == head.phone
    with pytest.raises(NotVisible):
        reveal_phone(person_id=head.pk, actor=manager)
    with pytest.raises(NotPermitted):
        reveal_phone(person_id=boss.pk, actor=officer)


def test_a_post_has_one_holder_per_role_and_keeps_its_history(keeper, cast, frozen_clock):
    organisation = OrganisationFactory(code="yjj")
    post = create_post(organisation_id=organisation.pk, name="值班领导", actor=keeper)
    assert_audited("organisations.post.created", post)
    first, second = PersonFactory.create_batch(2, organisation=organisation)
    held = appoint(post_id=post.pk, person_id=first.pk, actor=keeper, valid_from=date(2026, 1, 1))
    assert_audited("organisations.appointment.started", held)
    assert_emitted(AppointmentChanged, post_id=post.pk, person_id=first.pk)
    with pytest.raises(PostIsHeld):
        appoint(post_id=post.pk, person_id=second.pk, actor=keeper)
    appoint(post_id=post.pk, person_id=second.pk, actor=keeper, role="B")
    with pytest.raises(NotPermitted):
        appoint(post_id=post.pk, person_id=second.pk, actor=cast.sun)
    gone = PersonFactory(organisation=organisation, is_active=False)
    with pytest.raises(PersonIsGone):
        appoint(post_id=PostFactory(organisation=organisation).pk, person_id=gone.pk, actor=keeper)

    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(InvalidInput):
        end_appointment(appointment_id=held.pk, actor=keeper, on=date(2025, 1, 1))
    end_appointment(appointment_id=held.pk, actor=keeper, on=yesterday, reason="调离")
    assert_audited("organisations.appointment.ended", held)
    with pytest.raises(AppointmentHasEnded):
        end_appointment(appointment_id=held.pk, actor=keeper)
    appoint(post_id=post.pk, person_id=second.pk, actor=keeper)
    assert find_post_holder("yjj", "值班领导").id == second.pk
    assert find_post_holder("yjj", "值班领导", on=yesterday).id == first.pk
    assert find_post_holder("yjj", "无此岗位") is None
    assert len(posts_held_by(second.pk)) == 2


def test_the_public_door_answers_by_value(cast):
    organisation = OrganisationFactory(code="yjj")
    people = PersonFactory.create_batch(2, organisation=organisation)
    assert {p.id for p in people_of(organisation.pk, cast.lin)} == {p.pk for p in people}
    assert people_of(organisation.pk, cast.qian) == []
    assert set(list_people_info([p.pk for p in people])) == {p.pk for p in people}
    assert find_organisation_by_code("yjj").id == organisation.pk
    assert find_organisation_by_code("none") is None
    found = list_organisations(cast.lin, kinds=["department"], region_prefix="330825")
    assert organisation.pk in {o.id for o in found}
    with pytest.raises(NotVisible):
        person_info(987654)
    assert Organisation.objects.filter(pk=organisation.pk).exists()
