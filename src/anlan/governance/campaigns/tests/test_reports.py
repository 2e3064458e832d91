"""Report forms: designed, issued, filled in, checked, returned, corrected, rolled up, submitted."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from docx import Document
from openpyxl import load_workbook

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.campaigns.design import Column, Rule
from anlan.governance.campaigns.events import RoundSubmitted, SheetMoved
from anlan.governance.campaigns.models import FormRound, ReportValue, Sheet
from anlan.governance.campaigns.selectors.reports import design_of, last_rows, roll_up, rows_of
from anlan.governance.campaigns.services import reports as services
from anlan.governance.campaigns.services.sheets import accept_sheet, hand_in_sheet, return_sheet
from anlan.kernel.errors import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    TransitionRefused,
    WrongState,
)
from anlan.kernel.testing.assertions import assert_audited, assert_emitted

COLUMNS = (
    Column("found", "隐患数", "number", is_required=True),
    Column("fixed", "已整改数", "number", is_required=True),
    Column("rate", "整改率", "formula", formula="[已整改数]/[隐患数]*100", decimals=1),
    Column("grade", "评价", "choice", choices=("好", "一般")),
    Column("day", "检查日期", "day"),
)
RULES = (
    Rule("at_most", "fixed", ("found",)),
    Rule("not_less_than_last", "found", is_strict=False),
    Rule("range", "found", high="500"),
)


@pytest.fixture
def monthly(county):
    """A monthly form of three units, issued on 15 June; May is opened by hand."""
    units = [county.units[code].pk for code in ("transport", "education", "town")]
    form = services.save_form(
        name="演示月报",
        campaign_id=county.campaign().pk,
        office_id=county.units["emergency"].pk,
        cadence="month",
        due_days=5,
        has_many_rows=False,
        columns=COLUMNS,
        rules=RULES,
        unit_ids=units,
        actor=county.office,
    )
    services.issue_form(form_id=form.pk, actor=county.office)
    assert not form.rounds.exists()  # the month ends in fifteen days
    return form


def opened(form, county, month: int) -> FormRound:
    last = {5: 31, 6: 30}[month]
    return services.open_round(
        form_id=form.pk,
        starts_on=date(2026, month, 1),
        ends_on=date(2026, month, last),
        actor=county.office,
    )


def sheet_of(found: FormRound, county, code: str) -> Sheet:
    return found.sheets.get(unit=county.units[code])


def test_a_sheet_is_filled_in_returned_corrected_and_accepted(county, monthly, moving):
    found = opened(monthly, county, 5)
    assert opened(monthly, county, 5) == found and found.due_on == date(2026, 6, 5)
    sheet = sheet_of(found, county, "transport")
    clerk = county.clerks["transport"]

    with pytest.raises(InvalidInput) as wrong:
        hand_in_sheet(sheet_id=sheet.pk, typed=[{"found": "三", "grade": "差"}], actor=clerk)
    assert set(wrong.value.fields) == {"r0_found", "r0_fixed", "r0_grade"}
    with pytest.raises(InvalidInput) as wrong:
        hand_in_sheet(sheet_id=sheet.pk, typed=[{"found": "3", "fixed": "5"}], actor=clerk)
    assert set(wrong.value.fields) == {"r0_fixed"}
    with pytest.raises(NotVisible):
        hand_in_sheet(
            sheet_id=sheet.pk,
            typed=[{"found": "4", "fixed": "3"}],
            actor=county.clerks["education"],
        )

    typed = [{"found": "４", "fixed": "3", "grade": "好", "day": "2026年5月9日"}]
    hand_in_sheet(sheet_id=sheet.pk, typed=typed, actor=clerk)
    assert_audited("campaigns.sheet.handed_in", sheet, by=clerk)
    assert_emitted(SheetMoved, sheet_id=sheet.pk, state="handed_in")
    sheet = Sheet.objects.get(pk=sheet.pk)
    assert sheet.is_late and not sheet.is_corrected
    values = {value.column: value.value for value in ReportValue.objects.all()}
    assert values == {
        "found": 4,
        "fixed": 3,
        "rate": Decimal("75.0"),
        "grade": "好",
        "day": date(2026, 5, 9),
    }

    with pytest.raises(NotPermitted):
        accept_sheet(sheet_id=sheet.pk, actor=clerk)
    return_sheet(sheet_id=sheet.pk, actor=county.checker, reason="请核对整改数")
    hand_in_sheet(sheet_id=sheet.pk, typed=[{"found": "4", "fixed": "4"}], actor=clerk)
    accept_sheet(sheet_id=sheet.pk, actor=county.checker)
    assert_audited("campaigns.sheet.checked", sheet, by=county.checker)
    sheet = Sheet.objects.get(pk=sheet.pk)
    assert sheet.state == "accepted" and sheet.is_corrected and sheet.version_count == 2
    design = design_of(found)
    assert rows_of(sheet, design)[0]["fixed"] == 4 and rows_of(sheet, design, 1)[0]["fixed"] == 3
    with pytest.raises(TransitionRefused):
        hand_in_sheet(sheet_id=sheet.pk, typed=[{"found": "4", "fixed": "4"}], actor=clerk)


def test_a_strange_figure_needs_an_explanation_and_stands_beside_the_last(county, monthly):
    clerk = county.clerks["transport"]
    may = sheet_of(opened(monthly, county, 5), county, "transport")
    hand_in_sheet(sheet_id=may.pk, typed=[{"found": "9", "fixed": "3"}], actor=clerk)
    june = sheet_of(opened(monthly, county, 6), county, "transport")
    assert last_rows(june, design_of(june.round))[0]["found"] == 9

    with pytest.raises(InvalidInput) as wrong:
        hand_in_sheet(sheet_id=june.pk, typed=[{"found": "5", "fixed": "3"}], actor=clerk)
    assert set(wrong.value.fields) == {"note"}
    hand_in_sheet(
        sheet_id=june.pk, typed=[{"found": "5", "fixed": "3"}], note="口径调整", actor=clerk
    )
    version = june.versions.get()
    assert version.note == "口径调整" and len(version.warnings) == 1
    assert not Sheet.objects.get(pk=june.pk).is_late


def test_who_handed_in_does_not_accept(county, monthly):
    found = opened(monthly, county, 5)
    sheet = sheet_of(found, county, "education")
    hand_in_sheet(sheet_id=sheet.pk, typed=[{"found": "1", "fixed": "1"}], actor=county.office)
    with pytest.raises(WrongState):
        accept_sheet(sheet_id=sheet.pk, actor=county.office)


def test_sheets_are_rolled_up_by_level_and_submitted(county, monthly):
    town = county.units["town"].region
    villages = [
        OrganisationFactory(kind="village", name=f"演示{n}村", region=RegionFactory(parent=town))
        for n in (1, 2)
    ]
    monthly.units.add(*villages)
    found = opened(monthly, county, 5)
    given = {
        county.units["transport"].pk: ("10", "5"),
        county.units["town"].pk: ("6", "6"),
        villages[0].pk: ("2", "1"),
        villages[1].pk: ("3", "3"),
    }
    for unit, (all_found, fixed) in given.items():
        hand_in_sheet(
            sheet_id=found.sheets.get(unit_id=unit).pk,
            typed=[{"found": all_found, "fixed": fixed}],
            actor=county.office,
        )
    sheets = list(found.sheets.select_related("unit__region__parent"))
    table = roll_up(found, sheets)
    assert table.counted == 4 and [str(s.unit) for s in table.missing] == ["龙游县教育局"]
    assert table.department_total.cells["found"] == 10
    (line,) = table.townships
    assert line.cells["found"] == 6 and len(line.parts) == 2
    assert set(line.differs) == {"隐患数", "已整改数"}
    assert table.total.cells["found"] == 16 and table.total.cells["fixed"] == 11
    assert table.total.cells["rate"] == Decimal("68.8")

    with pytest.raises(TransitionRefused):
        services.submit_round(round_id=found.pk, actor=county.office)
    for sheet in found.sheets.filter(state="handed_in"):
        accept_sheet(sheet_id=sheet.pk, actor=county.checker)
    services.submit_round(round_id=found.pk, actor=county.office)
    assert_audited("campaigns.round.moved", found, by=county.office)
    assert_emitted(RoundSubmitted, round_id=found.pk)
    with pytest.raises(WrongState):
        return_sheet(sheet_id=sheets[0].pk, actor=county.checker, reason="晚了")
    services.reopen_round(round_id=found.pk, actor=county.office, reason="更正")
    assert FormRound.objects.get(pk=found.pk).submitted_at is None


def test_without_a_sheet_of_its_own_a_township_counts_with_its_villages(county, monthly):
    village = OrganisationFactory(
        kind="village", name="演示村", region=RegionFactory(parent=county.units["town"].region)
    )
    monthly.units.add(village)
    found = opened(monthly, county, 5)
    hand_in_sheet(
        sheet_id=found.sheets.get(unit=village).pk,
        typed=[{"found": "2", "fixed": "1"}],
        actor=county.clerks["town"],
    )
    table = roll_up(found, list(found.sheets.select_related("unit__region__parent")))
    assert table.townships[0].cells["found"] == 2 == table.total.cells["found"]
    assert not table.townships[0].differs


def test_the_table_goes_upward_as_workbook_and_paper(county, monthly, visit):
    found = opened(monthly, county, 5)
    hand_in_sheet(
        sheet_id=sheet_of(found, county, "transport").pk,
        typed=[{"found": "10", "fixed": "5"}],
        actor=county.clerks["transport"],
    )
    client = visit(county.office)
    book = client.get(f"/campaigns/rounds/{found.pk}/table.xlsx")
    sheet = load_workbook(io.BytesIO(book.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[2][:4] == ("龙游县交通运输局", 10, 5, 50)
    paper = Document(io.BytesIO(client.get(f"/campaigns/rounds/{found.pk}/table.docx").content))
    cells = [cell.text for row in paper.tables[0].rows for cell in row.cells]
    assert "龙游县交通运输局" in cells and "50" in cells
    assert any("未报送单位：" in p.text for p in paper.paragraphs)


def test_periods_open_by_themselves_and_who_is_missing_is_reminded(county, monthly, moving):
    moving.advance(days=8)  # 23 June: the month ends in seven days
    assert services.open_due_rounds() == 1 and services.open_due_rounds() == 0
    june = monthly.rounds.get()
    assert june.ends_on == date(2026, 6, 30) and june.sheets.count() == 3
    moving.advance(days=5)
    assert services.remind_due_rounds() == 0
    moving.advance(days=5)  # 3 July: two days before the last day
    assert services.remind_due_rounds() > 0
    assert services.remind_due_rounds() == 0  # not twice a day
    assert_audited("campaigns.units.reminded", june)


def test_a_design_that_does_not_fit_is_refused_in_words(county):
    def save(*columns: Column, rules: tuple[Rule, ...] = ()):
        return services.save_form(
            name="表",
            office_id=county.units["emergency"].pk,
            cadence="once",
            columns=columns,
            rules=rules,
            unit_ids=[],
            actor=county.office,
        )

    for columns, rules in (
        ((), ()),
        ((Column("a", "甲", "number"), Column("b", "甲", "number")), ()),
        ((Column("a", "甲", "choice", choices=("一",)),), ()),
        ((Column("a", "甲", "formula", formula="[乙]"), Column("b", "乙", "number")), ()),
        ((Column("a", "甲", "platform", source="nothing"),), ()),
        ((Column("a", "甲", "text"),), (Rule("range", "a", low="1"),)),
        ((Column("a", "甲", "number"),), (Rule("at_most", "a"),)),
    ):
        with pytest.raises(InvalidInput):
            save(*columns, rules=rules)
    form = save(Column("a", "甲", "number"))
    with pytest.raises(TransitionRefused):
        services.issue_form(form_id=form.pk, actor=county.office)


def test_the_platform_fills_in_what_it_holds(county):
    from anlan.governance.campaigns.services.lists import list_entry

    campaign = county.campaign()
    form = services.save_form(
        name="一次性摸底",
        campaign_id=campaign.pk,
        office_id=county.units["emergency"].pk,
        cadence="once",
        columns=[
            Column("open", "未销号", "platform", source="lists.open"),
            Column("more", "另有", "number"),
            Column("all", "合计", "formula", formula="合计([未销号], [另有])"),
        ],
        rules=[],
        unit_ids=[county.units["transport"].pk],
        actor=county.office,
    )
    list_entry(
        campaign_id=campaign.pk,
        kind="problem",
        title="演示车辆超期未检",
        unit_id=county.units["transport"].pk,
        due_on=date(2026, 7, 1),
        actor=county.office,
    )
    services.issue_form(form_id=form.pk, actor=county.office)
    sheet = Sheet.objects.get(round__form=form)
    hand_in_sheet(
        sheet_id=sheet.pk, typed=[{"open": "99", "more": "2"}], actor=county.clerks["transport"]
    )
    row = rows_of(Sheet.objects.get(pk=sheet.pk), design_of(sheet.round))[0]
    assert row == {"open": 1, "more": 2, "all": 3}
