"""Test organisations and people, visibly fictitious."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import factory

from anlan.base.organisations.models import (
    Appointment,
    Organisation,
    OrganisationKind,
    Person,
    Post,
)
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel.fields import blind_index
from anlan.kernel.search_text import search_text


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A department of the county."""

    class Meta:
        model = Organisation
        django_get_or_create: ClassVar = ("code",)

    code = factory.Sequence(lambda n: f"test-{n}")
    name = factory.Sequence(lambda n: f"演示第{n}局")
    kind = OrganisationKind.DEPARTMENT
    region = factory.SubFactory(RegionFactory)
    duty_phone = "0000-7000000"
    search_text = factory.LazyAttribute(lambda o: search_text(o.name, o.code))


class PersonFactory(factory.django.DjangoModelFactory):
    """A person with a fictitious mobile phone."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"张{n}演示")
    organisation = factory.SubFactory(OrganisationFactory)
    title = "科员"
    phone = factory.Sequence(lambda n: f"000{n:08d}")
    phone_index = factory.LazyAttribute(lambda person: blind_index(person.phone))
    search_text = factory.LazyAttribute(lambda p: search_text(p.name, p.title, spoken=p.name))


class PostFactory(factory.django.DjangoModelFactory):
    """A post of an organisation."""

    class Meta:
        model = Post

    organisation = factory.SubFactory(OrganisationFactory)
    name = "值班岗"


class AppointmentFactory(factory.django.DjangoModelFactory):
    """An appointment that runs."""

    class Meta:
        model = Appointment

    post = factory.SubFactory(PostFactory)
    person = factory.SubFactory(PersonFactory)
    role = "A"
    valid_from = date(2026, 1, 1)


def access_world(samples):
    """End an appointment; read an organisation."""
    return {
        "organisations/appointments/": {"pk": samples[Appointment].pk},
        "organisations/organisations/": {"pk": samples[Organisation].pk},
    }
