"""The register: entering, confirming, removing; figures by the rules of their period."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from anlan.command.incidents.models import Incident
from anlan.command.incidents.services.facts import update_facts
from anlan.command.incidents.tests.factories import make_incident
from anlan.governance.accidents.choices import AccidentState, ChangeState, CodedBy
from anlan.governance.accidents.errors import AlreadyRegistered, IsDrill, OneWaits, SamePerson
from anlan.governance.accidents.events import (
    AccidentConfirmed,
    AccidentRegistered,
    AccidentRemoved,
    AccidentVerified,
    FiguresChanged,
    RemovalProposed,
    RemovalRefused,
    YearlyFigureChanged,
)
from anlan.governance.accidents.models import Accident, AccidentType, StatisticalRule
from anlan.governance.accidents.public import count_accidents
from anlan.governance.accidents.selectors.duplicates import find_duplicates
from anlan.governance.accidents.services import coding, figures, register
from anlan.governance.accidents.tests.factories import (
    TOWN,
    checker,
    clerk,
    make_accident,
    make_change,
    make_counted,
    new_type,
    old_type,
)
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.rehearsal import marked
from anlan.kernel.testing.assertions import assert_audited, assert_emitted


def counted(actor=None) -> tuple[int, int]:
    """Accidents and deaths of this year as the county sees them."""
    today = clock.today()
    found = count_accidents(actor or clerk(), since=today.replace(month=1, day=1), until=today)
    return found.accidents, found.deaths


def test_it_counts_only_when_confirmed(reference):
    accident = make_accident()
    assert_audited("accidents.accident.registered", accident)
    assert_emitted(AccidentRegistered, accident_id=accident.pk, deaths=1)
    assert (accident.grade, counted()) == (4, (0, 0))
    register.verify_accident(accident_id=accident.pk, actor=clerk())
    assert_emitted(AccidentVerified, accident_id=accident.pk)
    register.confirm_accident(accident_id=accident.pk, actor=checker())
    assert_audited("accidents.accident.confirmed", accident)
    assert_emitted(AccidentConfirmed, accident_id=accident.pk)
    assert counted() == (1, 1)


def test_grade_comes_from_the_decree_and_industry_must_be_known(reference):
    grave = make_accident(figures={"deaths": 3}, industry_code="")
    assert grave.grade == 3
    with pytest.raises(TransitionRefused):
        register.verify_accident(accident_id=grave.pk, actor=clerk())
    register.change_accident(accident_id=grave.pk, actor=clerk(), industry_code="C33")
    assert_audited("accidents.accident.changed", grave)
    register.verify_accident(accident_id=grave.pk, actor=clerk())
    assert make_accident(figures={"direct_loss": Decimal(1000)}).grade == 3


def test_without_harm_and_below_a_million_it_is_kept_but_not_counted(reference):
    small = make_counted(figures={"direct_loss": Decimal("99.99")})
    assert small.is_below_threshold and counted() == (0, 0)
    make_counted(figures={"direct_loss": Decimal(100)})
    assert counted() == (1, 0)


def test_who_may_enter_what(reference, cast):
    assert make_accident(cast.zhao).region_id == TOWN
    with pytest.raises(NotPermitted):
        make_accident(cast.lin)
    theirs = make_accident()
    with pytest.raises(NotPermitted):
        register.verify_accident(accident_id=theirs.pk, actor=cast.zhao)
    with pytest.raises(NotVisible):
        register.verify_accident(accident_id=theirs.pk, actor=cast.qian)


def test_nobody_lowers_deaths_alone(reference):
    accident = make_counted(figures={"deaths": 2})
    who = clerk()
    less = {**accident.figures(), "deaths": 1}
    for missing in ({"document": "鉴定"}, {"reason": "疾病"}):
        with pytest.raises(InvalidInput):
            figures.change_figures(accident_id=accident.pk, figures=less, actor=who, **missing)
    change = figures.change_figures(
        accident_id=accident.pk, figures=less, reason="疾病", document="鉴定〔2026〕1号", actor=who
    )
    assert_audited("accidents.figures.proposed", accident)
    assert (change.state, counted()) == (ChangeState.PROPOSED, (1, 2))
    with pytest.raises(OneWaits):
        figures.change_figures(accident_id=accident.pk, figures={"missing": 1}, actor=who)
    with pytest.raises(SamePerson):
        figures.approve_figures(change_id=change.pk, actor=who)
    figures.approve_figures(change_id=change.pk, actor=checker())
    assert_audited("accidents.figures.decided", accident)
    assert counted() == (1, 1)


def test_a_refused_change_leaves_the_figures(reference):
    change = make_change()
    with pytest.raises(InvalidInput):
        figures.reject_figures(change_id=change.pk, reason=" ", actor=clerk())
    figures.reject_figures(change_id=change.pk, reason="依据不足", actor=clerk())
    assert_emitted(FiguresChanged, change_id=change.pk)
    assert counted() == (1, 2)


@pytest.mark.parametrize(("domain", "days"), [("industry", 30), ("road", 7), ("fire", 7)])
def test_deaths_count_within_the_period_and_are_noted_after_it(reference, domain, days):
    """Decree 493, article 13: 30 days, 7 for road and fire."""
    accident = make_counted(domain=domain, days_ago=0, figures={"serious_injuries": 2})
    reference.advance(days=days)
    last = figures.change_figures(
        accident_id=accident.pk,
        figures={**accident.figures(), "deaths": 1, "serious_injuries": 1},
        actor=clerk(),
    )
    assert last.state == ChangeState.APPLIED
    reference.advance(days=1)
    accident.refresh_from_db()
    late = figures.change_figures(
        accident_id=accident.pk,
        figures={**accident.figures(), "deaths": 2, "serious_injuries": 0},
        actor=clerk(),
    )
    accident.refresh_from_db()
    assert (late.state, accident.deaths) == (ChangeState.OUTSIDE, 1)
    loss = figures.change_figures(
        accident_id=accident.pk, figures={"direct_loss": 250}, actor=clerk()
    )
    assert loss.state == ChangeState.APPLIED


def test_the_period_is_the_decree_s_and_can_be_corrected_on_the_page(reference):
    assert StatisticalRule.objects.get(code="window_general").is_verified
    accident = make_accident(domain="road", days_ago=0)
    assert accident.period_ends_on - accident.occurred_on == timedelta(days=7)


def test_drawn_from_an_incident_it_follows(whole_reference, run_jobs, cast):
    incident = make_incident(facts={"deaths": 1, "serious_injuries": 1})
    who = clerk()
    accident = register.register_from_incident(incident_id=incident.pk, actor=who)
    assert (accident.deaths, accident.domain, accident.region_id) == (1, "chemical", TOWN)
    with pytest.raises(AlreadyRegistered):
        register.register_from_incident(incident_id=incident.pk, actor=who)
    figures.follow_incident(incident_id=incident.pk)
    assert not accident.changes.exists()
    facts = {"deaths": 2, "serious_injuries": 0}
    duty = cast.sun
    update_facts(incident_id=incident.pk, actor=duty, facts=facts)
    run_jobs()
    accident.refresh_from_db()
    assert (accident.deaths, accident.serious_injuries) == (2, 0)
    update_facts(incident_id=incident.pk, actor=duty, facts={"deaths": 1}, reason="误报")
    run_jobs()
    accident.refresh_from_db()
    assert accident.deaths == 2
    assert accident.changes.filter(state=ChangeState.PROPOSED).count() == 1


def test_drills_are_never_counted(whole_reference):
    incident = make_incident()
    Incident.objects.filter(pk=incident.pk).update(is_drill=True, title=marked(incident.title))
    with pytest.raises(IsDrill):
        register.register_from_incident(incident_id=incident.pk, actor=clerk())


def test_removal_needs_a_paper_and_somebody_else(reference):
    accident = make_counted()
    who = clerk()
    values = {"ground": "disease", "reason": "自身疾病", "actor": who}
    with pytest.raises(InvalidInput):
        register.propose_removal(accident_id=accident.pk, document=" ", **values)
    register.propose_removal(accident_id=accident.pk, document="鉴定〔2026〕2号", **values)
    assert_audited("accidents.removal.proposed", accident)
    assert_emitted(RemovalProposed, accident_id=accident.pk)
    assert counted() == (1, 1)
    with pytest.raises(SamePerson):
        register.approve_removal(accident_id=accident.pk, actor=who)
    register.approve_removal(accident_id=accident.pk, actor=checker())
    assert_audited("accidents.accident.removed", accident)
    assert_emitted(AccidentRemoved, accident_id=accident.pk)
    assert counted() == (0, 0)


@pytest.mark.parametrize("is_counted", [True, False])
def test_a_refused_removal_goes_back_where_it_was(reference, is_counted):
    accident = make_counted() if is_counted else make_accident()
    register.propose_removal(
        accident_id=accident.pk, ground="natural", reason="暴雨", document="认定", actor=clerk()
    )
    register.refuse_removal(accident_id=accident.pk, reason="依据不足", actor=checker())
    assert_audited("accidents.removal.refused", accident)
    assert_emitted(RemovalRefused, accident_id=accident.pk)
    accident.refresh_from_db()
    wanted = AccidentState.CONFIRMED if is_counted else AccidentState.REGISTERED
    assert (accident.state, counted()[0]) == (wanted, int(is_counted))


def test_an_old_type_gives_the_new_one_only_where_one_fits(reference):
    sure = make_accident(kind_id=None, old_kind_id=old_type("触电").pk)
    assert (sure.kind.name, sure.coded_by) == ("触电", CodedBy.MAPPING)
    open_one = make_accident(kind_id=None, old_kind_id=old_type("车辆伤害").pk)
    assert open_one.kind is None
    with pytest.raises(TransitionRefused):
        register.verify_accident(accident_id=open_one.pk, actor=clerk())
    offered = [t.name for t, _condition in coding.choices_for(open_one.old_kind_id)]
    assert offered == ["厂（场）内车辆致害", "道路（轨道）车辆致害"]
    register.choose_type(
        accident_id=open_one.pk,
        kind_id=new_type("道路（轨道）车辆致害").pk,
        first_cause="货车侧翻在先",
        actor=clerk(),
    )
    assert_audited("accidents.accident.coded", open_one)
    with pytest.raises(InvalidInput):
        register.choose_type(
            accident_id=open_one.pk, kind_id=old_type("触电").pk, first_cause="", actor=clerk()
        )


def test_history_is_recoded_and_what_is_open_is_told(reference):
    rows = [
        make_accident(old_kind_id=old_type(name).pk)
        for name in ("透水", "瓦斯爆炸", "中毒和窒息", "其他爆炸")
    ]
    Accident.objects.filter(pk__in=[row.pk for row in rows]).update(kind=None, coded_by="")
    found = coding.recode_history(actor=clerk())
    assert (found.coded, found.waiting) == (2, 2)
    assert_audited("accidents.history.coded", rows[0])
    assert_emitted(YearlyFigureChanged, kind="types")
    names = [Accident.objects.get(pk=row.pk).kind for row in rows]
    assert [str(n)[3:] if n else None for n in names] == ["水害", "可燃气体爆炸", None, None]


def test_every_old_type_leads_somewhere_and_no_code_claims_to_be_official(reference):
    old = AccidentType.objects.filter(edition="1986")
    assert old.count() == 20 and AccidentType.objects.filter(edition="2025").count() == 27
    assert all(row.leads_to.exists() for row in old)
    assert not AccidentType.objects.filter(is_verified=True).exists()


def test_the_same_unit_on_the_same_day_is_suggested(reference):
    first = make_accident()
    second = make_accident(title="演示机械厂一人受伤", days_ago=1.5)
    other = make_accident(days_ago=9)
    assert find_duplicates(second, clerk()) == [first]
    assert find_duplicates(other, clerk()) == []


def test_a_person_is_recorded(reference):
    accident = make_accident()
    figures.record_person(accident_id=accident.pk, harm="dead", age=41, actor=clerk())
    assert_audited("accidents.person.recorded", accident)
    assert_emitted(FiguresChanged, accident_id=accident.pk)
    assert accident.persons.get().age == 41
