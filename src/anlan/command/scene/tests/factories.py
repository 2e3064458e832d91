"""Test scenes: a leak with a sketch, an entry, a withdrawal and a radio set."""

from __future__ import annotations

import uuid
from datetime import timedelta

import factory
from django.contrib.gis.geos import Point

from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.tests.factories import DispatchFactory
from anlan.command.incidents.models import Incident
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.scene.models import (
    CommunicationMeans,
    Evacuation,
    EvacuationAnswer,
    MeansCheck,
    Scene,
    SceneEntry,
    ScenePosition,
    SketchChange,
    SketchElement,
    SketchPeriod,
)
from anlan.kernel import clock


class SceneFactory(factory.django.DjangoModelFactory):
    """The scene of an incident nobody has seen anything of yet; the tables must be loaded."""

    class Meta:
        model = Scene
        django_get_or_create = ("incident",)

    incident = factory.LazyFunction(make_incident)
    region = factory.SubFactory(RegionFactory)
    title = "演示氯气泄漏"
    alarmed_at = factory.LazyFunction(clock.now)
    visible_due_at = factory.LazyFunction(lambda: clock.now() + timedelta(minutes=30))


class SceneEntryFactory(factory.django.DjangoModelFactory):
    """A note."""

    class Meta:
        model = SceneEntry

    scene = factory.SubFactory(SceneFactory)
    key = factory.LazyFunction(uuid.uuid4)
    kind = "note"
    text = "东门可进，西门有烟"
    made_at = factory.LazyFunction(clock.now)
    arrived_at = factory.LazyFunction(clock.now)
    author_id = "user:1"
    author_name = "演示队长"


class ScenePositionFactory(factory.django.DjangoModelFactory):
    """A person at the gate."""

    class Meta:
        model = ScenePosition

    scene = factory.SubFactory(SceneFactory)
    author_id = "user:1"
    author_name = "演示指挥员"
    at = factory.LazyFunction(clock.now)
    location = factory.LazyFunction(lambda: Point(119.18, 29.03, srid=4326))


class SketchElementFactory(factory.django.DjangoModelFactory):
    """A command post."""

    class Meta:
        model = SketchElement

    scene = factory.SubFactory(SceneFactory)
    key = factory.LazyFunction(uuid.uuid4)
    tool = "symbol"
    symbol = "command_post"
    geometry = factory.LazyFunction(lambda: Point(119.18, 29.03, srid=4326))
    author_id = "user:1"
    author_name = "演示队长"
    drawn_at = factory.LazyFunction(clock.now)
    changed_at = factory.LazyFunction(clock.now)
    changed_by = "演示队长"


class SketchChangeFactory(factory.django.DjangoModelFactory):
    """It was drawn."""

    class Meta:
        model = SketchChange

    element = factory.SubFactory(SketchElementFactory)
    kind = "drawn"
    actor_id = "user:1"
    actor_name = "演示队长"
    made_at = factory.LazyFunction(clock.now)
    arrived_at = factory.LazyFunction(clock.now)


class SketchPeriodFactory(factory.django.DjangoModelFactory):
    """An empty sketch that was kept."""

    class Meta:
        model = SketchPeriod

    scene = factory.SubFactory(SceneFactory)
    sequence = factory.Sequence(lambda n: n + 1)
    name = "第一行动期"
    features = factory.LazyFunction(list)
    frozen_at = factory.LazyFunction(clock.now)
    frozen_by = "林指挥演示"


class EvacuationFactory(factory.django.DjangoModelFactory):
    """Everybody out."""

    class Meta:
        model = Evacuation

    scene = factory.SubFactory(SceneFactory)
    reason = "储罐可能爆裂"
    made_at = factory.LazyFunction(clock.now)
    ordered_at = factory.LazyFunction(clock.now)
    ordered_by = "林指挥演示"


class EvacuationAnswerFactory(factory.django.DjangoModelFactory):
    """A team that was told."""

    class Meta:
        model = EvacuationAnswer

    evacuation = factory.SubFactory(EvacuationFactory)
    dispatch = factory.SubFactory(DispatchFactory)
    organisation = factory.SelfAttribute("dispatch.team.organisation")
    team_name = "演示救援队"
    expected = 12


class CommunicationMeansFactory(factory.django.DjangoModelFactory):
    """A satellite phone in store."""

    class Meta:
        model = CommunicationMeans

    code = factory.Sequence(lambda n: f"TX{n:03d}")
    kind = "satellite_phone"
    name = "演示卫星电话"
    region = factory.SubFactory(RegionFactory)


class MeansCheckFactory(factory.django.DjangoModelFactory):
    """It worked."""

    class Meta:
        model = MeansCheck

    means = factory.SubFactory(CommunicationMeansFactory)
    state = "ready"
    actor_name = "演示保障员"
    at = factory.LazyFunction(clock.now)


def access_world(samples):
    """Scenes are asked for by their incident, to which the team asked for was sent."""
    incident = samples[Incident]
    Dispatch.objects.filter(pk=samples[Dispatch].pk).update(incident=incident)
    scene = SceneFactory(incident=incident)
    Evacuation.objects.filter(pk=samples[Evacuation].pk).update(scene=scene)
    SketchPeriod.objects.filter(pk=samples[SketchPeriod].pk).update(scene=scene)
    CommunicationMeans.objects.filter(pk=samples[CommunicationMeans].pk).update(
        team=samples[Dispatch].team_id
    )
    return {
        "scene/": {"pk": incident.pk},
        "scene/withdrawals/": {"pk": samples[Evacuation].pk},
        "scene/periods/": {"pk": samples[SketchPeriod].pk},
        "scene/means/": {"pk": samples[CommunicationMeans].pk},
    }
