"""Adopting, checking, changing and putting in force; the shipped chains and the laws."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from anlan.governance.chains import papers
from anlan.governance.chains.blueprints import LAWS, blueprints
from anlan.governance.chains.checking import blocking, gaps_of
from anlan.governance.chains.events import ChainPublished
from anlan.governance.chains.models import ChainVersion, Stage
from anlan.governance.chains.services import chains as services
from anlan.governance.chains.tests.factories import (
    Played,
    StageUnitFactory,
    in_force,
    play,
    stage_of,
)
from anlan.kernel import clock
from anlan.kernel.errors import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    TransitionRefused,
    WrongState,
)
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state

PLACES = Path(__file__).resolve().parents[6] / "shared" / "data" / "cn-laws"


@pytest.fixture
def played(db) -> Played:
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)):
        yield play()


def _plain(text: str) -> str:
    return re.sub(r"[\s,，、。；;:：()（）]", "", unicodedata.normalize("NFKC", text))


def _article(law: str, article: str) -> str:
    path = next(path for path in PLACES.iterdir() if path.name.startswith(f"{law}("))
    pattern = rf"^{article} (.*?)(?=^第[一二三四五六七八九十百零]+条 |^#|\Z)"
    found = re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None, f"{law}{article}"
    return _plain(found.group(1))


def test_every_shipped_chain_names_thing_reason_documents_and_a_lead_for_each_stage():
    plans = blueprints()
    assert len(plans) >= 8
    for plan in plans.values():
        assert plan.thing and plan.why and plan.sources
        assert len(plan.stages) >= 4
        codes = [stage.code for stage in plan.stages]
        assert len(codes) == len(set(codes))
        for stage in plan.stages:
            assert stage.lead and stage.supervised and stage.duty and stage.permits
            assert stage.clauses and stage.problems and stage.handover
            for problem in stage.problems:
                assert set(problem["trace"]) <= set(codes) - {stage.code}


def test_a_clause_called_verified_stands_so_in_the_law():
    if not PLACES.is_dir():
        pytest.skip("the texts of the laws are not beside this checkout")
    compared = 0
    for plan in blueprints().values():
        for stage in plan.stages:
            for clause in stage.clauses:
                if clause.quote:
                    assert _plain(clause.quote) in _article(clause.law, clause.article), clause
                    compared += 1
                else:
                    assert clause.law not in LAWS, f"{clause} could be compared"
    assert compared >= 50


def test_adopting_fills_in_the_countys_own_units(played):
    chain = services.adopt_template(code="insulation", actor=played.office)

    version = chain.versions.get()
    leads = {
        stage.code: [str(unit.organisation.name) for unit in stage.units.filter(role="lead")]
        for stage in version.stages.all()
    }
    assert leads["production"] == ["龙游县市场监督管理局"]
    assert leads["construction"] == ["龙游县住房和城乡建设局"]
    assert leads["use"] == ["龙游县消防救援大队"]
    supports = version.stages.get(code="construction").units.filter(role="support")
    assert {unit.organisation.code for unit in supports} == {"fire_rescue", "city_management"}
    assert (version.state, chain.office_id) == ("draft", played.units["emergency"].pk)
    assert_audited("chains.chain.adopted", chain, by=played.office)
    with pytest.raises(InvalidInput):
        services.adopt_template(code="insulation", actor=played.office)
    with pytest.raises(NotVisible):
        services.adopt_template(code="nothing", actor=played.office)
    with pytest.raises(NotPermitted):
        services.adopt_template(code="elevator", actor=played.unit("market"))


def test_the_checker_names_gaps_and_overlaps_and_no_gap_is_put_in_force(played):
    chain = services.adopt_template(code="insulation", actor=played.office)
    version = chain.versions.get()
    sale = version.stages.get(code="sale")
    sale.units.filter(role="lead").delete()
    use = version.stages.get(code="use")
    StageUnitFactory(stage=use, organisation=played.units["housing"])
    Stage.objects.filter(pk=version.stages.get(code="production").pk).update(
        handover="", legal_basis=""
    )

    found = {(gap.code, gap.stage_id) for gap in gaps_of(version)}

    assert ("no_lead", sale.pk) in found
    assert ("two_leads", use.pk) in found
    assert ("leads_and_supports", use.pk) in found
    production = version.stages.get(code="production").pk
    assert ("no_handover", production) in found and ("no_clause", production) in found
    assert ("not_verified", sale.pk) in found
    assert {gap.code for gap in blocking(version)} == {"no_lead", "two_leads"}
    with pytest.raises(TransitionRefused):
        services.publish_version(version_id=version.pk, actor=played.office)


def test_a_new_version_replaces_the_one_in_force_and_keeps_it(played):
    chain = in_force(played)
    first = chain.versions.get()
    assert_state(first, "published")
    assert_emitted(ChainPublished, chain_id=chain.pk)
    with pytest.raises(WrongState):
        services.change_version(
            version_id=first.pk, why="新", sources="", change_note="", actor=played.office
        )

    draft = services.revise_chain(chain_id=chain.pk, actor=played.office)
    assert services.revise_chain(chain_id=chain.pk, actor=played.office) == draft
    assert draft.stages.count() == first.stages.count()
    stage = draft.stages.get(code="sale")
    assert stage.units.count() == stage_of(chain, "sale").units.count()
    services.save_stage(
        version_id=draft.pk,
        stage_id=stage.pk,
        name="经营",
        supervised="建材市场",
        lead_ids=[played.units["commerce"].pk],
        actor=played.office,
    )
    services.change_version(
        version_id=draft.pk,
        why="新缘由",
        sources="演示文件",
        change_note="改牵头单位",
        actor=played.office,
    )
    services.publish_version(version_id=draft.pk, actor=played.office)

    assert_state(first, "replaced")
    assert stage_of(chain, "sale").name == "经营"
    assert_audited("chains.version.replaced", first)
    assert_audited("chains.version.published", draft, by=played.office)


def test_stages_are_added_moved_and_removed_in_a_draft_only(played):
    chain = services.create_chain(name="演示一件事", why="演示缘由", actor=played.office)
    version = chain.versions.get()
    with pytest.raises(InvalidInput) as refused:
        services.save_stage(
            version_id=version.pk, name=" ", supervised="", lead_ids=[], actor=played.office
        )
    assert set(refused.value.fields) == {"name", "supervised"}
    made = [
        services.save_stage(
            version_id=version.pk,
            name=name,
            supervised="演示",
            lead_ids=[played.units["market"].pk],
            actor=played.office,
        )
        for name in ("生产", "使用", "误加")
    ]
    services.remove_stage(stage_id=made[2].pk, actor=played.office)
    services.move_stage(stage_id=made[1].pk, actor=played.office)
    assert [stage.name for stage in version.stages.all()] == ["使用", "生产"]
    services.publish_version(version_id=version.pk, actor=played.office)
    with pytest.raises(WrongState):
        services.remove_stage(stage_id=made[0].pk, actor=played.office)
    with pytest.raises(InvalidInput):
        services.create_chain(name="", why="", actor=played.office)


def test_the_word_forms_are_those_of_the_recipes(tmp_path):
    from docx import Document

    for path in papers.build_all(tmp_path):
        kept = Document(str(papers.FOLDER / path.name))
        made = Document(str(path))
        assert [p.text for p in kept.paragraphs] == [p.text for p in made.paragraphs]
        assert [[c.text for c in t._cells] for t in kept.tables] == [
            [c.text for c in t._cells] for t in made.tables
        ]


def test_one_version_is_in_force_and_one_is_drafted_at_a_time(played):
    chain = in_force(played)
    services.revise_chain(chain_id=chain.pk, actor=played.office)
    states = list(ChainVersion.objects.filter(chain=chain).values_list("state", flat=True))
    assert sorted(states) == ["draft", "published"]
