"""Test chains: one of every row, a stage with everybody who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import factory

from anlan.base.organisations.models import Organisation
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.chains import reference
from anlan.governance.chains.models import (
    Chain,
    ChainVersion,
    Clue,
    ClueKey,
    Dispute,
    Stage,
    StageUnit,
    Trace,
    TraceAnswer,
)
from anlan.governance.chains.services.chains import adopt_template, publish_version
from anlan.governance.chains.services.clues import report_clue, send_clue
from anlan.governance.oversight import reference as oversight_reference
from anlan.governance.responsibility.tests.factories import Government, set_government
from anlan.kernel import clock
from anlan.kernel.actor import Actor, Scope, system_actor
from anlan.kernel.testing.cast import make_actor


def load_reference() -> None:
    """Load clocks and forms."""
    reference.load(system_actor("tests"))
    oversight_reference.load(system_actor("tests"))


class ChainFactory(factory.django.DjangoModelFactory):
    """A chain of the county."""

    class Meta:
        model = Chain

    code = factory.Sequence(lambda n: f"test-{n}")
    name = "演示保温材料"
    region = factory.SubFactory(RegionFactory)
    office = factory.SubFactory(OrganisationFactory)


class ChainVersionFactory(factory.django.DjangoModelFactory):
    """A draft."""

    class Meta:
        model = ChainVersion

    chain = factory.SubFactory(ChainFactory)
    why = "演示缘由"


class StageFactory(factory.django.DjangoModelFactory):
    """A stage."""

    class Meta:
        model = Stage

    version = factory.SubFactory(ChainVersionFactory)
    code = factory.Sequence(lambda n: f"stage-{n}")
    position = factory.Sequence(lambda n: n + 1)
    name = "演示环节"
    supervised = "演示监管内容"


class StageUnitFactory(factory.django.DjangoModelFactory):
    """The lead of a stage."""

    class Meta:
        model = StageUnit

    stage = factory.SubFactory(StageFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "lead"


class ClueFactory(factory.django.DjangoModelFactory):
    """A clue that is being traced."""

    class Meta:
        model = Clue

    number = factory.Sequence(lambda n: f"演示线索{n + 1}号")
    stage = factory.SubFactory(StageFactory)
    chain = factory.SelfAttribute("stage.version.chain")
    title = "演示问题"
    place = "演示工地"
    region = factory.SubFactory(RegionFactory)
    state = "tracing"
    found_at = factory.LazyFunction(clock.now)
    sent_at = factory.LazyFunction(clock.now)
    reported_by = "演示"
    reported_by_id = "test:0"


class ClueKeyFactory(factory.django.DjangoModelFactory):
    """A producer."""

    class Meta:
        model = ClueKey

    clue = factory.SubFactory(ClueFactory)
    kind = "producer"
    value = "演示建材厂"
    key = "演示建材厂"


class TraceFactory(factory.django.DjangoModelFactory):
    """A stage that was sent."""

    class Meta:
        model = Trace

    clue = factory.SubFactory(ClueFactory)
    stage = factory.SelfAttribute("clue.stage")
    organisation = factory.SubFactory(OrganisationFactory)
    direction = "here"
    state = "sent"
    sent_at = factory.LazyFunction(clock.now)
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=5))


class TraceAnswerFactory(factory.django.DjangoModelFactory):
    """An answer."""

    class Meta:
        model = TraceAnswer

    trace = factory.SubFactory(TraceFactory, state="answered")
    outcome = "clean"
    text = "演示核查情况"
    made_at = factory.LazyFunction(clock.now)
    made_by = "演示"
    made_by_id = "test:0"


class DisputeFactory(factory.django.DjangoModelFactory):
    """An open dispute."""

    class Meta:
        model = Dispute

    trace = factory.SubFactory(TraceFactory, state="disputed")
    claim = "演示争议"
    claimant = factory.SubFactory(OrganisationFactory)
    made_at = factory.LazyFunction(clock.now)
    made_by = "演示"


#: The units of the played county: code, name, word under which actors are kept.
UNITS = (
    ("market", "龙游县市场监督管理局"),
    ("housing", "龙游县住房和城乡建设局"),
    ("fire_rescue", "龙游县消防救援大队"),
    ("city_management", "龙游县综合行政执法局"),
    ("commerce", "龙游县商务局"),
    ("industry", "龙游县经济和信息化局"),
    ("public_security", "龙游县公安局"),
    ("human_resources", "龙游县人力资源和社会保障局"),
)


@dataclass
class Played:
    """Who takes part: the coordinating office with two people, the departments, a leader."""

    government: Government
    county: str
    units: dict[str, Organisation]
    office: Actor
    director: Actor
    leader: Actor

    def unit(self, code: str) -> Actor:
        """A clerk of a department."""
        organisation = self.units[code]
        return make_actor(
            f"{organisation.name}经办人",
            role="department_officer",
            scope=Scope("organisation", str(organisation.pk)),
            organisation_id=organisation.pk,
        )


def play() -> Played:
    """Bring reference, county government, departments and people together."""
    load_reference()
    made = set_government()
    county = made.government.region
    units = {code: OrganisationFactory(code=code, name=name, region=county) for code, name in UNITS}
    units["transport"] = made.department
    units["emergency"] = OrganisationFactory(
        code="emergency", name="龙游县应急管理局", region=county
    )
    region = Scope("region", "330825")
    bureau = units["emergency"].pk

    def official(name: str, role: str, organisation_id: int, person_id: int | None = None) -> Actor:
        return make_actor(
            name,
            role=role,
            scope=region,
            organisation_id=organisation_id,
            person_id=person_id,
        )

    return Played(
        government=made,
        county=county.code,
        units=units,
        office=official("办公室", "bureau_officer", bureau),
        director=official("主任", "commander", bureau),
        leader=official("卢副县长", "county_leader", made.government.pk, made.leader.pk),
    )


def in_force(played: Played, code: str = "insulation") -> Chain:
    """A shipped chain adopted and put in force; what has no unit gets the bureau."""
    chain = adopt_template(code=code, actor=played.office)
    version = chain.versions.get()
    for stage in version.stages.exclude(units__role="lead"):
        StageUnitFactory(stage=stage, organisation=played.units["emergency"])
    publish_version(version_id=version.pk, actor=played.office)
    return chain


def stage_of(chain: Chain, code: str) -> Stage:
    """A stage of the version in force."""
    return Stage.objects.get(version__chain=chain, version__state="published", code=code)


def reported(played: Played, chain: Chain, code: str, problem: int | None = 0, **given) -> Clue:
    """A problem reported by the housing bureau."""
    values = {"place": "演示工地3号楼", **given}
    return report_clue(
        chain_id=chain.pk,
        stage_id=stage_of(chain, code).pk,
        problem=problem,
        actor=played.unit("housing"),
        **values,
    )


def sent(played: Played, chain: Chain, code: str = "construction", **given) -> Clue:
    """A problem that was sent to the stages proposed."""
    clue = reported(played, chain, code, **given)
    stages = list(clue.traces.values_list("stage_id", flat=True))
    return send_clue(clue_id=clue.pk, stage_ids=stages, actor=played.office)


def trace_of(clue: Clue, code: str) -> Trace:
    """What one stage owes."""
    return clue.traces.get(stage__code=code)


def access_world(samples):
    """A stage that the bureau of the askers has to trace; a shipped chain nobody adopted."""
    bureau = OrganisationFactory(code="bureau", name="演示应急管理局")
    trace = TraceFactory(organisation=bureau)
    return {
        "chains/templates/": {"code": "elevator"},
        "chains/traces/": {"pk": trace.pk},
        "chains/<int:pk>/": {"pk": trace.clue.chain_id},
    }
