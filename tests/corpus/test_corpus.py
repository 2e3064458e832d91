"""Every broken workbook is answered with what to do about it, and changes nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from tests.corpus.workbooks import MESSY, REFUSED, WRONG, no_heading, row, table

from anlan.base.audit.models import AuditRecord
from anlan.base.exchange.models import ImportRow, ImportSession
from anlan.base.exchange.services.checking import check_rows
from anlan.base.exchange.services.imports import map_columns, start_import
from anlan.base.exchange.services.writing import commit_import
from anlan.base.organisations.models import Organisation
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.models import EventRecord
from anlan.kernel.testing import make_actor
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.tests.factories import (
    TOWN,
    SectorFactory,
    credit_code,
    region,
)

pytestmark = pytest.mark.django_db
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def officer():
    """A bureau officer of the whole county."""
    region()
    region(TOWN, "演示镇", "township")
    SectorFactory()
    return make_actor("李科长", role="bureau_officer")


def state() -> tuple[int, ...]:
    """How many records there are of everything that an import might touch."""
    nouns = (Enterprise, Organisation, EventRecord, AuditRecord, ImportSession, ImportRow)
    return tuple(model.objects.count() for model in nouns)


def upload(made: tuple[str, bytes], officer) -> ImportSession:
    """Take a file in."""
    name, content = made
    return start_import(
        kind="enterprises", uploaded=SimpleUploadedFile(name, content), actor=officer
    )


def checked(session: ImportSession, officer) -> ImportSession:
    """Check the rows with the columns that were found."""
    map_columns(import_id=session.pk, mapping=session.mapping, actor=officer)
    return check_rows(import_id=session.pk, actor=officer)


def test_the_corpus_is_large_enough():
    assert len(REFUSED) + len(WRONG) >= 40


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(name, officer):
    made, before = REFUSED[name](), state()

    words = {}
    for language in ("zh-hans", "en"):
        with override(language), pytest.raises(InvalidInput) as refused:
            upload(made, officer)
        words[language] = str(refused.value.fields["file"])

    assert CHINESE.search(words["zh-hans"])
    assert not CHINESE.search(words["en"])
    assert len(words["en"].split()) >= 6  # a sentence, not a code
    assert state() == before


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_told_and_nothing_is_written(name, officer):
    make, kind, column = WRONG[name]
    made = make()

    session = checked(upload(made, officer), officer)

    assert session.wrong >= 1
    told = [error for found in session.rows.all() for error in found.errors]
    match = [e for e in told if (e["kind"], e["column"]) == (kind, column)]
    assert match, told
    assert CHINESE.search(match[0]["message"])
    before = state()
    with pytest.raises(WrongState):
        commit_import(import_id=session.pk, actor=officer)
    assert state() == before
    assert not Enterprise.objects.exists()
    assert not Organisation.objects.exists()
    assert not AuditRecord.objects.exclude(action__startswith="exchange.import.").exists()


@pytest.mark.parametrize("name", MESSY)
def test_a_table_that_only_looks_bad_is_taken(name, officer):
    session = checked(upload(MESSY[name](), officer), officer)

    assert session.wrong == 0, [r.errors for r in session.rows.all() if r.errors]
    commit_import(import_id=session.pk, actor=officer)
    assert Enterprise.objects.filter(uscc=credit_code(1)).exists()
    assert Enterprise.objects.count() == session.created


def test_days_are_those_that_the_workbook_shows(officer):
    for name in ("counted_from_1904", "numbers_as_text"):
        Enterprise.objects.all().delete()
        Organisation.objects.all().delete()
        session = checked(upload(MESSY[name](), officer), officer)
        commit_import(import_id=session.pk, actor=officer)
        assert Enterprise.objects.get().established_on == date(2008, 5, 20)


def test_titles_totals_notes_and_merged_cells_are_understood_and_told(officer):
    session = checked(upload(MESSY["title_and_merged_headings"](), officer), officer)

    assert (session.created, session.skipped) == (4, 4)
    assert (session.header_row, session.header_depth) == (3, 2)
    told = " ".join(session.notes)
    assert "3" in told
    reasons = set(session.rows.exclude(reason="").values_list("reason", flat=True))
    assert len(reasons) == 3  # totals, headings again, a note
    commit_import(import_id=session.pk, actor=officer)
    assert set(Enterprise.objects.values_list("sector", flat=True)) == {"chemical_organic"}
    assert set(Enterprise.objects.values_list("employees", flat=True)) == {30}


def test_rare_characters_arrive_unharmed(officer):
    session = checked(upload(MESSY["rare_characters"](), officer), officer)
    commit_import(import_id=session.pk, actor=officer)
    assert Enterprise.objects.get().name == "演示𠮷野㙟𫖯化工厂😀"


def test_a_table_without_headings_finds_no_column(officer):
    session = upload(no_heading(), officer)
    assert session.mapping == {}
    with pytest.raises(InvalidInput):
        map_columns(import_id=session.pk, mapping={}, actor=officer)


def test_a_region_outside_the_right_to_register_is_refused(officer):
    from anlan.supervision.enterprises.tests.factories import OTHER_VILLAGE

    region(OTHER_VILLAGE, "演示外村")
    clerk = make_actor("镇干部", role="bureau_officer", scope=Scope("region", "330825100"))
    session = checked(upload(table(*_rows(row(1, region=OTHER_VILLAGE))), clerk), clerk)

    assert session.wrong == 1
    assert session.rows.get().errors[0]["column"] == "region_code"
    with pytest.raises(WrongState):
        commit_import(import_id=session.pk, actor=clerk)
    assert not Enterprise.objects.exists()


def _rows(*rows):
    from tests.corpus.workbooks import HEADER

    return (HEADER, *rows)


def test_coordinates_of_a_web_map_are_told_and_not_converted_silently(officer):
    from django.contrib.gis.geos import MultiPolygon, Polygon

    from anlan.kernel.transfer.coordinates import gcj02_of

    place = (119.172, 29.028)
    village = region()
    village.boundary = MultiPolygon(
        Polygon.from_bbox((place[0] - 0.001, place[1] - 0.001, place[0] + 0.001, place[1] + 0.001))
    )
    village.is_generated = False
    village.save()
    x, y = gcj02_of(*place)
    session = checked(upload(table(*_rows(row(1, x=round(x, 6), y=round(y, 6)))), officer), officer)

    (error,) = session.rows.get().errors
    assert error["kind"] == "shifted"
    assert float(error["changes"]["longitude"]) == pytest.approx(place[0], abs=1e-5)
    assert float(error["changes"]["latitude"]) == pytest.approx(place[1], abs=1e-5)
