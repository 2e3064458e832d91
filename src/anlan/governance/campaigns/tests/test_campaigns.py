"""From template to notice: measures become commitments, lists are cleared, units ranked."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.base.documents.public import documents_of
from anlan.governance.campaigns.events import EntryMoved, MeasuresGiven, NoticePublished
from anlan.governance.campaigns.models import (
    Campaign,
    CampaignMeasure,
    CampaignNotice,
    ListEntry,
    NoticeReceipt,
    Review,
    Standing,
)
from anlan.governance.campaigns.public import campaign_standing
from anlan.governance.campaigns.selectors.agenda import behind
from anlan.governance.campaigns.selectors.owed import owed_by
from anlan.governance.campaigns.selectors.progress import progress_of
from anlan.governance.campaigns.selectors.standing import ranked, score_of
from anlan.governance.campaigns.services import campaigns as services
from anlan.governance.campaigns.services import lists, notices, reviews
from anlan.governance.campaigns.services.standing import change_weights, keep_ended_standings
from anlan.governance.campaigns.tests import factories
from anlan.governance.commitments.public import list_commitments
from anlan.kernel import clock
from anlan.kernel.errors import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    TransitionRefused,
    WrongState,
)
from anlan.kernel.testing.assertions import assert_audited, assert_emitted
from anlan.supervision.hazards.tests import factories as hazards


def test_a_county_begins_from_the_template_in_one_step(county):
    campaign = services.start_from_template(
        template="three_year_action",
        name="龙游县治本攻坚三年行动",
        office_id=county.units["emergency"].pk,
        region_code=county.region,
        first_year=2026,
        sub_plans=[1, 2, 6, 7, 13, 22],
        actor=county.office,
    )
    assert_audited("campaigns.campaign.created", campaign, by=county.office)
    assert campaign.starts_on == date(2026, 1, 1) and campaign.ends_on == date(2028, 12, 31)
    plans = {plan.number: plan for plan in campaign.sub_plans.select_related("lead")}
    assert plans[7].lead == county.units["transport"]
    assert plans[22].lead == county.units["fire_rescue"]
    assert set(plans[7].supports.all()) == {
        county.units["public_security"],
        county.units["emergency"],
    }
    days = set(plans[7].measures.exclude(deadline=None).values_list("deadline__year", flat=True))
    assert days == {2026, 2027, 2028}
    assert campaign.phases.count() == 4 and campaign.criteria.count() == 4

    with pytest.raises(WrongState):
        services.give_measures(sub_plan_id=plans[7].pk, actor=county.office)
    services.start_campaign(campaign_id=campaign.pk, actor=county.office)
    count = services.give_measures(sub_plan_id=plans[7].pk, actor=county.office)
    assert count == plans[7].measures.count()
    assert_emitted(MeasuresGiven, sub_plan_id=plans[7].pk, count=count)
    assert services.give_measures(sub_plan_id=plans[7].pk, actor=county.office) == 0
    ids = [str(m.pk) for m in plans[7].measures.all()]
    given = list_commitments(
        county.office, source_model="campaigns.CampaignMeasure", source_ids=ids
    )
    assert len(given) == count and {row.lead_id for row in given} == {county.units["transport"].pk}


def test_only_the_office_leads_a_campaign(county):
    campaign = county.campaign()
    with pytest.raises(NotPermitted):
        services.finish_campaign(
            campaign_id=campaign.pk, actor=county.clerks["transport"], reason="不应成功"
        )
    with pytest.raises(InvalidInput):
        services.change_campaign(
            campaign_id=campaign.pk, ends_on=date(2025, 1, 1), actor=county.office
        )
    with pytest.raises(InvalidInput):
        services.start_from_template(
            template="three_year_action",
            name="空",
            office_id=county.units["emergency"].pk,
            region_code=county.region,
            first_year=2026,
            sub_plans=[],
            actor=county.office,
        )


def listed(county, campaign: Campaign, unit: str = "transport", **values) -> ListEntry:
    facts = {
        "kind": "problem",
        "title": "演示车辆超期未检",
        "due_on": date(2026, 6, 30),
        "sub_plan_id": campaign.sub_plans.get().pk,
    } | values
    return lists.list_entry(
        campaign_id=campaign.pk, unit_id=county.units[unit].pk, actor=county.office, **facts
    )


def test_an_entry_is_cleared_by_somebody_else_than_who_asked(county):
    campaign = county.campaign()
    entry = listed(county, campaign, level="major")
    clerk = county.clerks["transport"]
    with pytest.raises(NotVisible):
        lists.submit_entry(entry_id=entry.pk, remedy="已检", actor=county.clerks["education"])
    with pytest.raises(InvalidInput):
        lists.submit_entry(entry_id=entry.pk, remedy=" ", actor=clerk)
    lists.submit_entry(entry_id=entry.pk, remedy="全部检验", actor=clerk)
    lists.return_entry(entry_id=entry.pk, actor=county.checker, reason="缺检验单")
    lists.submit_entry(entry_id=entry.pk, remedy="补检验单", actor=county.office)
    with pytest.raises(WrongState):
        lists.clear_entry(entry_id=entry.pk, actor=county.office)
    with pytest.raises(NotPermitted):
        lists.clear_entry(entry_id=entry.pk, actor=clerk)
    lists.clear_entry(entry_id=entry.pk, actor=county.checker)
    assert_audited("campaigns.entry.moved", entry, by=county.checker)
    assert_emitted(EntryMoved, entry_id=entry.pk, state="cleared")
    entry = ListEntry.objects.get(pk=entry.pk)
    assert entry.cleared_on == clock.today() and not entry.is_overdue
    lists.reopen_entry(entry_id=entry.pk, actor=county.checker, reason="回头看未整改")
    assert ListEntry.objects.get(pk=entry.pk).cleared_on is None
    lists.drop_entry(entry_id=entry.pk, actor=county.checker, reason="重复")
    with pytest.raises(TransitionRefused):
        lists.drop_entry(entry_id=entry.pk, actor=county.checker, reason="重复")


def test_an_entry_of_a_hazard_follows_the_hazard(county):
    campaign = county.campaign()
    hazards.load_reference()
    hazard = hazards.make_hazard()
    entry = listed(county, campaign, hazard_id=hazard.pk)
    assert entry.region_id == hazard.region_id
    with pytest.raises(WrongState):
        lists.submit_entry(entry_id=entry.pk, remedy="已改", actor=county.office)
    with pytest.raises(InvalidInput):
        listed(county, campaign, hazard_id=hazard.pk)
    assert lists.follow_hazard(hazard_id=hazard.pk) == 1
    assert lists.follow_hazard(hazard_id=hazard.pk) == 0
    assert ListEntry.objects.get(pk=entry.pk).state == "cleared"


def test_a_unit_lists_for_itself_only(county):
    campaign = county.campaign()
    values = {
        "campaign_id": campaign.pk,
        "kind": "system",
        "title": "演示制度",
        "due_on": date(2026, 9, 30),
        "actor": county.clerks["town"],
    }
    entry = lists.list_entry(unit_id=county.units["town"].pk, **values)
    assert entry.level == "" and entry.region_id == county.units["town"].region_id
    with pytest.raises(NotPermitted):
        lists.list_entry(unit_id=county.units["education"].pk, **values)


def test_scores_leave_out_what_was_not_due_and_equal_scores_share_a_rank():
    weights = {"in_time": 40, "not_overdue": 20, "forms_in_time": 20, "hazards_cleared": 20}
    values = {"in_time": 50.0, "not_overdue": 100.0, "forms_in_time": None, "hazards_cleared": None}
    assert score_of(values, weights) == pytest.approx(66.67)
    assert score_of(dict.fromkeys(weights), weights) is None
    assert ranked({1: 90.0, 2: 90.0, 3: 70.0, 4: None}) == {1: 1, 2: 1, 3: 3, 4: None}


@pytest.fixture
def late(county):
    """A measure two weeks late, one entry late in the township, one cleared in time there."""
    campaign = county.campaign()
    services.give_measures(sub_plan_id=county.plan(campaign).pk, actor=county.office)
    for title, due, cleared in (
        ("演示养老院消防通道堵塞", date(2026, 6, 10), None),
        ("演示小区电动车飞线充电", date(2026, 6, 12), date(2026, 6, 11)),
    ):
        factories.ListEntryFactory(
            campaign=campaign,
            sub_plan=county.plan(campaign),
            title=title,
            unit=county.units["town"],
            region=county.units["town"].region,
            listed_on=date(2026, 5, 1),
            due_on=due,
            cleared_on=cleared,
            state="cleared" if cleared else "open",
        )
    return campaign


def test_units_are_ranked_by_the_published_criteria(county, late):
    rows = {row.organisation_id: row for row in campaign_standing(county.office, on=clock.today())}
    transport, town = (rows[county.units[code].pk] for code in ("transport", "town"))
    assert (transport.due, transport.done, transport.overdue) == (1, 0, 1)
    assert transport.score == 0 and transport.rank == 2
    assert (town.hazards_due, town.hazards_cleared, town.overdue) == (2, 1, 1)
    assert town.score == 50 and town.rank == 1 and town.report_forms_on_time is None
    before = campaign_standing(county.office, campaign_id=late.pk, on=date(2026, 5, 30))
    assert all(row.rank is None for row in before)

    with pytest.raises(InvalidInput):
        change_weights(campaign_id=late.pk, weights={"in_time": 90}, actor=county.office)
    change_weights(
        campaign_id=late.pk, weights={"in_time": 0, "not_overdue": 60}, actor=county.office
    )
    assert_audited("campaigns.criterion.changed")


def test_progress_counts_by_sub_plan_and_unit(county, late):
    found = progress_of(late, clock.today())
    assert (found.measures.total, found.measures.late) == (2, 1)
    assert (found.problems.total, found.problems.done, found.problems.late) == (2, 1, 1)
    (row,) = found.matrix
    assert [cell.late for cell in row["cells"]] == [1, 1]


def test_a_month_is_scheduled_with_agenda_minutes_and_decisions(county, late, moving):
    assert reviews.open_due_reviews() == 4 and reviews.open_due_reviews() == 0
    month = Review.objects.get(cadence="month")
    with pytest.raises(TransitionRefused):
        hold(county, month)
    assert reviews.remind_due_reviews() == 0
    moving.advance(days=13)
    assert reviews.remind_due_reviews() > 0
    reviews.prepare_review(review_id=month.pk, actor=county.office)
    month = Review.objects.get(pk=month.pk)
    assert {item["kind"] for item in month.agenda} == {"measure", "problem"}
    assert month.agenda[0]["days_late"] >= month.agenda[-1]["days_late"]
    with pytest.raises(InvalidInput):
        hold(county, month, due_on=date(2026, 6, 1))
    hold(county, month)
    assert_audited("campaigns.review.moved", month, by=county.office)
    decision = month.decisions.get()
    (info,) = list_commitments(
        county.office, source_model="campaigns.Decision", source_ids=[str(decision.pk)]
    )
    assert info.lead_id == county.units["town"].pk and info.deadline == date(2026, 7, 10)

    moving.advance(days=20)  # 18 July: the decision is late as well
    kinds = {row.kind for row in behind(late, clock.today())}
    assert kinds == {"measure", "problem", "decision"}
    owed = owed_by(county.clerks["town"], clock.today())
    assert len(owed.entries) == 1 and len(owed.tasks) == 1 and owed.late == 2
    reviews.close_review(review_id=month.pk, actor=county.office)
    assert Standing.objects.filter(review=month).count() == 2
    # The quarter and the half-year ended on 30 June as well.
    assert keep_ended_standings() == 2
    assert keep_ended_standings() == 0


def hold(county, review: Review, due_on: date = date(2026, 7, 10)) -> Review:
    return reviews.hold_review(
        review_id=review.pk,
        held_on=clock.today(),
        chair="林副县长演示",
        minutes="通报进度，研究逾期事项。",
        decisions=[reviews.Decided("演示镇限期打通消防通道", county.units["town"].pk, due_on)],
        actor=county.office,
    )


def test_a_notice_is_drawn_up_approved_published_and_confirmed(county, late, moving):
    reviews.open_due_reviews()
    moving.advance(days=18)
    month = Review.objects.get(cadence="month")
    notice = notices.draft_notice(review_id=month.pk, actor=county.office)
    with pytest.raises(WrongState):
        notices.draft_notice(review_id=month.pk, actor=county.office)
    assert not notice.praised and {row["unit"] for row in notice.criticised} == {
        "龙游县交通运输局",
        "演示镇人民政府",
    }
    assert "逾期事项2项" in notice.situation
    notices.change_notice(
        notice_id=notice.pk, criticised=notice.criticised[:1], actor=county.office
    )
    with pytest.raises(NotPermitted):
        notices.approve_notice(notice_id=notice.pk, actor=county.office)
    with pytest.raises(NotVisible):
        notices.approve_notice(notice_id=notice.pk, actor=county.clerks["transport"])
    notices.approve_notice(notice_id=notice.pk, actor=county.leader)
    assert_audited("campaigns.notice.moved", notice, by=county.leader)
    notices.publish_notice(notice_id=notice.pk, actor=county.office)
    assert_emitted(NoticePublished, notice_id=notice.pk)
    (paper,) = documents_of(CampaignNotice.objects.get(), county.clerks["transport"])
    assert paper.template_code == "campaigns.notice"
    receipt = NoticeReceipt.objects.get(notice=notice, unit=county.units["transport"])
    with pytest.raises(NotVisible):
        notices.confirm_receipt(receipt_id=receipt.pk, actor=county.clerks["education"])
    notices.confirm_receipt(receipt_id=receipt.pk, actor=county.clerks["transport"])
    assert_audited("campaigns.notice.received", notice, by=county.clerks["transport"])
    assert NoticeReceipt.objects.filter(received_at__isnull=False).count() == 1


def test_a_measure_that_was_given_is_not_changed_behind_its_unit(county, late):
    measure = CampaignMeasure.objects.first()
    with pytest.raises(WrongState):
        services.save_measure(
            sub_plan_id=measure.sub_plan_id,
            measure_id=measure.pk,
            title="改",
            kind="target",
            actor=county.office,
        )
