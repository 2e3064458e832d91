"""A small planning document with one task and one indicator."""

from __future__ import annotations

from datetime import date

import factory

from anlan.governance.planning.models import PlannedIndicator, PlannedTask, PlanningDocument


class PlanningDocumentFactory(factory.django.DjangoModelFactory):
    """A document of one line."""

    class Meta:
        model = PlanningDocument

    name = "演示县规划"
    file_name = "plan.txt"
    sha256 = factory.Sequence(lambda n: f"{n:064d}")
    lines = factory.LazyFunction(lambda: [[1, "2027年底前建成平台。"]])
    plans = factory.LazyFunction(list)
    loaded_by = "演示科员"


class PlannedIndicatorFactory(factory.django.DjangoModelFactory):
    """A rate."""

    class Meta:
        model = PlannedIndicator

    document = factory.SubFactory(PlanningDocumentFactory)
    line = 1
    quote = "整改率"
    name = "隐患整改率"
    target = "100%"
    deadline = date(2030, 12, 31)


class PlannedTaskFactory(factory.django.DjangoModelFactory):
    """A platform until a year's end."""

    class Meta:
        model = PlannedTask

    document = factory.SubFactory(PlanningDocumentFactory)
    line = 1
    quote = "2027年底前建成平台"
    title = "2027年底前建成平台"
    text = "2027年底前建成平台"
    lead_units = "演示局"
    deadline = date(2027, 12, 31)
