"""Fictitious enterprises for tests of every app."""

from __future__ import annotations

import itertools
from typing import Any

import factory
from django.contrib.gis.geos import Point
from stdnum.cn import uscc

from anlan.base.organisations.models import Organisation, Person
from anlan.base.regions.models import Region
from anlan.supervision.chemicals.tests.factories import ChemicalFactory
from anlan.supervision.enterprises.models import (
    ChemicalHolding,
    Enterprise,
    EnterpriseContact,
    Equipment,
    Licence,
    Sector,
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
