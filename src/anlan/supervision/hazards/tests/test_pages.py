"""Pages, export, import, API, field work, desk and map of hazards."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anlan.base.field.public import FieldConflict, FieldInput, FieldPhoto
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.desk import gather_figures
from anlan.kernel.layers import layer
from anlan.kernel.pages.hooks import timeline_of
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor
from anlan.kernel.transfer import find_importer
from anlan.supervision.enterprises.tests.factories import VILLAGE
from anlan.supervision.hazards import desk, field
from anlan.supervision.hazards.events import HazardReported, RectificationSubmitted
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.search import find_hazards
from anlan.supervision.hazards.services.ledgers import take_over_hazard
from anlan.supervision.hazards.services.rectification import submit_rectification
from anlan.supervision.hazards.services.requests import request_extension
from anlan.supervision.hazards.tests.factories import CATEGORY, make_hazard, manager, officer
from anlan.supervision.risk.events import CheckFailed
from anlan.supervision.risk.tests.factories import RiskObjectFactory, RiskUnitFactory

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 60


def page(client, name, *args, status=200, **query):
    response = client.get(reverse(f"hazards:{name}", args=args), query)
    assert response.status_code == status, response.content[:300]
    return b"".join(response) if response.streaming else response.content.decode()


def test_the_list_shows_what_one_may_see(
    visit, hazard, chen, wu, zhao, django_assert_max_num_queries
):
    for actor in (chen, wu, zhao):
        assert hazard.title in page(visit(actor), "list")
    far = officer("township_officer", scope=Scope("region", "330825999"))
    assert hazard.title not in page(visit(far), "list")
    page(visit(far), "hazard", hazard.pk, status=404)
    page(visit(make_actor("钱外人")), "list", status=403)
    for tab in ("rectify", "review", "overdue", "major", "listed", "all"):
        page(visit(wu), "list", tab=tab)
    assert hazard.number in page(visit(chen), "list", q="配电箱", sort="due_at")
    assert hazard.title.encode() in page(visit(chen), "list", export="csv")


def test_the_number_of_queries_does_not_grow_with_the_rows(
    visit, plant, chen, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = visit(chen)
    make_hazard(plant, actor=chen)
    with CaptureQueriesContext(connection) as few:
        page(client, "list")
    for _more in range(5):
        make_hazard(plant, actor=chen)
    with django_assert_num_queries(len(few)):
        page(client, "list")


def test_the_hazard_page_tells_everything_and_blocks_with_reasons(visit, major, wu, chen):
    text = page(visit(chen), "hazard", major.pk)
    assert major.number in text
    for name in ("regrade", "notice", "suspend", "list_supervision", "trace", "transfer_new"):
        page(visit(chen), name, major.pk)
    for name in ("plan", "rectify", "extend", "dual_report", "assign"):
        page(visit(wu), name, major.pk)
    page(visit(chen), "look_back", major.pk)
    page(visit(wu), "suspend", major.pk, status=403)


def test_a_hazard_is_reported_from_the_form_with_a_photo(visit, plant, wu):
    client = visit(wu)
    page(client, "report")
    photo = SimpleUploadedFile("a.jpg", JPEG, content_type="image/jpeg")
    answer = client.post(
        reverse("hazards:report"),
        {"title": "灭火器缺失", "enterprise": plant.name, "category": CATEGORY, "photos": [photo]},
    )
    assert answer.status_code == 303
    hazard = Hazard.objects.get()
    assert (hazard.source, hazard.state) == ("self_report", "rectifying")
    assert_audited("hazards.hazard.reported", hazard, by=wu)
    assert "a.jpg" in page(client, "hazard", hazard.pk)
    wrong = client.post(reverse("hazards:report"), {"title": "", "enterprise": "没有这家"})
    assert wrong.status_code == 422
    taken = client.post(
        reverse("hazards:photo", args=[hazard.pk]),
        {"file": SimpleUploadedFile("b.jpg", JPEG, content_type="image/jpeg")},
    )
    assert taken.status_code == 201


def test_steps_are_taken_over_the_pages(visit, hazard, wu, chen):
    answer = visit(wu).post(reverse("hazards:rectify", args=[hazard.pk]), {"text": "已整改"})
    assert answer.status_code == 303
    step = visit(chen).post(reverse("hazards:step", args=[hazard.pk, "review"]))
    assert step.status_code == 303
    blocked = visit(wu).post(reverse("hazards:step", args=[hazard.pk, "accept"]))
    assert blocked.status_code == 403
    assert_state(hazard, "reviewed")


def test_parts_have_their_pages(visit, major, wu, chen):
    from datetime import timedelta

    from anlan.supervision.hazards.services.lateness import begin_trace_back
    from anlan.supervision.hazards.services.listing import list_supervision
    from anlan.supervision.hazards.services.major import notify_major, order_suspension
    from anlan.supervision.hazards.services.requests import transfer_hazard
    from anlan.supervision.hazards.tests.factories import office

    client = visit(chen)
    listing = list_supervision(hazard_id=major.pk, level="county", requirements="限期", actor=chen)
    order = order_suspension(hazard_id=major.pk, kind="use", scope="储罐", actor=chen)
    notice = notify_major(hazard_id=major.pk, actor=chen)[0]
    offer = transfer_hazard(
        hazard_id=major.pk, to_organisation_id=office().pk, actor=chen, reason="职责"
    )
    trace = begin_trace_back(hazard_id=major.pk, actor=chen)
    asked = request_extension(
        hazard_id=major.pk,
        wanted_due_at=major.due_at + timedelta(days=3),
        reason="备件",
        measures="看护",
        actor=wu,
    )
    page(client, "hazard", major.pk)
    for name, key in (
        ("listing", listing.pk),
        ("lift_suspension", order.pk),
        ("receipt", notice.pk),
        ("transfer", offer.pk),
        ("trace_back", trace.pk),
        ("conclude", trace.pk),
        ("decide_extension", asked.pk),
        ("answer_transfer", offer.pk),
        ("limit", "extension_days"),
        ("category", CATEGORY),
    ):
        page(client, name, key)
    for name in ("listings", "transfers", "limits", "categories"):
        page(client, name)
    assert [item.label for item in desk.to_decide(chen)]


def test_figures_and_the_quarterly_table_are_shown_and_exported(visit, hazard, chen):
    client = visit(chen)
    assert "1" in page(client, "statistics")
    page(client, "statistics", period="2026")
    page(client, "quarterly", period="2026Q4")
    for name in ("statistics", "quarterly"):
        assert page(client, name, export="xlsx").startswith(b"PK")
    made = client.post(reverse("hazards:quarterly_paper"), {"period": "2026Q4"})
    assert made.status_code == 303


def test_an_old_ledger_is_taken_over(plant, chen):
    from datetime import date, timedelta

    from anlan.kernel.errors import InvalidInput

    importer = find_importer("hazards")
    assert importer is not None
    done = take_over_hazard(
        title="旧隐患",
        found_on=date(2025, 3, 1),
        closed_on=date(2025, 3, 9),
        due_on=date(2025, 3, 10),
        uscc=plant.uscc,
        number="旧〔2025〕1",
        actor=chen,
    )
    assert (done.state, done.is_on_time) == ("cancelled", True)
    assert_audited("hazards.hazard.imported", done, by=chen)
    with pytest.raises(InvalidInput):
        take_over_hazard(
            title="再来",
            found_on=date(2025, 3, 1),
            region_code=VILLAGE,
            number="旧〔2025〕1",
            actor=chen,
        )
    with pytest.raises(InvalidInput):
        take_over_hazard(
            title="未来",
            found_on=clock.today() + timedelta(days=2),
            region_code=VILLAGE,
            actor=chen,
        )
    still_open = take_over_hazard(
        title="仍在整改", found_on=date(2026, 11, 1), region_code=VILLAGE, actor=chen
    )
    assert still_open.due_on is not None
    assert importer.export is not None
    assert len(list(importer.export(chen))) == 2


def test_the_api_reports_and_judges(visit, plant, wu, chen):
    made = visit(chen).post(
        "/api/v1/hazards/",
        {"title": "通道堵塞", "enterprise_id": plant.pk, "category": CATEGORY},
        content_type="application/json",
    )
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    text = {"text": "已清理"}
    done = visit(wu).post(
        f"/api/v1/hazards/{key}/rectification", text, content_type="application/json"
    )
    assert done.json()["state"] == "submitted"
    own = visit(wu).post(f"/api/v1/hazards/{key}/review", {}, content_type="application/json")
    assert own.status_code == 403
    visit(chen).post(f"/api/v1/hazards/{key}/review", {}, content_type="application/json")
    visit(chen).post(f"/api/v1/hazards/{key}/acceptance", {}, content_type="application/json")
    assert visit(chen).get(f"/api/v1/hazards/{key}").json()["state"] == "cancelled"
    assert visit(chen).get("/api/v1/hazards/?level=general").json()["items"]
    figures = visit(chen).get("/api/v1/hazards/statistics?begin=2026-10-01&end=2027-01-01").json()
    assert figures["total"]["closed"] == 1


def given(actor, values, *, version="", photos=()):
    return FieldInput(uuid.uuid4(), values, photos, clock.now(), version, actor)


def test_a_grid_worker_reports_from_the_field_with_a_photo(plant):
    grid = officer("grid_worker", "网格员", scope=Scope("region", VILLAGE))
    assert {q.key for q in field.report_questions(grid)} >= {"title", "photos", "region_code"}
    photo = FieldPhoto(SimpleUploadedFile("a.jpg", JPEG), "", clock.now(), 119.17, 29.03, "0" * 64)
    outcome = field.perform_report(
        given(grid, {"title": "楼道堆放电动车", "region_code": VILLAGE}, photos=(photo,))
    )
    assert (outcome.subject.source, outcome.subject.state) == ("grid", "reported")
    assert_audited("hazards.hazard.reported", outcome.subject, by=grid)
    assert_emitted(HazardReported, hazard_id=outcome.subject.pk)


def test_field_work_sees_when_the_record_moved_on(plant, hazard, wu, chen):
    item = next(iter(field.items_to_rectify(wu)))
    assert {q.key for q in field.report_questions(wu)} >= {"title", "category"}
    values = {"item": item.key, "text": "现场已整改"}
    with pytest.raises(FieldConflict) as conflict:
        field.perform_rectify(given(wu, values, version="rectifying@old"))
    assert [label for label, _v in conflict.value.theirs] == [
        label for label, _v in conflict.value.mine
    ]

    field.perform_rectify(given(wu, values, version=item.version))
    assert_emitted(RectificationSubmitted, hazard_id=hazard.pk)
    assert not list(field.items_to_review(wu))
    review = next(iter(field.items_to_review(chen)))
    field.perform_review(
        given(chen, {"item": review.key, "verdict": "yes"}, version=review.version)
    )
    accept = next(iter(field.items_to_accept(chen)))
    field.perform_accept(
        given(
            chen, {"item": accept.key, "verdict": "no", "comment": "缺标识"}, version=accept.version
        )
    )
    assert_state(hazard, "rectifying")
    assert_audited("hazards.rectification.returned", hazard, by=chen)


def test_a_failed_check_opens_a_hazard_in_its_transaction(plant):
    from anlan.kernel.events import emit

    farm = RiskObjectFactory(enterprise=plant)
    tank = RiskUnitFactory(risk_object=farm, enterprise=plant)
    emit(
        CheckFailed(
            enterprise_id=plant.pk,
            region=plant.region_id,
            check_id=11,
            unit_id=tank.pk,
            control_id=1,
            control="液位报警",
            text="液位计失灵",
            found_at=clock.now(),
            checked_by="吴安管",
        )
    )
    hazard = Hazard.objects.get()
    assert (hazard.source, hazard.unit_id, hazard.title) == ("check", tank.pk, "液位计失灵")
    assert hazard.origin_id == "11"
    assert_state(hazard, "rectifying")
    tank.refresh_from_db()
    assert timeline_of(tank, officer())


def test_desk_search_map_and_timelines_show_hazards(plant, hazard, major, chen, wu, zhao):
    assert any(hazard.title in item.label for item in desk.to_rectify(wu))
    submit_rectification(hazard_id=hazard.pk, text="已整改", actor=wu)
    assert any(hazard.title in item.label for item in desk.to_judge(zhao))
    assert not any(hazard.title in item.label for item in desk.to_judge(wu))
    assert list(desk.soon_late(chen)) == []
    assert list(desk.overdue_majors(chen)) == []
    assert desk.situation(chen) is not None
    assert any(figure["value"] == 1 for figure in gather_figures(chen))
    assert [found.title for found in find_hazards("切断阀", chen, 5)] == [major.title]
    drawn = layer("hazards")
    assert drawn is not None
    assert drawn.rows(chen).count() == 2
    assert any(major.title in str(entry.text) for entry in timeline_of(plant, chen))
    assert manager(plant).has("hazards.rectify_hazard")
