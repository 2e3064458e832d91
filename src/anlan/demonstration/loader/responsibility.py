"""Who answers for what in the demonstration county: portfolios, lists, work lists, records."""

from __future__ import annotations

from datetime import date, timedelta

from anlan.base.organisations.models import Person
from anlan.demonstration.loader.book import Book
from anlan.governance.responsibility.choices import TIMES_A_YEAR, Cadence
from anlan.governance.responsibility.models import (
    Absence,
    DutyRecord,
    LegalDuty,
    Portfolio,
    PortfolioEntry,
    Responsibility,
    ResponsibilityList,
    WorkItem,
    WorkList,
)

GOVERNMENT = "county_government"
#: Leader's post → order, units by key, work, in words. Townships are shared out below.
PORTFOLIOS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "head": ((), ("县政府全面工作",), "主持县政府全面工作，负责审计工作。"),
    "work_safety": (
        ("emergency", "development", "finance", "human_resources", "power", "telecom"),
        ("安全生产", "应急管理", "防灾减灾救灾"),
        "负责县政府常务工作，分管安全生产、应急管理、发展改革、财政、人力社保。",
    ),
    "public_security": (
        ("public_security", "fire_rescue", "political_legal"),
        ("道路交通安全", "消防安全"),
        "分管公安、司法、消防救援。",
    ),
    "agriculture": (
        ("agriculture", "water", "forestry", "natural_resources", "meteorology", "forest_fire"),
        ("防汛抗旱", "森林防灭火", "地质灾害防治"),
        "分管农业农村、水利、林业、自然资源，联系气象。",
    ),
    "industry": (
        ("industry", "commerce", "market", "ecology", "park_chemical", "park_industrial", "postal"),
        ("工业企业安全", "危险化学品", "特种设备"),
        "分管工业、商务、市场监管、生态环境、园区。",
    ),
    "urban": (
        ("housing", "transport", "city_management", "gas_supply", "water_supply"),
        ("建筑施工", "城镇燃气", "道路运输"),
        "分管城建、交通运输、综合执法，联系供水供气。",
    ),
    "culture": (
        ("education", "health", "culture_tourism", "civil_affairs", "publicity"),
        ("校园安全", "医疗救护", "旅游安全"),
        "分管教育、卫生健康、文化旅游、民政。",
    ),
}
#: A and B of each pair act for one another.
PAIRS = {
    "work_safety": "industry",
    "industry": "work_safety",
    "public_security": "urban",
    "urban": "public_security",
    "agriculture": "culture",
    "culture": "agriculture",
    "head": "work_safety",
}
#: What a leader did: days ago, kind, words. Shared out over the leaders, so that some lack some.
DONE = (
    (12, "meeting", "主持召开分管领域安全生产专题会议"),
    (26, "inspection", "带队检查分管领域重点企业，现场交办问题4项"),
    (41, "duty_shift", "带班值守，调度强降雨防范应对"),
    (63, "drill", "现场观摩并点评应急演练"),
    (88, "inspection", "督导重大事故隐患整改"),
    (104, "meeting", "主持召开季度安全生产形势分析会"),
    (131, "study", "组织学习安全生产法律法规"),
    (162, "order", "在重大事故隐患督办件上批示"),
    (190, "inspection", "节前安全检查，检查企业3家"),
    (221, "meeting", "主持召开分管领域安全生产专题会议"),
)
#: What units did.
UNIT_DONE = (
    (9, "inspection", "开展行业领域安全检查，检查单位6家"),
    (33, "study", "开展安全生产宣传进企业、进农村活动"),
    (58, "meeting", "党组会议研究本行业安全生产工作"),
    (97, "drill", "组织应急预案演练"),
)


def write_responsibility(book: Book) -> None:
    """Divide the work, draw up lists and work lists, record half a year of duties."""
    people = _leaders(book)
    portfolios = _portfolios(book, people)
    _entries(book, people, portfolios)
    lists = _lists(book, people)
    _work(book, lists)
    _records(book, people, lists)


def _leaders(book: Book) -> dict[str, int]:
    """Return the person of each leader's post."""
    found = {}
    for appointment in book.county.appointments:
        organisation, _colon, slug = appointment.post.partition(":")
        if organisation == GOVERNMENT and slug in PORTFOLIOS and appointment.role == "A":
            found[slug] = book.people[appointment.person]
    return found


def _begins(book: Book) -> date:
    """The day the present division of work was decided: February of last year."""
    return book.today.replace(year=book.today.year - 1, month=2, day=10)


def _portfolios(book: Book, people: dict[str, int]) -> dict[str, Portfolio]:
    begins = _begins(book)
    government = book.organisations[GOVERNMENT]
    basis = f"演示县政府办〔{begins.year}〕3号"
    changed = book.today - timedelta(days=120)
    rows = {}
    for number, (slug, person) in enumerate(people.items(), 1):
        rows[slug] = Portfolio(
            person_id=person,
            organisation_id=government,
            standing="principal" if slug == "head" else "member",
            text=PORTFOLIOS[slug][2],
            basis=basis if slug != "urban" else f"演示县政府办〔{changed.year}〕11号",
            substitute_id=people.get(PAIRS[slug]),
            valid_from=begins if slug != "urban" else changed,
            sort_order=number,
        )
    made = book.write(Portfolio, rows.values())
    former = Portfolio(
        person_id=people["urban"],
        organisation_id=government,
        text="分管城建、综合执法。",
        basis=basis,
        valid_from=begins,
        valid_to=changed - timedelta(days=1),
        sort_order=len(rows) + 1,
    )
    book.write(Portfolio, [former])
    book.write(
        PortfolioEntry,
        (
            PortfolioEntry(
                portfolio=former,
                organisation_id=book.organisations[key],
                valid_from=begins,
                valid_to=changed - timedelta(days=1),
            )
            for key in ("housing", "city_management")
            if key in book.organisations
        ),
    )
    book.write(
        Absence,
        [
            Absence(
                person_id=people["culture"],
                substitute_id=people["agriculture"],
                starts_on=book.today - timedelta(days=3),
                ends_on=book.today + timedelta(days=4),
                reason="省委党校学习",
            )
        ],
    )
    return dict(zip(rows, made, strict=True))


def _entries(book: Book, people: dict[str, int], portfolios: dict[str, Portfolio]) -> None:
    """Units, work, and the townships that each leader is responsible for by contact."""
    wanted: list[tuple[Portfolio, int | None, str]] = []
    for slug, portfolio in portfolios.items():
        units, works, _text = PORTFOLIOS[slug]
        wanted += [
            (portfolio, book.organisations[key], "") for key in units if key in book.organisations
        ]
        wanted += [(portfolio, None, work) for work in works]
    members = [portfolios[slug] for slug in portfolios if slug != "head"]
    townships = sorted(key for key in book.organisations if key.startswith("township:"))
    for number, key in enumerate(townships):
        wanted.append((members[number % len(members)], book.organisations[key], ""))
    book.write(
        PortfolioEntry,
        (
            PortfolioEntry(
                portfolio=portfolio,
                organisation_id=unit,
                sector=work,
                valid_from=portfolio.valid_from,
            )
            for portfolio, unit, work in wanted
        ),
    )


def _lists(book: Book, people: dict[str, int]) -> list[ResponsibilityList]:
    """Lists of all leaders, departments, townships and of some enterprises, from legal duties."""
    published = book.today.replace(month=1, day=20)
    government = book.organisations[GOVERNMENT]
    rows = [
        ResponsibilityList(
            holder_kind="principal" if slug == "head" else "leader",
            organisation_id=government,
            person_id=person,
            published_on=published,
        )
        for slug, person in people.items()
    ]
    kinds = {"department": "department", "township": "township", "park": "township"}
    firms = 0
    for made in book.county.organisations:
        kind = kinds.get(made.kind, "")
        if made.kind == "enterprise" and firms < 5:
            firms, kind = firms + 1, "enterprise"
        if kind:
            rows.append(
                ResponsibilityList(
                    holder_kind=kind,
                    organisation_id=book.organisations[made.key],
                    published_on=published if made.key != "postal" else None,
                )
            )
    lists = book.write(ResponsibilityList, rows)
    duties: dict[str, list[LegalDuty]] = {}
    for duty in LegalDuty.objects.all():
        duties.setdefault(duty.holder_kind, []).append(duty)
    book.write(
        Responsibility,
        (
            Responsibility(
                list=holder,
                legal_duty=duty,
                text=duty.text,
                legal_basis=duty.legal_basis,
                is_verified=duty.is_verified,
                cadence=duty.cadence,
                record_kind=duty.record_kind,
                sort_order=duty.sort_order,
            )
            for holder in lists
            for duty in duties.get(holder.holder_kind, ())
        ),
    )
    return lists


def _work(book: Book, lists: list[ResponsibilityList]) -> None:
    """This year's work lists: of leaders published, of units partly still to be confirmed."""
    year = book.today.year
    confirmed = book.now.replace(month=1, day=25)
    rows = []
    for number, holder in enumerate(lists):
        if holder.holder_kind == "enterprise":
            continue
        state = "published" if holder.person_id or number % 6 else "draft"
        if not holder.person_id and number % 6 == 1:
            state = "confirmed"
        rows.append(
            WorkList(
                list=holder,
                year=year,
                state=state,
                confirmed_at=confirmed if state != "draft" else None,
                confirmed_by="演示确认人" if state != "draft" else "",
                published_at=confirmed + timedelta(days=5) if state == "published" else None,
            )
        )
    works = book.write(WorkList, rows)
    duties: dict[int, list[Responsibility]] = {}
    for duty in Responsibility.objects.filter(list__in=lists):
        duties.setdefault(duty.list_id, []).append(duty)
    book.write(
        WorkItem,
        (
            WorkItem(
                work_list=work,
                responsibility=duty,
                text=duty.text,
                record_kind=duty.record_kind,
                cadence=duty.cadence,
                times=duty.times_a_year,
                due_on=date(year, 12, 31),
                sort_order=duty.sort_order,
            )
            for work in works
            for duty in duties.get(work.list_id, ())
            if TIMES_A_YEAR[Cadence(duty.cadence)]
        ),
    )


def _records(book: Book, people: dict[str, int], lists: list[ResponsibilityList]) -> None:
    """Half a year of records; not everybody did everything."""
    items: dict[tuple[int | None, int, str], int] = {}
    for pk, person, unit, kind in WorkItem.objects.filter(work_list__list__in=lists).values_list(
        "pk", "work_list__list__person_id", "work_list__list__organisation_id", "record_kind"
    ):
        items.setdefault((person, unit, kind), pk)
    government = book.organisations[GOVERNMENT]
    names = dict(Person.objects.filter(pk__in=people.values()).values_list("pk", "name"))
    rows = []
    for number, person in enumerate(people.values()):
        for index, (days, kind, text) in enumerate(DONE):
            if (index + number) % 4 == 3:
                continue
            day = book.today - timedelta(days=days + number)
            rows.append(
                DutyRecord(
                    person_id=person,
                    organisation_id=government,
                    kind=kind,
                    day=day,
                    text=text,
                    work_item_id=_item(items, person, government, kind, day, book),
                    is_automatic=kind in ("duty_shift", "drill"),
                    entered_by="平台（履职）" if kind in ("duty_shift", "drill") else names[person],
                )
            )
    for number, holder in enumerate(lists):
        if holder.person_id or holder.holder_kind == "enterprise":
            continue
        for index, (days, kind, text) in enumerate(UNIT_DONE):
            if (index + number) % 3 == 2:
                continue
            day = book.today - timedelta(days=days + number % 7)
            unit = holder.organisation_id
            rows.append(
                DutyRecord(
                    organisation_id=unit,
                    kind=kind,
                    day=day,
                    text=text,
                    work_item_id=_item(items, None, unit, kind, day, book),
                    entered_by="演示联络员",
                )
            )
    book.write(DutyRecord, rows)


def _item(
    items: dict[tuple[int | None, int, str], int],
    person: int | None,
    unit: int,
    kind: str,
    day: date,
    book: Book,
) -> int | None:
    """The undertaking of this year that a record counts for."""
    return items.get((person, unit, kind)) if day.year == book.today.year else None
