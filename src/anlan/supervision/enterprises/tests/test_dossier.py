"""Parks, projects, parts: services, lists, the timeline, search and import of the dossier."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.pages import TimelineSpan
from anlan.kernel.pages.hooks import read_mark, timeline_page
from anlan.kernel.testing import assert_audited, make_actor
from anlan.kernel.transfer import find_importer
from anlan.supervision.enterprises.models import Certificate, HazardousProcess, Park
from anlan.supervision.enterprises.parts import PARTS
from anlan.supervision.enterprises.reference import load_processes
from anlan.supervision.enterprises.search import find_certificates, find_licences, find_parks
from anlan.supervision.enterprises.services.papers import (
    add_certificate,
    add_insurance,
    add_standardisation,
    remove_certificate,
    update_certificate,
    update_equipment,
)
from anlan.supervision.enterprises.services.parks import (
    create_park,
    read_boundary,
    take_in_enterprises,
    update_park,
)
from anlan.supervision.enterprises.services.projects import (
    add_process,
    add_project,
    record_stage,
    remove_project,
    update_project,
)
from anlan.supervision.enterprises.tests.factories import (
    VILLAGE,
    CertificateFactory,
    EnterpriseContactFactory,
    EnterpriseFactory,
    EquipmentFactory,
    HazardousProcessFactory,
    LicenceFactory,
    ParkFactory,
    PersonFactory,
    region,
)

pytestmark = pytest.mark.django_db
SQUARE = "POLYGON((119.1 29.0, 119.2 29.0, 119.2 29.1, 119.1 29.1, 119.1 29.0))"


@pytest.fixture
def officer():
    """A bureau officer of the whole county."""
    return make_actor("李科长", role="bureau_officer")


def test_a_certificate_belongs_to_a_person_of_the_enterprise_and_is_entered_once(officer, cast):
    enterprise = EnterpriseFactory()
    person = PersonFactory(organisation=enterprise.organisation)
    facts = {"person_id": person.pk, "kind": "special_operation", "number": "演T1"}
    made = add_certificate(enterprise_id=enterprise.pk, actor=officer, **facts)
    assert_audited("enterprises.certificate.added", made, by=officer)
    for wrong in (
        {},
        {"number": "演T2", "person_id": PersonFactory().pk},
        {"number": "演T3", "valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)},
        {"number": "演T4", "kind": "unknown"},
    ):
        with pytest.raises(InvalidInput):
            add_certificate(enterprise_id=enterprise.pk, actor=officer, **{**facts, **wrong})
    with pytest.raises(NotPermitted):
        add_certificate(enterprise_id=enterprise.pk, actor=cast.sun, **{**facts, "number": "演T5"})
    update_certificate(certificate_id=made.pk, actor=officer, operation="低压电工作业")
    record = assert_audited("enterprises.certificate.changed", made, by=officer)
    assert record.after == {"operation": "低压电工作业"}
    remove_certificate(certificate_id=made.pk, actor=officer, reason="离职")
    assert not Certificate.objects.exists()


def test_insurance_and_grades_keep_their_limits(officer):
    enterprise = EnterpriseFactory()
    policy = {"insurer": "演示财险", "number": "1", "people": 5, "valid_to": date(2027, 1, 1)}
    add_insurance(enterprise_id=enterprise.pk, actor=officer, sum_10k_yuan=100, **policy)
    with pytest.raises(InvalidInput):
        add_insurance(
            enterprise_id=enterprise.pk, actor=officer, sum_10k_yuan=0, **{**policy, "number": "2"}
        )
    add_standardisation(enterprise_id=enterprise.pk, actor=officer, grade=3, number="A", score=70)
    for wrong in ({"grade": 4}, {"score": 101}, {"number": "A"}):
        facts = {"grade": 3, "number": "B", **wrong}
        with pytest.raises(InvalidInput):
            add_standardisation(enterprise_id=enterprise.pk, actor=officer, **facts)


def test_operators_are_people_of_the_enterprise(officer):
    equipment = EquipmentFactory()
    own = PersonFactory(organisation=equipment.enterprise.organisation)
    update_equipment(equipment_id=equipment.pk, actor=officer, operator_ids=[own.pk])
    assert list(equipment.operators.all()) == [own]
    with pytest.raises(InvalidInput):
        update_equipment(
            equipment_id=equipment.pk, actor=officer, operator_ids=[PersonFactory().pk]
        )
    assert list(equipment.operators.all()) == [own]


def test_the_stages_of_a_project_follow_each_other(officer):
    project = add_project(enterprise_id=EnterpriseFactory().pk, name="扩建", actor=officer)
    assert_audited("enterprises.project.added", project, by=officer)
    first, second, _third, last = project.stages.order_by("pk")
    today = clock.today()
    record_stage(stage_id=first.pk, done_on=today - timedelta(10), actor=officer)
    assert_audited("enterprises.project_stage.recorded", first, by=officer)
    for stage, facts in (
        (second, {"done_on": today - timedelta(20)}),
        (second, {"done_on": today + timedelta(1)}),
        (last, {"done_on": today}),
    ):
        with pytest.raises(InvalidInput):
            record_stage(stage_id=stage.pk, actor=officer, **facts)
    update_project(project_id=project.pk, actor=officer, kind="extension")
    remove_project(project_id=project.pk, actor=officer, reason="停建")
    assert_audited("enterprises.project.removed", by=officer)


def test_the_catalogue_of_processes_is_loaded_unverified(officer):
    load_processes()
    assert HazardousProcess.objects.count() == 18
    assert HazardousProcess.objects.filter(batch=1).count() == 15
    assert not HazardousProcess.objects.filter(is_verified=True).exists()
    assert all("安监总管三" in p.source for p in HazardousProcess.objects.all())
    unit = add_process(
        enterprise_id=EnterpriseFactory().pk,
        name="氯化装置",
        process=HazardousProcessFactory(),
        longitude=119.1,
        latitude=29.0,
        actor=officer,
    )
    assert unit.location.x == 119.1
    assert_audited("enterprises.process.added", unit, by=officer)


def test_a_park_has_one_dossier_and_takes_in_who_stands_inside(officer, cast):
    region()
    park = create_park(
        name="演示化工园",
        kind="chemical",
        region_code=VILLAGE,
        boundary=read_boundary(SQUARE),
        actor=officer,
    )
    assert park.organisation.kind == "park"
    assert_audited("enterprises.park.created", park, by=officer)
    inside = EnterpriseFactory()
    EnterpriseFactory(location=None)
    assert take_in_enterprises(park_id=park.pk, actor=officer) == 1
    inside.refresh_from_db()
    assert inside.park_id == park.organisation_id
    with pytest.raises(InvalidInput):
        create_park(
            name="再建",
            kind="chemical",
            region_code=VILLAGE,
            organisation_id=park.organisation_id,
            actor=officer,
        )
    with pytest.raises(InvalidInput):
        update_park(park_id=park.pk, actor=officer, gates=1, hazmat_gates=2)
    with pytest.raises(NotPermitted):
        update_park(park_id=park.pk, actor=cast.zhao, gates=1)
    for wrong in ("POINT(1 1)", "nonsense", "POLYGON((0 0, 1 1, 0 1, 1 0, 0 0))"):
        with pytest.raises(InvalidInput):
            read_boundary(wrong)
    assert read_boundary(" ") is None


def test_a_parks_page_counts_what_is_inside(officer, visit):
    park = ParkFactory(safety_rating="C")
    enterprise = EnterpriseFactory(park_id=park.organisation_id, is_major_hazard=True)
    page = visit(officer).get(park.get_absolute_url())
    assert enterprise.short_name in page.text
    listed = visit(officer).get(reverse("enterprises:parks"))
    assert park.name in listed.text
    assert Park.objects.count() == 1


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_register_lists_adds_and_opens(part, officer, visit):
    enterprise = EnterpriseFactory()
    assert visit(officer).get(reverse(part.list_name)).status_code == 200
    add = visit(officer).get(reverse(f"enterprises:add_{part.name}", args=[enterprise.pk]))
    assert add.status_code == 200
    empty = visit(officer).post(reverse(f"enterprises:add_{part.name}", args=[enterprise.pk]), {})
    assert empty.status_code == 422


def test_saved_filters_part_what_ran_out_from_what_will(officer, visit):
    today = clock.today()
    for name, days in (("过期", -1), ("临近", 20), ("季度内", 80), ("长期", 400)):
        LicenceFactory(kind=name, valid_to=today + timedelta(days))
    found = {
        tab: {
            row.record.kind
            for row in visit(officer)
            .get(reverse("enterprises:licences"), {"tab": tab})
            .context["page"]["table"]
            .rows
        }
        for tab in ("expired", "d30", "d90")
    }
    assert found == {"expired": {"过期"}, "d30": {"临近"}, "d90": {"临近", "季度内"}}
    assert visit(officer).get(reverse("enterprises:registers")).status_code == 200


def test_a_part_is_changed_and_taken_out_on_its_pages(officer, visit):
    licence = LicenceFactory()
    page = visit(officer).get(licence.get_absolute_url())
    assert licence.number in page.text
    response = visit(officer).post(
        reverse("enterprises:change_licence", args=[licence.pk]),
        {"kind": licence.kind, "number": licence.number, "valid_to": "2030-01-01"},
    )
    assert response.status_code == 303
    licence.refresh_from_db()
    assert licence.valid_to == date(2030, 1, 1)
    remove = reverse("enterprises:remove_licence", args=[licence.pk])
    assert visit(officer).post(remove, {"reason": ""}).status_code == 422
    assert visit(officer).post(remove, {"reason": "注销"}).status_code == 303


def test_the_timeline_is_complete_page_by_page_and_by_kind(officer, visit):
    enterprise = EnterpriseFactory()
    EnterpriseContactFactory(enterprise=enterprise)
    made = [
        add_standardisation(
            enterprise_id=enterprise.pk, actor=officer, grade=3, number=f"标化{n}号"
        )
        for n in range(7)
    ]
    everything, older = timeline_page(enterprise, officer, TimelineSpan(100))
    assert older == ""
    assert len(everything) == len(made)

    seen, mark = [], ""
    for _turn in range(10):
        until, skip = read_mark(mark)
        page, mark = timeline_page(enterprise, officer, TimelineSpan(2, until=until), skip=skip)
        seen += page
        if not mark:
            break
    assert [e.text for e in seen] == [e.text for e in everything]
    assert timeline_page(enterprise, officer, TimelineSpan(9), kinds=["people"])[0] == []
    shown = visit(officer).get(
        enterprise.get_absolute_url(), {"part": "timeline", "kind": "papers", "year": "1999"}
    )
    assert "标化3号" not in shown.text
    assert read_mark("nonsense") == (None, 0)


def test_people_parks_and_licences_are_found_by_their_numbers(officer, cast):
    certificate = CertificateFactory(number="演证ABC123")
    LicenceFactory(number="演许证XYZ789")
    ParkFactory(name="演示化工园区甲").refresh_search_text()
    assert [r.title for r in find_certificates("abc123", officer, 5)] == [
        f"{certificate.person.name} · 演证ABC123"
    ]
    assert len(list(find_licences("XYZ789", officer, 5))) == 1
    assert list(find_certificates("123", officer, 5)) == []
    other = make_actor("别家", role="enterprise_manager")
    assert len(list(find_parks("无此园区", other, 5))) == 0


def test_certificates_are_imported_by_name_of_the_holder(officer):
    importer = find_importer("certificates")
    enterprise = EnterpriseFactory()
    person = PersonFactory(organisation=enterprise.organisation, name="郑演示")
    values = {
        "enterprise_id": importer.column("enterprise_id").clean(enterprise.uscc, officer),
        "person_name": "郑演示",
        "kind": importer.column("kind").clean("特种作业", officer),
        "number": "演证I1",
    }
    made = importer.create(values, officer)
    assert made.person == person
    assert importer.find(values, officer) == made
    importer.update(made, {**values, "operation": "高处作业"}, officer)
    made.refresh_from_db()
    assert made.operation == "高处作业"
    with pytest.raises(InvalidInput):
        importer.create({**values, "person_name": "无此人", "number": "演证I2"}, officer)
    assert len(list(importer.export(officer))) == 1


def test_the_api_gives_registers_and_parks_of_ones_area(officer, visit):
    licence = LicenceFactory(valid_to=clock.today())
    ParkFactory()
    answer = visit(officer).get("/api/v1/enterprises/registers/licences").json()
    assert answer["items"][0]["facts"]["number"] == licence.number
    assert visit(officer).get("/api/v1/enterprises/registers/secrets").status_code == 404
    assert visit(officer).get("/api/v1/enterprises/parks").json()[0]["kind"] == "chemical"
