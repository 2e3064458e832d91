"""Reporting: the enterprise by search, units and criteria that follow, photos, what to mend."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anlan.base.field.public import FieldInput
from anlan.base.files.models import Attachment
from anlan.base.files.public import issue_nonce
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.testing import assert_state, make_actor
from anlan.supervision.enterprises.public import get_enterprise
from anlan.supervision.enterprises.tests.factories import (
    EnterpriseContactFactory,
    EnterpriseFactory,
    PersonFactory,
)
from anlan.supervision.hazards import field
from anlan.supervision.hazards.models import Hazard, HazardCategory
from anlan.supervision.hazards.services.major import notify_major
from anlan.supervision.hazards.services.rectification import (
    accept_rectification,
    review_rectification,
    submit_rectification,
)
from anlan.supervision.hazards.tests.factories import CATEGORY, make_hazard, officer
from anlan.supervision.ledgers.models import Criterion, Pack
from anlan.supervision.risk.models import RiskFactor
from anlan.supervision.risk.services.checks import record_check
from anlan.supervision.risk.tests.factories import (
    ControlCheckFactory,
    ControlFactory,
    RiskEventFactory,
    RiskObjectFactory,
    RiskUnitFactory,
)

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 60
URL = "hazards:report"


def photo(name: str = "a.jpg", content: bytes = JPEG) -> SimpleUploadedFile:
    """A photo as the phone sends it."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.fixture
def unit(plant):
    """A risk unit of the plant."""
    return RiskUnitFactory(risk_object=RiskObjectFactory(enterprise=plant), enterprise=plant)


@pytest.fixture
def criterion(plant):
    """A criterion of the plant's sector, and one of another sector."""
    pack = Pack.objects.create(
        code="99-demo", name="演示行业包", sub_plan=99, sectors=[plant.sector_id], version="1"
    )
    other = Pack.objects.create(
        code="98-demo", name="别的行业包", sub_plan=98, sectors=["elsewhere"], version="1"
    )
    for owner, code in ((pack, "99-demo-01"), (other, "98-demo-01")):
        Criterion.objects.create(
            pack=owner,
            code=code,
            text=f"{owner.name}：紧急切断功能未实现。",
            basis="《演示判定标准》",
            clause="第五条",
            consequence="major",
        )
    return Criterion.objects.get(code="99-demo-01")


def written(plant) -> str:
    return f"{plant.name}（{plant.uscc}）"


def test_enterprises_of_ones_area_are_proposed_by_name_pinyin_and_code(visit, plant, chen):
    client, address = visit(chen), reverse("enterprises:suggest")
    initials = "".join(part[0] for part in ("yan", "shi"))
    for text in (plant.name[:4], initials, plant.uscc):
        rows = client.get(address, {"q": text}).json()["rows"]
        assert written(plant) in [row["value"] for row in rows], text
    assert client.get(address, {"q": " "}).json() == {"rows": []}
    far = officer("township_officer", "远乡镇", scope=Scope("region", "330825999"))
    assert visit(far).get(address, {"q": plant.uscc}).json() == {"rows": []}
    assert visit(make_actor("钱外人")).get(address, {"q": "演示"}).status_code == 403


def test_units_and_criteria_follow_the_enterprise(visit, plant, unit, criterion, chen):
    client = visit(chen)
    empty = client.get(reverse(URL)).content.decode()
    assert "data-suggest-url-value" in empty
    assert unit.name not in empty
    looked_up = client.post(
        reverse(URL), {"look_up": "1", "title": "半句话", "enterprise": written(plant)}
    )
    text = looked_up.content.decode()
    assert looked_up.status_code == 200
    assert "半句话" in text
    assert unit.name in text
    assert criterion.text in text
    assert "《演示判定标准》第五条" in text
    assert "未核对原文" in text
    assert "98-demo-01" not in text
    assert not Hazard.objects.exists()
    nobody = client.post(reverse(URL), {"look_up": "1", "enterprise": "没有这家"})
    assert "没有这个" in nobody.content.decode() or "辖区" in nobody.content.decode()


def test_a_criterion_with_major_consequence_makes_the_hazard_major(
    visit, plant, unit, criterion, chen
):
    answer = visit(chen).post(
        reverse(URL),
        {
            "title": "紧急切断阀失灵",
            "enterprise": written(plant),
            "unit_id": unit.pk,
            "criterion_codes": [criterion.code],
            "source": "inspection",
        },
    )
    assert answer.status_code == 303
    hazard = Hazard.objects.get()
    assert hazard.is_major
    assert (hazard.enterprise_id, hazard.unit_id) == (plant.pk, unit.pk)
    assert [c.clause for c in hazard.criteria.all()] == ["第五条"]


def test_what_has_no_cause_yet_can_be_ordered_with_it(visit, plant, chen):
    hazard = make_hazard(plant, actor=chen, category=None)
    page = visit(chen).get(hazard.get_absolute_url()).context["page"]
    verb = page["verbs"][0]
    assert (verb["name"], verb["blocked_reason"]) == ("assign", None)
    answer = visit(chen).post(verb["url"], {"category": CATEGORY})
    assert answer.status_code == 303
    assert_state(hazard, "rectifying")


def test_photos_taken_while_reporting_keep_their_number_time_and_place(visit, plant, wu):
    facts = {
        "nonce": issue_nonce(wu),
        "captured_at": clock.now().isoformat(),
        "longitude": 119.17,
        "latitude": 29.03,
    }
    answer = visit(wu).post(
        reverse(URL),
        {
            "title": "配电箱门未关",
            "enterprise": plant.uscc,
            "captured": [photo(), photo("b.jpg")],
            "captured_facts": [json.dumps(facts), "no json"],
        },
    )
    assert answer.status_code == 303
    first, second = Attachment.objects.order_by("pk")
    assert first.is_authentic
    assert (first.location.x, first.subject_id) == (119.17, str(Hazard.objects.get().pk))
    assert not second.is_authentic


def test_who_reports_wrongly_sees_what_to_mend_and_nothing_is_kept_by_half(
    visit, plant, criterion, chen
):
    client = visit(chen)
    twin = EnterpriseFactory(name=f"{plant.name}二厂", region=plant.region)
    given = {"title": "灭火器缺失", "source": "inspection"}
    for wrong, words in (
        ({}, "enterprise"),
        ({"enterprise": "没有这家"}, "enterprise"),
        ({"enterprise": plant.name[:3]}, "enterprise"),
        ({"enterprise": written(plant), "criterion_codes": ["98-demo-01"]}, "criterion_codes"),
        ({"enterprise": written(plant), "title": ""}, "title"),
        ({"enterprise": written(plant), "captured": [photo(content=b"MZ no photo")]}, "photos"),
    ):
        answer = client.post(reverse(URL), {**given, **wrong})
        assert answer.status_code == 422, wrong
        assert list(answer.context["form"].errors) == [words]
    assert not Hazard.objects.exists()
    assert not Attachment.objects.exists()
    assert (
        twin.name
        in client.post(reverse(URL), {**given, "enterprise": plant.name[:3]}).content.decode()
    )


def test_in_the_field_an_official_chooses_enterprise_and_criterion(plant, criterion, chen):
    questions = {q.key: q for q in field.report_questions(chen)}
    assert questions["enterprise_id"].choices == (("@enterprises", ""),)
    assert questions["criterion"].choices == (("@hazards.criteria", ""),)
    assert criterion.code in dict(field.major_criteria(chen))
    values = {"title": "切断阀失灵", "enterprise_id": str(plant.pk), "criterion": criterion.code}
    outcome = field.perform_report(FieldInput(uuid.uuid4(), values, (), clock.now(), "", chen))
    assert outcome.subject.is_major
    assert outcome.subject.enterprise_id == plant.pk


def test_in_the_field_an_enterprise_chooses_the_criteria_of_its_sector(plant, criterion, wu):
    questions = {q.key: q for q in field.report_questions(wu)}
    assert "enterprise_id" not in questions
    assert [code for code, _words in questions["criterion"].choices] == [criterion.code]


@pytest.fixture
def control(plant, unit):
    """A control of the unit."""
    return ControlFactory(event=RiskEventFactory(unit=unit, enterprise=plant), enterprise=plant)


def fail(control, wu) -> Hazard:
    """A check of the control fails; returns the hazard it opened."""
    check = ControlCheckFactory(control=control, shift=Hazard.objects.count() + 1)
    record_check(check_id=check.pk, is_normal=False, finding="报警器不响", actor=wu)
    return Hazard.objects.get(origin_id=str(check.pk))


def accept(hazard, wu, chen, zhao) -> None:
    """Rectify, review, accept."""
    submit_rectification(hazard_id=hazard.pk, text="已更换", actor=wu)
    review_rectification(hazard_id=hazard.pk, actor=zhao)
    accept_rectification(hazard_id=hazard.pk, actor=chen)


def test_acceptance_takes_the_weight_of_the_failed_check_away(control, wu, chen, zhao):
    failed = RiskFactor.objects.filter(kind="failed_check", lifted_at__isnull=True)
    first, second = fail(control, wu), fail(control, wu)
    assert failed.count() == 1
    accept(first, wu, chen, zhao)
    assert failed.count() == 1, "the second hazard of this control is still open"
    accept(second, wu, chen, zhao)
    assert not failed.exists()
    assert not RiskFactor.objects.filter(lifted_at__isnull=True).exists()


def test_a_failed_check_opens_a_hazard_without_the_table_of_causes(control, wu):
    HazardCategory.objects.all().delete()
    hazard = fail(control, wu)
    assert hazard.category_id is None
    assert_state(hazard, "verified")


def test_the_notice_goes_to_the_controller_of_the_dossier(major, plant, chen):
    person = PersonFactory(organisation=plant.organisation, name="演示控制人")
    EnterpriseContactFactory(enterprise=plant, person=person, kind="controller")
    assert get_enterprise(plant.pk, system_actor("tests")).controller.name == "演示控制人"
    notices = notify_major(hazard_id=major.pk, actor=chen)
    assert [(n.role, n.name, n.person_id) for n in notices][1] == (
        "controller",
        "演示控制人",
        person.pk,
    )
