"""Test schemes, runs and results: one of every row."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.governance.assessment import reference
from anlan.governance.assessment.models import (
    Appeal,
    ItemMark,
    ItemResult,
    Run,
    Scheme,
    SchemeItem,
    SchemePart,
    UnitGroup,
    UnitResult,
)
from anlan.kernel import clock
from anlan.kernel.actor import system_actor


def load_reference() -> None:
    """Load what assessment needs: the form and the schemes."""
    reference.load(system_actor("tests"))


class SchemeFactory(factory.django.DjangoModelFactory):
    """A draft for townships."""

    class Meta:
        model = Scheme

    code = factory.Sequence(lambda n: f"test-{n}")
    name = "演示乡镇考核方案"
    year = 2026
    subject = "townships"


class SchemePartFactory(factory.django.DjangoModelFactory):
    """A part."""

    class Meta:
        model = SchemePart

    scheme = factory.SubFactory(SchemeFactory)
    name = "责任落实"
    points = Decimal(100)


class SchemeItemFactory(factory.django.DjangoModelFactory):
    """An item of evidence."""

    class Meta:
        model = SchemeItem

    part = factory.SubFactory(SchemePartFactory)
    code = factory.Sequence(lambda n: f"item-{n}")
    name = "演示研究部署安全生产"
    points = Decimal(100)
    requirement = "上传会议纪要"


class UnitGroupFactory(factory.django.DjangoModelFactory):
    """Comparable units."""

    class Meta:
        model = UnitGroup

    scheme = factory.SubFactory(SchemeFactory)
    name = "有化工园区的乡镇"


class RunFactory(factory.django.DjangoModelFactory):
    """An open assessment."""

    class Meta:
        model = Run

    scheme = factory.SubFactory(SchemeFactory)
    kind = "half"
    name = "演示半年考核"
    since = date(2026, 1, 1)
    until = date(2026, 6, 30)
    hand_in_until = factory.LazyFunction(lambda: clock.today() + timedelta(days=10))
    opened_by = "林演示"


class UnitResultFactory(factory.django.DjangoModelFactory):
    """A township in it."""

    class Meta:
        model = UnitResult

    run = factory.SubFactory(RunFactory)
    organisation = factory.SubFactory(OrganisationFactory, kind="township")


class ItemResultFactory(factory.django.DjangoModelFactory):
    """An item to be handed in."""

    class Meta:
        model = ItemResult

    result = factory.SubFactory(UnitResultFactory)
    item = factory.SubFactory(SchemeItemFactory)


class ItemMarkFactory(factory.django.DjangoModelFactory):
    """A mark."""

    class Meta:
        model = ItemMark

    item_result = factory.SubFactory(ItemResultFactory)
    points = Decimal(80)
    by_id = factory.Sequence(lambda n: f"test:{n}")
    by_name = "方评分演示"
    at = factory.LazyFunction(clock.now)


class AppealFactory(factory.django.DjangoModelFactory):
    """An appeal."""

    class Meta:
        model = Appeal

    item_result = factory.SubFactory(ItemResultFactory)
    text = "演示纪要已上传"
    filed_by_id = "test"
    filed_by = "赵乡镇演示"
    filed_at = factory.LazyFunction(clock.now)


def access_world(samples: Any) -> dict[str, Any]:
    """Name the rows of a scheme by the scheme, those of a unit by the assessment."""
    scheme = samples[Scheme]
    part = samples[SchemePart]
    SchemePart.objects.filter(pk=part.pk).update(scheme=scheme)
    item = samples[SchemeItem]
    SchemeItem.objects.filter(pk=item.pk).update(part=part)
    UnitGroup.objects.filter(pk=samples[UnitGroup].pk).update(scheme=scheme)
    own = {"pk": scheme.pk}
    return {
        "assessment/results/": {"pk": samples[UnitResult].pk},
        "assessment/items/": {"pk": samples[ItemResult].pk},
        "assessment/appeals/": {"pk": samples[Appeal].pk, "name": "reject"},
        "assessment/schemes/": {**own, "name": "enforce"},
        "assessment/schemes/<int:pk>/parts/": {**own, "row": part.pk, "part": part.pk},
        "assessment/schemes/<int:pk>/items/": {**own, "row": item.pk},
        "assessment/schemes/<int:pk>/groups/": {**own, "row": samples[UnitGroup].pk},
        "assessment/schemes/<int:pk>/<slug:part>/": {**own, "part": "item", "row": item.pk},
    }
