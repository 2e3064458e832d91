"""Test units: the kinds, one of every row, a stage with everybody who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

import factory

from anlan.base.organisations.models import Organisation
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.accreditation import reference
from anlan.governance.accreditation.models import (
    Answer,
    Case,
    Criterion,
    ExitGround,
    Kind,
    Objection,
    Proposal,
    Rectification,
    Round,
    SiteMark,
    Target,
)
from anlan.governance.accreditation.services import awarding, cases
from anlan.kernel import clock
from anlan.kernel.actor import Actor, Scope, system_actor
from anlan.kernel.testing.cast import make_actor
from anlan.supervision.enterprises.models import Enterprise

VILLAGE_CODE = "330825100201"


def load_reference() -> None:
    """Load kinds, clocks and forms."""
    reference.load(system_actor("tests"))


class KindFactory(factory.django.DjangoModelFactory):
    """A draft of the county, decided by points."""

    class Meta:
        model = Kind
        django_get_or_create: ClassVar = ("code", "version")

    code = "demo"
    version = 1
    name = "演示示范单位"
    level = "county"
    applicants = factory.LazyFunction(lambda: ["village", "township", "enterprise", "site"])
    state = "draft"
    scoring = "points"
    pass_mark = Decimal(80)
    basis = "演示依据"


class CriterionFactory(factory.django.DjangoModelFactory):
    """A criterion worth ten points."""

    class Meta:
        model = Criterion

    kind = factory.SubFactory(KindFactory)
    code = factory.Sequence(lambda n: f"c{n}")
    name = "演示标准"
    effect = "points"
    points = Decimal(10)


class ExitGroundFactory(factory.django.DjangoModelFactory):
    """A ground."""

    class Meta:
        model = ExitGround

    kind = factory.SubFactory(KindFactory)
    trigger = "other"
    text = "演示退出情形"


class CaseFactory(factory.django.DjangoModelFactory):
    """A candidate that prepares itself."""

    class Meta:
        model = Case

    kind = factory.SubFactory(KindFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    unit_name = factory.Sequence(lambda n: f"演示第{n}村")
    region = factory.SubFactory(RegionFactory)
    office = factory.SubFactory(OrganisationFactory)
    named_by = "演示"


class RoundFactory(factory.django.DjangoModelFactory):
    """A yearly re-check that runs."""

    class Meta:
        model = Round

    case = factory.SubFactory(CaseFactory)
    kind = "yearly"
    opened_on = factory.LazyFunction(clock.today)
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=20))


class AnswerFactory(factory.django.DjangoModelFactory):
    """An answer nobody has given yet."""

    class Meta:
        model = Answer

    round = factory.SubFactory(RoundFactory)
    criterion = factory.SubFactory(CriterionFactory)


class SiteMarkFactory(factory.django.DjangoModelFactory):
    """A mark."""

    class Meta:
        model = SiteMark

    answer = factory.SubFactory(AnswerFactory)
    reviewer_id = factory.Sequence(lambda n: f"test:{n}")
    reviewer = "演示评审员"
    points = Decimal(9)
    is_met = True
    marked_at = factory.LazyFunction(clock.now)


class ObjectionFactory(factory.django.DjangoModelFactory):
    """An objection."""

    class Meta:
        model = Objection

    case = factory.SubFactory(CaseFactory)
    text = "演示异议"
    recorded_by = "演示"


class RectificationFactory(factory.django.DjangoModelFactory):
    """A rectification with the unit."""

    class Meta:
        model = Rectification

    case = factory.SubFactory(CaseFactory)
    text = "演示整改"
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=20))


class ProposalFactory(factory.django.DjangoModelFactory):
    """A proposal to re-check."""

    class Meta:
        model = Proposal

    case = factory.SubFactory(CaseFactory)
    act = "recheck"
    trigger = "other"
    reason = "演示事由"
    subject_key = factory.Sequence(lambda n: f"test:{n}")
    proposed_by = "演示"


class TargetFactory(factory.django.DjangoModelFactory):
    """Five new ones this year."""

    class Meta:
        model = Target

    kind_code = "demo"
    region = factory.SubFactory(RegionFactory, county=True)
    name = "演示：新增5个"
    planned = 5
    starts_on = factory.LazyFunction(lambda: clock.today().replace(month=1, day=1))
    ends_on = factory.LazyFunction(lambda: clock.today().replace(month=12, day=31))


@dataclass
class Stage:
    """Who takes part: office, second reviewer, who awards, village, township, firm, outsider."""

    bureau: Organisation
    township: Organisation
    village: Organisation
    firm: Enterprise
    office: Actor
    second: Actor
    director: Actor
    clerk: Actor
    town: Actor
    manager: Actor
    other: Actor

    def kind(self, code: str) -> Kind:
        """The version in force."""
        return Kind.objects.get(code=code, state="in_force")

    def candidate(self, code: str = "community_three", **values: Any) -> Case:
        """A candidate the office named: the village unless another unit is given."""
        given = {"organisation_id": self.village.pk, "actor": self.office, **values}
        return cases.name_candidate(kind_id=self.kind(code).pk, **given)

    def answered(self, case: Case, actor: Actor | None = None) -> Case:
        """Every criterion answered with yes or full points."""
        found = case.rounds.exclude(state__in=("passed", "failed", "cancelled")).get()
        for answer in found.answers.select_related("criterion"):
            is_points = answer.criterion.effect == "points"
            cases.answer_criterion(
                answer_id=answer.pk,
                is_met=None if is_points else True,
                points=answer.criterion.points if is_points else None,
                note="已具备，附照片。",
                actor=actor or self.clerk,
            )
        return case

    def visited(self, case: Case, share: Decimal = Decimal(1)) -> Case:
        """Both reviewers have been there."""
        for reviewer in (self.office, self.second):
            marks = {
                answer.pk: {
                    "is_met": share > 0,
                    "points": answer.criterion.points * share,
                    "note": "现场核实",
                }
                for answer in Answer.objects.filter(round__case=case).select_related("criterion")
            }
            cases.mark_on_site(case_id=case.pk, marks=marks, actor=reviewer)
        return case

    def published(self, code: str = "community_three") -> Case:
        """A village that is published for objections."""
        case = self.answered(self.candidate(code))
        cases.submit_case(case_id=case.pk, actor=self.clerk)
        cases.accept_papers(case_id=case.pk, actor=self.office)
        self.visited(case)
        cases.assess_case(case_id=case.pk, actor=self.office)
        return awarding.publish_case(case_id=case.pk, actor=self.office)

    def awarded(self, frozen_clock: Any, code: str = "community_three") -> Case:
        """A village that bears the title."""
        case = self.published(code)
        frozen_clock.advance(days=10)
        return awarding.award_case(
            case_id=case.pk, awarded_on=clock.today(), actor=self.director, number="国示〔演示〕1号"
        )


def set_stage() -> Stage:
    """Bring county, township, village, firm and their people together."""
    from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

    county = RegionFactory(county=True)
    town = RegionFactory()
    place = RegionFactory(code=VILLAGE_CODE, name="演示村", level="village")
    bureau = OrganisationFactory(code="emergency", name="龙游县应急管理局", region=county)
    township = OrganisationFactory(
        code="township:330825100", name="龙洲街道办事处", kind="township", region=town
    )
    village = OrganisationFactory(
        code="village:1", name="演示村村委会", kind="village", region=place, parent=township
    )
    firm = EnterpriseFactory()
    load_reference()
    region = Scope("region", "330825")

    def official(name: str, role: str, unit: Organisation, scope: Scope) -> Actor:
        person = PersonFactory(name=name, organisation=unit)
        return make_actor(
            name, role=role, scope=scope, person_id=person.pk, organisation_id=unit.pk
        )

    own = Scope("organisation", str(firm.organisation_id))
    return Stage(
        bureau=bureau,
        township=township,
        village=village,
        firm=firm,
        office=official("办公室演示", "bureau_officer", bureau, region),
        second=official("评审员演示", "bureau_officer", bureau, region),
        director=official("主任演示", "commander", bureau, region),
        clerk=official("村干部演示", "grid_worker", village, Scope("region", VILLAGE_CODE)),
        town=official("乡镇干部演示", "township_officer", township, Scope("region", "330825100")),
        manager=official("安管员演示", "enterprise_manager", firm.organisation, own),
        other=official(
            "外乡镇演示",
            "township_officer",
            OrganisationFactory(
                name="外乡镇", kind="township", region=RegionFactory(other_town=True)
            ),
            Scope("region", "330825101"),
        ),
    )


def access_world(samples: dict[type, Any]) -> dict[str, dict[str, Any]]:
    """A title of the enterprise asked for: its manager re-checks, rectifies and gives it up."""
    firm = samples[Enterprise]
    own = CaseFactory(
        kind=samples[Case].kind,
        organisation=firm.organisation,
        region=firm.region,
        state="awarded",
        awarded_on=clock.today(),
        recheck_on=clock.today() + timedelta(days=300),
    )
    found = RoundFactory(case=own)
    answer = AnswerFactory(round=found, criterion__kind=own.kind)
    made = RectificationFactory(case=own)
    return {
        "accreditation/<int:pk>/": {"pk": own.pk, "name": "publish"},
        "accreditation/rounds/<int:pk>/": {"pk": found.pk, "name": "submit"},
        "accreditation/answers/": {"pk": answer.pk},
        "accreditation/rectifications/": {"pk": made.pk},
        "accreditation/objections/": {"pk": samples[Objection].pk},
        "accreditation/proposals/": {"pk": samples[Proposal].pk},
        "accreditation/targets/<int:pk>/": {"pk": samples[Target].pk},
        "accreditation/kinds/<int:pk>/": {"pk": samples[Kind].pk, "name": "enforce"},
        "accreditation/criteria/": {"pk": samples[Criterion].pk},
        "accreditation/grounds/": {"pk": samples[ExitGround].pk},
    }
