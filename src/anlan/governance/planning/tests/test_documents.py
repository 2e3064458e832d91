"""Reading in, browsing, and what is refused."""

from __future__ import annotations

import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from anlan.base.audit.models import AuditRecord
from anlan.governance.planning.models import PlannedIndicator, PlannedTask, PlanningDocument
from anlan.governance.planning.reading import read_lines
from anlan.governance.planning.services import documents
from anlan.governance.planning.services.documents import load_document
from anlan.governance.planning.tests.test_reading import COUNTY
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    """The plan that ships with the app, read in."""
    return load_document(
        content=COUNTY.read_bytes(), file_name=COUNTY.name, actor=system_actor("test")
    )


def test_reading_in_keeps_every_item_at_its_line_once(county):
    tasks, indicators = county.tasks.all(), county.indicators.all()
    assert (len(tasks), len(indicators)) == (county.task_count, county.indicator_count)
    lines = dict(county.lines)
    assert all(row.quote.strip() in lines[row.line] for row in (*tasks, *indicators))
    assert {row.plan_name for row in tasks} == {"云岫县“十五五”应急管理规划"}
    again = load_document(
        content=COUNTY.read_bytes(), file_name="other.txt", actor=system_actor("test")
    )
    assert again.pk == county.pk and PlanningDocument.objects.count() == 1
    assert AuditRecord.objects.filter(action="planning.document.read").count() == 1


def test_two_who_give_the_same_at_once_get_one_document(monkeypatch):
    content = COUNTY.read_bytes()
    first = []

    def meanwhile(lines):
        if not first:
            first.append("")
            first[0] = load_document(content=content, file_name="b", actor=system_actor("other"))
        return read_lines(lines)

    monkeypatch.setattr(documents, "read_lines", meanwhile)
    found = load_document(content=content, file_name="a", actor=system_actor("test"))
    assert found == first[0] and found.file_name == "b"
    assert PlanningDocument.objects.count() == 1
    assert AuditRecord.objects.filter(action="planning.document.read").count() == 1


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_rows_of_a_pdf_are_lines_of_the_document():
    path = COUNTY.parents[1] / "tests" / "documents" / "projects-2026.pdf"
    document = load_document(
        content=path.read_bytes(), file_name=path.name, actor=system_actor("test")
    )
    lines = dict(document.lines)
    items = [*document.tasks.all(), *document.indicators.all()]
    assert len(items) == 18 and all(item.quote.strip() in lines[item.line] for item in items)


def test_only_the_bureau_reads_in_and_nothing_is_kept_of_other_texts():
    officer = make_actor("科员", role="bureau_officer")
    for content in (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "今天天气很好。".encode()):
        with pytest.raises(InvalidInput):
            load_document(content=content, file_name="a", actor=officer)
    with pytest.raises(NotPermitted):
        load_document(content=b"x", file_name="a", actor=make_actor("审计", role="auditor"))
    assert not PlanningDocument.objects.exists()


def test_an_officer_uploads_and_looks_at_text_and_promises(visit):
    officer = visit(make_actor("科员", role="bureau_officer"))
    empty = officer.get(reverse("planning:documents")).content.decode()
    assert reverse("planning:load") in empty
    form = reverse("planning:load")
    refused = officer.post(form, {"file": SimpleUploadedFile("a.txt", "你好".encode())})
    assert refused.status_code == 422
    file = SimpleUploadedFile("plan.txt", COUNTY.read_bytes())
    assert officer.post(form, {"file": file}).status_code == 303
    document = PlanningDocument.objects.get()
    page = officer.get(document.get_absolute_url()).content.decode()
    task = document.tasks.get(title__startswith="新建雨量站")
    assert f'id="task-{task.pk}"' in page and f'href="#line-{task.line}"' in page
    assert "亿元地区生产总值生产安全事故死亡率" in page and "县水利局、县气象局" in page


def test_lists_are_narrowed_and_searched(county, visit):
    leader = visit(make_actor("领导", role="county_leader"))
    tasks = reverse("planning:tasks")
    assert "县水利局" in leader.get(tasks).content.decode()
    found = leader.get(tasks, {"q": "防火道路"}).content.decode()
    assert "森林防火道路工程" in found and "县司法局" not in found
    often = leader.get(tasks, {"tab": "often"}).content.decode()
    assert "每季度" in often and "森林防火道路工程" not in often
    binding = leader.get(reverse("planning:indicators"), {"tab": "binding"}).content.decode()
    assert "重大事故隐患整改率" in binding and "灾害预警信息到户率" not in binding
    assert visit(make_actor("外人")).get(tasks).status_code == 403


def test_queries_do_not_grow_with_the_tasks(county, visit, django_assert_max_num_queries):
    leader = visit(make_actor("领导", role="county_leader"))
    with django_assert_max_num_queries(16):
        leader.get(reverse("planning:tasks"))
    with django_assert_max_num_queries(16):
        leader.get(county.get_absolute_url())


def test_the_command_reads_files_in(capsys):
    call_command("load_planning", str(COUNTY))
    assert f"{COUNTY.name}: 9 indicators" in capsys.readouterr().out
    assert PlannedTask.objects.exists() and PlannedIndicator.objects.count() == 9
