"""Merging two dossiers: nothing is lost, the old number leads on, conflicts are absorbed."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.gis.geos import Point
from django.urls import reverse

from anlan.base.files.models import Attachment
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.supervision.enterprises.events import EnterpriseMerged
from anlan.supervision.enterprises.models import (
    DuplicatePair,
    Enterprise,
    EnterpriseContact,
    FormerCode,
    MergedDossier,
    Project,
    ProjectStage,
)
from anlan.supervision.enterprises.services.duplicates import dismiss_duplicate, find_duplicates
from anlan.supervision.enterprises.services.merging import merge_enterprises, references
from anlan.supervision.enterprises.tests.factories import (
    CertificateFactory,
    ChemicalHoldingFactory,
    EnterpriseContactFactory,
    EnterpriseFactory,
    EquipmentFactory,
    FormerCodeFactory,
    InsuranceFactory,
    LicenceFactory,
    PersonFactory,
    PlantPlanFactory,
    ProcessUnitFactory,
    ProjectFactory,
    ProjectStageFactory,
    TerritoryClaimFactory,
)

pytestmark = pytest.mark.django_db
#: Tables in which the merge itself writes.
WRITTEN = {
    "audit.AuditRecord",
    "audit.AuditLink",
    "kernel.EventRecord",
    "enterprises.Enterprise",
    "enterprises.MergedDossier",
    "enterprises.FormerCode",
}


@pytest.fixture
def officer():
    """A bureau officer of the whole county."""
    return make_actor("李科长", role="bureau_officer")


def rows() -> dict[str, int]:
    """How many rows every table of the platform has."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and model.__module__.startswith("anlan.")
        and model._meta.label not in WRITTEN
    }


def fill(enterprise: Enterprise) -> None:
    """Everything that can stand in a dossier."""
    EnterpriseContactFactory(enterprise=enterprise)
    CertificateFactory(enterprise=enterprise)
    ChemicalHoldingFactory(enterprise=enterprise)
    EquipmentFactory(enterprise=enterprise)
    LicenceFactory(enterprise=enterprise)
    InsuranceFactory(enterprise=enterprise)
    ProcessUnitFactory(enterprise=enterprise)
    PlantPlanFactory(enterprise=enterprise)
    ProjectStageFactory(project=ProjectFactory(enterprise=enterprise))
    FormerCodeFactory(enterprise=enterprise)
    Attachment.objects.create(
        kind="document",
        name="证.pdf",
        mime="application/pdf",
        size=1,
        sha256="0" * 64,
        subject_type="enterprises.Enterprise",
        subject_id=str(enterprise.pk),
    )


def test_every_record_moves_and_none_is_lost(officer):
    survivor, other = EnterpriseFactory(), EnterpriseFactory()
    fill(survivor)
    fill(other)
    before, other_id, other_organisation = rows(), other.pk, other.organisation_id

    merge_enterprises(
        survivor_id=survivor.pk, other_id=other_id, actor=officer, reason="同一企业重复登记"
    )

    assert rows() == before
    assert not Enterprise.objects.filter(pk=other_id).exists()
    for reference in references(Enterprise, other_id, survivor.pk):
        assert not reference.model._base_manager.filter(**reference.where).exists()
    kept = MergedDossier.objects.get(pk=other_id)
    assert kept.facts["uscc"] == other.uscc
    assert kept.absorbed == []
    assert FormerCode.objects.get(code=other.uscc).enterprise_id == survivor.pk
    assert survivor.organisation.people.count() == 4
    assert (
        not apps.get_model("organisations.Organisation")
        .objects.get(pk=other_organisation)
        .is_active
    )
    assert_audited("enterprises.enterprise.merged", survivor, by=officer)
    assert_emitted(EnterpriseMerged, enterprise_id=survivor.pk, former_id=other_id)


def test_what_stands_there_already_is_absorbed_with_its_own_records(officer):
    survivor, other = EnterpriseFactory(), EnterpriseFactory()
    person = PersonFactory(organisation=survivor.organisation)
    for enterprise in (survivor, other):
        EnterpriseContactFactory(enterprise=enterprise, person=person)
        TerritoryClaimFactory(enterprise=enterprise)
    twin = ProjectFactory(enterprise=survivor, name="扩建")
    same = ProjectFactory(enterprise=other, name="扩建")
    ProjectStageFactory(project=twin, kind="pre_assessment")
    ProjectStageFactory(project=same, kind="pre_assessment", number="演1号")
    ProjectStageFactory(project=same, kind="trial_run")
    before = sum(rows().values())

    merge_enterprises(survivor_id=survivor.pk, other_id=other.pk, actor=officer, reason="重复")

    absorbed = MergedDossier.objects.get(pk=other.pk).absorbed
    assert sorted(item["model"] for item in absorbed) == [
        "enterprises.EnterpriseContact",
        "enterprises.Project",
        "enterprises.ProjectStage",
        "enterprises.TerritoryClaim",
    ]
    assert sum(rows().values()) + len(absorbed) == before
    assert EnterpriseContact.objects.get().enterprise_id == survivor.pk
    assert Project.objects.get() == twin
    assert set(ProjectStage.objects.values_list("kind", flat=True)) == {
        "pre_assessment",
        "trial_run",
    }
    stage = next(item for item in absorbed if item["model"] == "enterprises.ProjectStage")
    assert stage["values"]["number"] == "演1号"


def test_the_officer_chooses_whose_facts_survive_and_the_old_address_leads_on(officer, visit):
    survivor = EnterpriseFactory(employees=10, location=None)
    other = EnterpriseFactory(employees=99, location=Point(119.2, 29.1, srid=4326))
    url = reverse("enterprises:merge", args=[survivor.pk, other.pk])
    page = visit(officer).get(url)
    assert other.name in page.text
    assert 'name="take_employees"' in page.text

    response = visit(officer).post(
        url, {"reason": "重复", "take_employees": "other", "take_uscc": "other"}
    )

    assert response.status_code == 303
    survivor.refresh_from_db()
    assert (survivor.employees, survivor.uscc, survivor.location) == (99, other.uscc, None)
    assert FormerCode.objects.filter(enterprise=survivor).count() == 1
    old = visit(officer).get(reverse("enterprises:detail", args=[other.pk]))
    assert (old.status_code, old["Location"]) == (301, survivor.get_absolute_url())


def test_a_merge_needs_reason_right_and_two_dossiers(officer, cast):
    first, second = EnterpriseFactory(), EnterpriseFactory()
    for wrong in (
        {"other_id": first.pk, "reason": "x"},
        {"other_id": second.pk, "reason": " "},
        {"other_id": second.pk, "reason": "x", "take_from_other": ("search_text",)},
    ):
        with pytest.raises(InvalidInput):
            merge_enterprises(survivor_id=first.pk, actor=officer, **wrong)
    with pytest.raises(NotPermitted):
        merge_enterprises(survivor_id=first.pk, other_id=second.pk, actor=cast.zhao, reason="越权")
    assert Enterprise.objects.count() == 2


def test_likely_duplicates_are_found_and_a_dismissed_pair_does_not_come_back(officer):
    first = EnterpriseFactory(name="演示龙游宏远化工有限公司", address="演示路1号")
    second = EnterpriseFactory(name="演示龙游宏远化工公司", address="演示路1号", location=None)
    EnterpriseFactory(name="演示山下采石场", address="演示路9号", location=None)
    system = system_actor("clock")

    assert find_duplicates(actor=system) == 1

    pair = DuplicatePair.objects.get()
    assert (pair.first_id, pair.second_id) == (first.pk, second.pk)
    assert "address" in pair.reasons
    dismiss_duplicate(pair_id=pair.pk, actor=officer, reason="母公司与分公司")
    assert_audited("enterprises.duplicate.dismissed", pair, by=officer)
    assert find_duplicates(actor=system) == 0
    with pytest.raises(InvalidInput):
        dismiss_duplicate(pair_id=pair.pk, actor=officer, reason="")


def test_a_former_code_that_is_the_code_of_another_makes_a_pair():
    first, second = (
        EnterpriseFactory(name="演示甲厂", location=None),
        EnterpriseFactory(name="别的名字", location=None),
    )
    FormerCodeFactory(enterprise=second, code=first.uscc)
    assert find_duplicates(actor=system_actor("clock")) == 1
    assert DuplicatePair.objects.get().reasons[0] == "former_code"
