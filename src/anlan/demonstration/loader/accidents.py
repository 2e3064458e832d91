"""Five years of fictitious accidents, denominators, targets, closed months, open questions."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import Point
from django.utils import timezone

from anlan.base.documents.models import NumberSeries
from anlan.base.organisations.models import Organisation
from anlan.base.regions.models import Region
from anlan.demonstration.loader.book import Book
from anlan.governance.accidents.choices import (
    AccidentState,
    Cause,
    ChangeSource,
    ChangeState,
    CodedBy,
    Domain,
    Edition,
    Employment,
    FigureVersion,
    Harm,
    OutsideKind,
    RemovalGround,
    UnitType,
)
from anlan.governance.accidents.models import (
    Accident,
    AccidentType,
    ControlTarget,
    Denominator,
    DepartmentFigure,
    FigureChange,
    HarmedPerson,
    MonthClose,
    OutsideDeath,
)
from anlan.governance.accidents.selectors.periods import add_months, month_end
from anlan.governance.accidents.services.coding import certain_types
from anlan.governance.accidents.services.yearly import snapshot
from anlan.kernel.bulk import update_rows
from anlan.kernel.search_text import search_text
from anlan.supervision.enterprises.models import Enterprise

SEED = 6441
YEARS = 5
CLERK, OTHER = "统计员（演示）", "复核员（演示）"
#: The day from which accidents are coded by the new edition.
NEW_CODES_FROM = date(2026, 7, 1)


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of accident: how often, what it is called, how it is coded, how grave."""

    weight: int
    domain: str
    title: str
    new: str
    old: str
    industry: str
    department: str
    death: float
    loss: float


SORTS = (
    Sort(16, Domain.ROAD, "货运车辆侧翻", "03", "02", "G54", "公安", 0.30, 9),
    Sort(9, Domain.ROAD, "客货车辆追尾", "03", "02", "G54", "公安", 0.18, 6),
    Sort(12, Domain.INDUSTRY, "冲压设备挤伤", "04", "03", "C33", "经信", 0.06, 12),
    Sort(7, Domain.INDUSTRY, "输送带卷入", "04", "03", "C22", "经信", 0.16, 22),
    Sort(6, Domain.INDUSTRY, "叉车碰撞", "02", "02", "C21", "经信", 0.12, 10),
    Sort(5, Domain.INDUSTRY, "检修触电", "06", "05", "C38", "经信", 0.35, 40),
    Sort(3, Domain.INDUSTRY, "污水池窒息", "24", "19", "C22", "经信", 0.55, 120),
    Sort(9, Domain.CONSTRUCTION, "脚手架坠落", "10", "09", "E47", "住建", 0.34, 60),
    Sort(4, Domain.CONSTRUCTION, "沟槽坍塌", "12", "10", "E48", "住建", 0.40, 110),
    Sort(4, Domain.CONSTRUCTION, "吊物坠落", "05", "04", "E47", "住建", 0.22, 45),
    Sort(4, Domain.CHEMICAL, "反应釜冲料灼烫", "08", "07", "C26", "应急", 0.10, 85),
    Sort(2, Domain.CHEMICAL, "管线泄漏中毒", "23", "19", "C26", "应急", 0.25, 150),
    Sort(4, Domain.MINE, "采石场落石", "01", "01", "B10", "自然资源", 0.30, 55),
    Sort(6, Domain.FIRE, "厂房火灾", "09", "08", "C20", "消防", 0.08, 130),
    Sort(4, Domain.FARM, "拖拉机翻车", "04", "03", "A01", "农业", 0.25, 5),
    Sort(2, Domain.FISHERY, "渔船作业落水", "07", "06", "A04", "农业", 0.40, 8),
    Sort(3, Domain.OTHER, "仓库货架倒塌", "12", "10", "G59", "商务", 0.12, 30),
)
#: How the months of a year differ, in a hundred.
SEASON = (7, 6, 8, 8, 8, 9, 10, 10, 8, 9, 9, 8)
A_YEAR = (66, 61, 63, 58, 60)
OUTSIDE = (
    (OutsideKind.CARBON_MONOXIDE, (12, 1, 2), "农户取暖一氧化碳中毒"),
    (OutsideKind.DROWNING, (6, 7, 8), "野外水域溺水"),
    (OutsideKind.HOME_FIRE, (1, 11, 12), "住宅火灾"),
)
DENOMINATORS = (
    ("gdp", 268.0, 13.5),
    ("employed", 91_000, 900),
    ("staff", 64_000, 700),
    ("vehicles", 118_000, 4_200),
    ("population", 363_000, -600),
    ("minerals", 2_350_000, -40_000),
    ("hours", 134_000_000, 1_500_000),
)


def write_accidents(book: Book) -> None:
    """Write the register and all that is measured against it, in bulk."""
    dice = random.Random(SEED)
    county = Region.objects.filter(level="county").order_by("code").first()
    if county is None:
        return
    register = Register(book, dice, county)
    accidents = book.write(Accident, register.rows())
    register.number()
    _questions(book, accidents)
    _people(book, dice, accidents)
    _yearly(book, county)
    _departments(book, dice, register)
    _outside(book, dice, register)
    _months(book)


class Register:
    """Draws the accidents of five years."""

    def __init__(self, book: Book, dice: random.Random, county: Region) -> None:
        self.book, self.dice, self.county = book, dice, county
        self.towns = list(Region.objects.filter(level="township").order_by("code"))
        self.offices = list(Organisation.objects.filter(kind="department").order_by("pk"))
        self.types = {(t.edition, t.code): t for t in AccidentType.objects.all()}
        self.certain = certain_types()
        self.firms: dict[str, list[Enterprise]] = {}
        for firm in Enterprise.objects.order_by("pk").only(
            "pk", "name", "region_id", "location", "industry_code", "sector_id"
        )[:400]:
            self.firms.setdefault(firm.region_id[:9], []).append(firm)
        self.first_year = book.today.year - YEARS
        self.numbers: dict[int, int] = {}

    def office(self, word: str) -> Organisation | None:
        """The department whose name holds a word."""
        return next((o for o in self.offices if word in o.name), None)

    def rows(self) -> list[Accident]:
        """All accidents, oldest first."""
        found = []
        for year in range(self.first_year, self.book.today.year + 1):
            mean = A_YEAR[(year - self.first_year) % len(A_YEAR)]
            for month in range(1, 13):
                first = date(year, month, 1)
                for _one in range(self._count(mean * SEASON[month - 1] / 100)):
                    day = first + timedelta(days=self.dice.randrange(month_end(first).day))
                    if day < self.book.today:
                        found.append(self._row(day))
        found.sort(key=lambda row: row.occurred_at)
        for row in found:
            year = row.occurred_on.year
            self.numbers[year] = self.numbers.get(year, 0) + 1
            row.number = f"SG-{year}-{self.numbers[year]:04d}"
            row.search_text = search_text(row.number, row.title, row.unit_name, row.address)
        return found

    def number(self) -> None:
        """Let the next number follow."""
        NumberSeries.objects.bulk_create(
            NumberSeries(prefix="SG", year=year, last=last) for year, last in self.numbers.items()
        )

    def _count(self, mean: float) -> int:
        """Draw a count around a mean (the sum of many small chances)."""
        return sum(self.dice.random() < mean / 40 for _chance in range(40))

    def _row(self, day: date) -> Accident:
        dice = self.dice
        sort = dice.choices(SORTS, [s.weight for s in SORTS])[0]
        town = dice.choice(self.towns) if self.towns else self.county
        firms = self.firms.get(town.code[:9], [])
        firm = (
            dice.choice(firms) if firms and sort.domain not in (Domain.ROAD, Domain.FARM) else None
        )
        deaths = int(dice.random() < sort.death)
        if deaths and dice.random() < 0.06:
            deaths = dice.choice((2, 2, 3))
        serious = 0 if deaths else int(dice.random() < 0.45)
        minor = dice.choice((0, 0, 1, 1, 2)) if deaths or serious else 1
        loss = Decimal(str(round(sort.loss * dice.uniform(0.4, 2.2) + deaths * 110, 1)))
        hour = dice.choices(
            range(24), [2] * 6 + [3, 5, 8, 10, 11, 8, 5, 8, 11, 10, 9, 6] + [4] * 6
        )[0]
        at = timezone.make_aware(datetime.combine(day, time(hour, dice.randrange(60))))
        old = self.types.get((Edition.OLD, sort.old))
        new = self.types.get((Edition.NEW, sort.new))
        is_new = day >= NEW_CODES_FROM
        is_certain = old is not None and old.pk in self.certain
        is_coded = is_new or is_certain or dice.random() < 0.9
        window = 7 if sort.domain in (Domain.ROAD, Domain.FIRE) else 30
        place = firm.location if firm is not None else town.centre
        confirmed = at + timedelta(days=dice.randrange(2, 9), hours=3)
        unit = firm.name if firm is not None else f"{town.name}{sort.title[:2]}作业单位（演示）"
        return Accident(
            title=f"{town.name}{sort.title}事故（演示）",
            state=AccidentState.CONFIRMED,
            occurred_at=at,
            occurred_on=day,
            region=town,
            address=f"{town.name}境内",
            location=_near(place, dice),
            enterprise=firm,
            unit_name=unit,
            unit_type=UnitType.ENTERPRISE
            if firm is not None
            else dice.choice((UnitType.ENTERPRISE, UnitType.SELF_EMPLOYED, UnitType.COOPERATIVE)),
            industry_code=sort.industry,
            sector_id=firm.sector_id if firm is not None else None,
            domain=sort.domain,
            department=self.office(sort.department),
            kind=new if is_coded else None,
            old_kind=None if is_new else old,
            coded_by=(CodedBy.PERSON if is_new or not is_certain else CodedBy.MAPPING)
            if is_coded
            else CodedBy.NOBODY,
            first_cause=f"{sort.title}在先" if is_new else "",
            cause=dice.choice(list(Cause)),
            course="（演示数据，非真实事故）",
            deaths=deaths,
            serious_injuries=serious,
            minor_injuries=minor,
            direct_loss=loss,
            days_lost=6000 * deaths + 300 * serious + 20 * minor,
            grade=3 if deaths >= 3 or loss >= 1000 else 4,
            period_ends_on=day + timedelta(days=window),
            registered_at=at + timedelta(hours=dice.randrange(2, 30)),
            registered_by_id="user:demonstration",
            registered_by=CLERK,
            confirmed_at=confirmed,
            confirmed_by=OTHER,
        )


def _near(place: Point | None, dice: random.Random) -> Point | None:
    if place is None:
        return None
    shift = (dice.uniform(-0.01, 0.01), dice.uniform(-0.01, 0.01))
    return Point(place.x + shift[0], place.y + shift[1], srid=4326)


def _questions(book: Book, accidents: list[Accident]) -> None:
    """Leave something to do: waiting entries, removals, changes, a late entry."""
    recent = [row for row in accidents if row.occurred_on > book.today - timedelta(days=25)]
    for place, row in enumerate(recent[-5:]):
        row.state = AccidentState.REGISTERED if place % 2 else AccidentState.VERIFIED
        row.confirmed_at, row.confirmed_by = None, ""
    older = [row for row in accidents if row not in recent]
    removed, proposed, late = older[-9], older[-6], older[-14]
    removed.state = AccidentState.REMOVED
    removed.removal_ground = RemovalGround.DISEASE
    removed.removal_reason = "经鉴定系自身突发心源性疾病死亡。"
    removed.removal_document = "司法鉴定意见书（演示）〔2026〕12号"
    removed.removal_by_id, removed.removal_by = "user:demonstration", CLERK
    proposed.state = AccidentState.REMOVAL
    proposed.removal_ground = RemovalGround.NATURAL
    proposed.removal_reason = "认定由短时强降雨直接引发，拟核销。"
    proposed.removal_document = "事故调查认定意见（演示）〔2026〕3号"
    proposed.removal_by_id, proposed.removal_by = "user:demonstration", CLERK
    late.is_late = True
    changed = [row for row in older if row.deaths][-4:]
    update_rows(
        [*recent[-5:], removed, proposed, late],
        [
            "state",
            "confirmed_at",
            "confirmed_by",
            "removal_ground",
            "removal_reason",
            "removal_document",
            "removal_by_id",
            "removal_by",
            "is_late",
        ],
    )
    states = (
        (ChangeState.APPLIED, 1, "伤者救治无效死亡。", "医院死亡证明（演示）"),
        (ChangeState.OUTSIDE, -1, "事故发生30日后死亡，不纳入统计。", "医院死亡证明（演示）"),
        (ChangeState.REJECTED, 1, "拟按疾病死亡核减。", "情况说明（演示）"),
        (
            ChangeState.PROPOSED,
            1,
            "经鉴定其中1人系自身疾病死亡。",
            "司法鉴定意见书（演示）〔2026〕20号",
        ),
    )
    rows = []
    for accident, (state, step, reason, document) in zip(changed, states, strict=False):
        figures = accident.figures()
        other = {**figures, "deaths": str(max(0, accident.deaths - step))}
        is_up = state == ChangeState.APPLIED
        rows.append(
            FigureChange(
                accident=accident,
                state=state,
                source=ChangeSource.PERSON,
                before=other if is_up else figures,
                after=figures if is_up else other,
                reason=reason,
                document=document,
                changed_at=accident.occurred_at + timedelta(days=4),
                proposed_by_id="user:demonstration",
                proposed_by=CLERK,
                decided_by=OTHER if state in (ChangeState.REJECTED,) else "",
            )
        )
    book.write(FigureChange, rows)


def _people(book: Book, dice: random.Random, accidents: list[Accident]) -> None:
    """The harmed persons of the last year, without names."""
    rows = []
    for accident in accidents:
        if accident.occurred_on < book.today - timedelta(days=365):
            continue
        harms = [Harm.DEAD] * accident.deaths + [Harm.SERIOUS] * accident.serious_injuries
        rows += [
            HarmedPerson(
                accident=accident,
                sex=dice.choice("mmmf"),
                age=dice.randrange(22, 62),
                job=dice.choice(("操作工", "检修工", "驾驶员", "架子工", "普工")),
                employment=dice.choice(list(Employment)),
                is_trained=dice.random() < 0.6,
                harm=harm,
                days_lost=6000 if harm == Harm.DEAD else 300,
                died_on=accident.occurred_on if harm == Harm.DEAD else None,
            )
            for harm in harms
        ]
    book.write(HarmedPerson, rows)


def _yearly(book: Book, county: Region) -> None:
    """Denominators of every year and the control targets of two."""
    this = book.today.year
    book.write(
        Denominator,
        (
            Denominator(
                year=year,
                region=county,
                kind=kind,
                value=Decimal(str(round(base + step * (year - this + YEARS), 2))),
                version=FigureVersion.PRELIMINARY if year == this else FigureVersion.FINAL,
                source=f"{county.name}{year}年统计公报（演示）"
                if year < this
                else "统计局快报（演示）",
                recorded_by=CLERK,
            )
            for year in range(this - YEARS, this + 1)
            for kind, base, step in DENOMINATORS
        ),
    )
    limits: tuple[tuple[str, str, Any], ...] = (
        ("deaths", "", 12),
        ("accidents", "", 66),
        ("larger", "", 1),
        ("deaths", Domain.ROAD, 5),
        ("deaths", Domain.CONSTRUCTION, 2),
        ("deaths_per_gdp", "", "0.036"),
        ("industry_deaths_per_100k", "", "9"),
        ("road_deaths_per_10k_vehicles", "", "0.5"),
    )
    book.write(
        ControlTarget,
        (
            ControlTarget(
                year=year,
                region=county,
                measure=measure,
                domain=domain,
                limit=Decimal(str(limit)),
                source=f"县安委会{year}年度安全生产控制指标（演示）",
                recorded_by=CLERK,
            )
            for year in (this - 1, this)
            for measure, domain, limit in limits
        ),
    )


def _departments(book: Book, dice: random.Random, register: Register) -> None:
    """What police, fire brigade and agriculture counted in the last months."""
    rows = []
    last = add_months(book.today.replace(day=1), -1)
    for domain, word in (
        (Domain.ROAD, "公安"),
        (Domain.FIRE, "消防"),
        (Domain.FARM, "农业"),
    ):
        office = register.office(word)
        if office is None:
            continue
        for back in range(6):
            month = add_months(last, -back)
            own = list(
                Accident.objects.counted()
                .within(month, month_end(month))
                .filter(domain=domain)
                .values_list("deaths", "serious_injuries")
            )
            more = int(domain == Domain.ROAD and back in (0, 3))
            rows.append(
                DepartmentFigure(
                    department=office,
                    domain=domain,
                    month=month,
                    accidents=len(own) + more,
                    deaths=sum(row[0] for row in own),
                    serious_injuries=sum(row[1] for row in own),
                    explanation="另有1起属非生产经营性事故。" if more and back else "",
                    recorded_by=CLERK,
                )
            )
    book.write(DepartmentFigure, rows)


def _outside(book: Book, dice: random.Random, register: Register) -> None:
    """Deaths outside work of five years."""
    rows = []
    for year in range(register.first_year, book.today.year + 1):
        for kind, months, words in OUTSIDE:
            for _one in range(dice.choice((1, 2, 3))):
                day = date(year, dice.choice(months), dice.randrange(1, 28))
                if day >= book.today:
                    continue
                town = dice.choice(register.towns) if register.towns else register.county
                rows.append(
                    OutsideDeath(
                        kind=kind,
                        occurred_on=day,
                        region=town,
                        place=f"{town.name}境内",
                        deaths=dice.choice((0, 1, 1, 1, 2)),
                        rescued=dice.choice((0, 0, 1, 2)),
                        note=f"{words}（演示）",
                        recorded_by=CLERK,
                    )
                )
    book.write(OutsideDeath, rows)


def _months(book: Book) -> None:
    """Close the months of the last two years but the last one; one was reopened once."""
    rows = []
    this = book.today.replace(day=1)
    for back in range(2, 24):
        month = add_months(this, -back)
        closed_at = timezone.make_aware(
            datetime.combine(add_months(month, 1) + timedelta(days=4), time(16))
        )
        kept = MonthClose(
            month=month, figures=snapshot(month), closed_at=closed_at, closed_by=OTHER
        )
        if back == 5:
            rows.append(
                MonthClose(
                    month=month,
                    state="reopened",
                    figures=kept.figures,
                    closed_at=closed_at,
                    closed_by=OTHER,
                    reopened_at=closed_at + timedelta(days=9),
                    reopened_by=OTHER,
                    reopen_reason="补录一起道路运输事故（演示）。",
                )
            )
            kept.closed_at = closed_at + timedelta(days=10)
        rows.append(kept)
    book.write(MonthClose, rows)
