"""Enterprises by the thousand: what the preview lets pass is written, what it refuses is not."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.base.audit.models import AuditRecord
from anlan.base.audit.selectors import verify_chain
from anlan.base.exchange.models import ImportRow, ImportSession
from anlan.base.exchange.services.checking import RowReader, carry_out, check_rows, examine
from anlan.base.exchange.services.imports import importer_of, map_columns, start_import
from anlan.base.exchange.services.writing import commit_import
from anlan.base.exchange.tests.factories import workbook
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.models import EventRecord
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.supervision.enterprises.events import EnterpriseChanged, EnterpriseCreated
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.services.importing import (
    create_enterprises_in_bulk,
    update_enterprises_in_bulk,
)
from anlan.supervision.enterprises.tests.factories import (
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    EnterpriseFactory,
    SectorFactory,
    credit_code,
    region,
)

pytestmark = pytest.mark.django_db
HEADER = ["统一社会信用代码", "企业名称", "所属行业", "区划代码", "从业人数", "成立日期", "经度", "纬度"]  # fmt: skip  # noqa: E501


@pytest.fixture
def clerk():
    """An officer whose right to register ends at one township."""
    region()
    region(OTHER_VILLAGE, "演示外村")
    region(TOWN, "演示镇", "township")
    SectorFactory()
    return make_actor("王科员", role="bureau_officer", scope=Scope("region", "330825100"))


def cells() -> st.SearchStrategy[list[str]]:
    """Rows as offices write them: mostly right, sometimes not."""
    codes = st.sampled_from([credit_code(n) for n in range(1, 6)])
    return st.tuples(
        st.one_of(codes, codes, codes.map(str.lower), st.just("91330825MA00000000"), st.just("")),
        st.one_of(st.sampled_from(["演示甲厂", "演示乙厂"]), st.text(max_size=12)),
        st.sampled_from(["有机化学原料制造", "化工", "chemical_organic", "没有的"]),
        st.sampled_from([VILLAGE, "演示村", "演示外村", OTHER_VILLAGE, TOWN, "1"]),
        st.sampled_from(["", "12", "12人", "约12", "-3", "1e3", "２０"]),
        st.sampled_from(["", "2008-05-20", "2999-01-01", "2008年5月", "45356"]),
        st.sampled_from(["", "119.17", "29.02", "x"]),
        st.sampled_from(["", "29.02", "119.17", "95"]),
    ).map(list)


def session_of(rows: list[list[str]], actor, *, may_update: bool) -> ImportSession:
    """An import of these cells, mapped; the reading of the file is another matter."""
    session = ImportSession.objects.create(
        kind="enterprises",
        file_name="表.xlsx",
        actor_id=actor.id,
        actor_name=actor.display_name,
        header=HEADER,
        may_update=may_update,
        state="checking",
        total=len(rows),
    )
    session.mapping = importer_of(session).guess(HEADER)
    session.save()
    for number, found in enumerate(rows, start=2):
        row = ImportRow(session=session, number=number)
        row.keep(found)
        row.save()
    return session


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.lists(cells(), min_size=1, max_size=6),
    known=st.sets(st.sampled_from([1, 2]), max_size=2),
    foreign=st.booleans(),
    may_update=st.booleans(),
)
def test_whatever_the_preview_lets_pass_is_written_and_the_services_agree(
    clerk, rows, known, foreign, may_update
):
    with transaction.atomic():
        for serial in known:
            EnterpriseFactory(uscc=credit_code(serial), region_code=VILLAGE)
        if foreign:
            EnterpriseFactory(uscc=credit_code(5), region_code=OTHER_VILLAGE)
        session = session_of(rows, clerk, may_update=may_update)
        importer = importer_of(session)

        # Row by row through the services, as the slow trial does.
        tried = list(session.rows.order_by("pk"))
        reader = RowReader(importer, session.mapping, clerk)
        with transaction.atomic():
            for row in tried:
                carry_out(row, session, importer, reader, clerk)
            transaction.set_rollback(True)
        checked = list(session.rows.order_by("pk"))
        examine(checked, session, importer, clerk)
        for slow, fast in zip(tried, checked, strict=True):
            twin = any(e.get("kind") in ("duplicate", "repeated") for e in fast.errors)
            assert bool(slow.errors) == bool(fast.errors) or twin, (slow.errors, fast.errors)

        session = check_rows(import_id=session.pk, actor=clerk)
        before = Enterprise.objects.count()
        if session.created + session.updated:
            commit_import(import_id=session.pk, actor=clerk, only_good=True)
            assert Enterprise.objects.count() == before + session.created
        transaction.set_rollback(True)


def values(serial: int, **changes: object) -> dict[str, object]:
    """What a row says of an enterprise."""
    return {
        "uscc": credit_code(serial),
        "name": f"演示龙游{serial}厂",
        "sector": "chemical_organic",
        "region_code": VILLAGE,
        "employees": 7,
        **changes,
    }


def test_enterprises_are_registered_in_bulk_as_one_by_one(clerk):
    made = create_enterprises_in_bulk(rows=[values(1), values(2)], actor=clerk)

    for enterprise in made:
        record = assert_audited("enterprises.enterprise.created", enterprise, by=clerk)
        assert record.after["uscc"] == enterprise.uscc
        assert_emitted(EnterpriseCreated, enterprise_id=enterprise.pk, region=VILLAGE)
        stored = Enterprise.objects.get(pk=enterprise.pk)
        assert stored.category == "hazchem"
        assert stored.organisation.code == f"enterprise:{stored.uscc}"
        assert stored.search_text
    with pytest.raises(NotPermitted):
        create_enterprises_in_bulk(rows=[values(3, region_code=OTHER_VILLAGE)], actor=clerk)
    with pytest.raises(InvalidInput):
        create_enterprises_in_bulk(rows=[values(4), values(1)], actor=clerk)
    with pytest.raises(NotPermitted):
        create_enterprises_in_bulk(rows=[values(5)], actor=make_actor("钱外人"))
    assert Enterprise.objects.count() == 2


def test_a_bulk_record_is_the_same_as_the_single_one(clerk):
    from anlan.supervision.enterprises.services.enterprises import create_enterprise

    create_enterprise(actor=clerk, **values(1))
    create_enterprises_in_bulk(rows=[values(2)], actor=clerk)

    def shape(serial: int) -> tuple[object, ...]:
        enterprise = Enterprise.objects.get(uscc=credit_code(serial))
        record = AuditRecord.objects.get(
            object_type="enterprises.Enterprise", object_id=str(enterprise.pk)
        )
        events = EventRecord.objects.filter(name="enterprises.enterprise.created")
        event = events.get(payload__enterprise_id=enterprise.pk)
        fields = {
            f.attname: getattr(enterprise, f.attname)
            for f in Enterprise._meta.concrete_fields
            if f.name
            not in ("id", "uscc", "name", "organisation", "search_text", "created_at", "updated_at")
        }
        return sorted(record.after), sorted(event.payload), fields

    assert shape(1) == shape(2)


def test_dossiers_are_changed_in_bulk_and_unchanged_ones_leave_no_trace(clerk):
    first = EnterpriseFactory(uscc=credit_code(1), region_code=VILLAGE, employees=1)
    second = EnterpriseFactory(uscc=credit_code(2), region_code=VILLAGE, employees=7)
    second.name = "演示龙游2厂"
    second.save()

    update_enterprises_in_bulk(
        rows=[(first.pk, values(1, short_name="一厂")), (second.pk, values(2))], actor=clerk
    )

    first.refresh_from_db()
    assert (first.employees, first.name, first.short_name) == (7, "演示龙游1厂", "一厂")
    first.organisation.refresh_from_db()
    assert first.organisation.short_name == "一厂"
    assert_audited("enterprises.enterprise.changed", first, by=clerk)
    assert_emitted(EnterpriseChanged, enterprise_id=first.pk)
    assert not AuditRecord.objects.filter(
        object_type="enterprises.Enterprise", object_id=str(second.pk)
    ).exists()
    with pytest.raises(NotPermitted):
        update_enterprises_in_bulk(
            rows=[(first.pk, values(1, region_code=OTHER_VILLAGE))], actor=clerk
        )


@pytest.mark.django_db(transaction=True)
def test_the_audit_chain_is_sealed_over_a_bulk_import():
    region()
    SectorFactory()
    officer = make_actor("李科长", role="bureau_officer")
    rows = [[credit_code(n), f"演示{n}厂", "化工", VILLAGE, "1"] for n in range(1, 8)]
    session = start_import(kind="enterprises", uploaded=workbook(HEADER, *rows), actor=officer)
    map_columns(import_id=session.pk, mapping=session.mapping, actor=officer)
    check_rows(import_id=session.pk, actor=officer)
    commit_import(import_id=session.pk, actor=officer)

    report = verify_chain()
    assert report.is_whole
    assert AuditRecord.objects.filter(link__isnull=True).count() == 0


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        (credit_code(1).replace("0", "O"), credit_code(1)),
        (credit_code(1)[:5] + "B" + credit_code(1)[6:], credit_code(1)),
        ("91330825MA00000000", None),
    ],
)
def test_a_mistyped_code_is_proposed_only_when_one_reading_fits(clerk, text, proposal):
    from anlan.kernel.transfer import CellError
    from anlan.supervision.enterprises.transfer import ENTERPRISES

    with pytest.raises(CellError) as wrong:
        ENTERPRISES.column("uscc").clean(text, clerk)
    assert wrong.value.proposal == proposal


def test_an_organisation_code_leads_to_the_enterprise_that_has_it(clerk):
    from anlan.kernel.transfer import CellError
    from anlan.supervision.enterprises.transfer import ENTERPRISES

    known = EnterpriseFactory(region_code=VILLAGE)
    with pytest.raises(CellError) as wrong:
        ENTERPRISES.column("uscc").clean(known.uscc[8:17], clerk)
    assert wrong.value.proposal == known.uscc
