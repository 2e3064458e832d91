"""Fictitious enterprises for tests of every app."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import factory
from django.contrib.gis.geos import MultiPolygon, Point
from stdnum.cn import uscc

from anlan.base.organisations.models import Organisation, Person
from anlan.base.regions.models import Region
from anlan.kernel import clock
from anlan.supervision.chemicals.tests.factories import ChemicalFactory
from anlan.supervision.enterprises.models import (
    AgencyService,
    Certificate,
    ChemicalHolding,
    DuplicatePair,
    Enterprise,
    EnterpriseContact,
    Equipment,
    ExpiryRecord,
    FormerCode,
    HazardousProcess,
    Insurance,
    Licence,
    MergedDossier,
    Park,
    PlantPlan,
    ProcessUnit,
    Project,
    ProjectStage,
    Sector,
    Standardisation,
    TerritoryClaim,
)

_serial = itertools.count(1)
TOWN = "330825100000"
VILLAGE = "330825100001"
OTHER_VILLAGE = "330825101001"


def credit_code(serial: int) -> str:
    """A valid, visibly invented social credit code."""
    body = f"91330825MA{serial:07d}"
    return body + uscc.calc_check_digit(body)


def region(code: str = VILLAGE, name: str = "演示村", level: str = "village") -> Region:
    """The region of a code, made when it is missing."""
    found, _made = Region.objects.get_or_create(code=code, defaults={"name": name, "level": level})
    return found


class SectorFactory(factory.django.DjangoModelFactory):
    """A sector."""

    class Meta:
        model = Sector
        django_get_or_create = ("code",)

    code = "chemical_organic"
    name = "有机化学原料制造"
    category = "hazchem"
    industry_code = "2614"


class EnterpriseFactory(factory.django.DjangoModelFactory):
    """An enterprise in a village of the first township, with its organisation."""

    class Meta:
        model = Enterprise

    class Params:
        region_code = VILLAGE

    number = factory.LazyFunction(lambda: next(_serial))
    uscc = factory.LazyAttribute(lambda o: credit_code(o.number))
    name = factory.LazyAttribute(lambda o: f"演示龙游化工{o.number}厂")
    short_name = factory.LazyAttribute(lambda o: f"化工{o.number}厂")
    sector = factory.SubFactory(SectorFactory)
    category = "hazchem"
    region = factory.LazyAttribute(lambda o: region(o.region_code))
    location = factory.LazyFunction(lambda: Point(119.172, 29.028, srid=4326))
    employees = 120
    risk_level = 2
    organisation = factory.LazyAttribute(
        lambda o: Organisation.objects.create(
            code=f"enterprise:{o.uscc}", name=o.name, kind="enterprise", region=o.region
        )
    )

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Enterprise:
        kwargs.pop("number", None)
        enterprise = model_class(*args, **kwargs)
        enterprise.refresh_search_text()
        enterprise.save()
        return enterprise


class PersonFactory(factory.django.DjangoModelFactory):
    """A person of the contact book."""

    class Meta:
        model = Person

    name = "吴演示"
    title = "安全管理员"

    @factory.lazy_attribute
    def organisation(self) -> Organisation:
        """An organisation of the village."""
        return EnterpriseFactory().organisation

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Person:
        phone = kwargs.pop("phone", "00012345678")
        person = model_class(*args, **kwargs)
        person.set_phone(phone)
        person.save()
        return person


class EnterpriseContactFactory(factory.django.DjangoModelFactory):
    """A safety manager."""

    class Meta:
        model = EnterpriseContact

    enterprise = factory.SubFactory(EnterpriseFactory)
    person = factory.LazyAttribute(lambda o: PersonFactory(organisation=o.enterprise.organisation))
    kind = "safety_manager"


class ChemicalHoldingFactory(factory.django.DjangoModelFactory):
    """Liquid chlorine in a tank."""

    class Meta:
        model = ChemicalHolding

    enterprise = factory.SubFactory(EnterpriseFactory)
    chemical = factory.SubFactory(ChemicalFactory)
    container = factory.Sequence(lambda n: f"V-{n} 液氯储罐")
    container_kind = "pressure_tank"
    quantity_t = 20.0
    design_quantity_t = 30.0


class EquipmentFactory(factory.django.DjangoModelFactory):
    """A pressure vessel."""

    class Meta:
        model = Equipment

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = "反应釜"
    kind = "pressure_vessel"
    registration_number = factory.Sequence(lambda n: f"容演{n:05d}")


class LicenceFactory(factory.django.DjangoModelFactory):
    """A safety production licence."""

    class Meta:
        model = Licence

    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = "安全生产许可证"
    number = factory.Sequence(lambda n: f"演许证字{n:05d}")


def access_world(samples):
    """Ask for the number of a contact."""
    return {"enterprises/contacts/": {"pk": samples[EnterpriseContact].pk}}


class CertificateFactory(factory.django.DjangoModelFactory):
    """A welder's certificate."""

    class Meta:
        model = Certificate

    enterprise = factory.SubFactory(EnterpriseFactory)
    person = factory.LazyAttribute(lambda o: PersonFactory(organisation=o.enterprise.organisation))
    kind = "special_operation"
    operation = "熔化焊接与热切割作业"
    number = factory.Sequence(lambda n: f"演证{n:05d}")


class InsuranceFactory(factory.django.DjangoModelFactory):
    """A safety liability policy."""

    class Meta:
        model = Insurance

    enterprise = factory.SubFactory(EnterpriseFactory)
    insurer = "演示财产保险"
    number = factory.Sequence(lambda n: f"演安责{n:05d}")
    sum_10k_yuan = 300
    people = 50
    valid_to = date(2027, 6, 30)


class StandardisationFactory(factory.django.DjangoModelFactory):
    """A third grade."""

    class Meta:
        model = Standardisation

    enterprise = factory.SubFactory(EnterpriseFactory)
    grade = 3
    number = factory.Sequence(lambda n: f"演AQB{n:05d}")


class AgencyServiceFactory(factory.django.DjangoModelFactory):
    """A safety assessment."""

    class Meta:
        model = AgencyService

    enterprise = factory.SubFactory(EnterpriseFactory)
    agency_name = "演示安全评价有限公司"
    kind = "assessment"


class HazardousProcessFactory(factory.django.DjangoModelFactory):
    """Chlorination."""

    class Meta:
        model = HazardousProcess
        django_get_or_create = ("code",)

    code = "P03"
    name = "氯化工艺"
    batch = 1
    source = "安监总管三〔2009〕116号"


class ProcessUnitFactory(factory.django.DjangoModelFactory):
    """A chlorination unit."""

    class Meta:
        model = ProcessUnit

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = factory.Sequence(lambda n: f"氯化装置{n}")
    process = factory.SubFactory(HazardousProcessFactory)


class ProjectFactory(factory.django.DjangoModelFactory):
    """A project."""

    class Meta:
        model = Project

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = factory.Sequence(lambda n: f"演示扩建项目{n}")


class ProjectStageFactory(factory.django.DjangoModelFactory):
    """Its first stage."""

    class Meta:
        model = ProjectStage

    project = factory.SubFactory(ProjectFactory)
    kind = "pre_assessment"


class ParkFactory(factory.django.DjangoModelFactory):
    """A chemical park around the place of the other factories."""

    class Meta:
        model = Park

    name = factory.Sequence(lambda n: f"演示化工园区{n}")
    kind = "chemical"
    region = factory.LazyFunction(region)
    boundary = factory.LazyFunction(
        lambda: MultiPolygon(Point(119.172, 29.028, srid=4326).buffer(0.01), srid=4326)
    )
    organisation = factory.LazyAttribute(
        lambda o: Organisation.objects.create(
            code=f"park:{o.name}", name=o.name, kind="park", region=o.region
        )
    )


class PlantPlanFactory(factory.django.DjangoModelFactory):
    """A plan whose picture is 1000 by 500 pixels."""

    class Meta:
        model = PlantPlan

    enterprise = factory.SubFactory(EnterpriseFactory)
    title = factory.Sequence(lambda n: f"总平面图{n}")
    width = 1000
    height = 500


class TerritoryClaimFactory(factory.django.DjangoModelFactory):
    """A question to the township."""

    class Meta:
        model = TerritoryClaim

    enterprise = factory.SubFactory(EnterpriseFactory)
    region = factory.LazyFunction(lambda: region(TOWN, "演示街道", "township"))
    asked_at = factory.LazyFunction(clock.now)


class FormerCodeFactory(factory.django.DjangoModelFactory):
    """An old registration number."""

    class Meta:
        model = FormerCode

    enterprise = factory.SubFactory(EnterpriseFactory)
    code = factory.Sequence(lambda n: f"33082500000{n:04d}")


class DuplicatePairFactory(factory.django.DjangoModelFactory):
    """Two dossiers that look alike."""

    class Meta:
        model = DuplicatePair

    first = factory.SubFactory(EnterpriseFactory)
    second = factory.SubFactory(EnterpriseFactory)
    score = 0.9


class ExpiryRecordFactory(factory.django.DjangoModelFactory):
    """A lapse of a licence."""

    class Meta:
        model = ExpiryRecord

    enterprise = factory.SubFactory(EnterpriseFactory)
    subject_type = "enterprises.Licence"
    subject_id = factory.Sequence(str)
    what = "licence"
    label = "安全生产许可证"
    due_on = date(2026, 1, 1)
    step = -1
    told_at = factory.LazyFunction(clock.now)


class MergedDossierFactory(factory.django.DjangoModelFactory):
    """A dossier that was merged."""

    class Meta:
        model = MergedDossier

    former_id = factory.Sequence(lambda n: 900_000 + n)
    merged_into = factory.SubFactory(EnterpriseFactory)
    uscc = factory.LazyFunction(lambda: credit_code(999_999))
    name = "演示龙游旧厂"
    reason = "重复登记"
    merged_by = "李科长"
    merged_at = factory.LazyFunction(clock.now)
