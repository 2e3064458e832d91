"""The pages where a document is confirmed."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from anlan.governance.planning.models import PlanningDocument
from anlan.governance.planning.services.documents import load_document
from anlan.governance.planning.tests.test_confirming import PLAN
from anlan.governance.planning.tests.test_versions import ONE, TWO
from anlan.kernel.testing import make_actor

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def officer():
    """The clerk of the committee office."""
    return make_actor("科员", role="bureau_officer")


@pytest.fixture
def document(officer):
    """A short plan, read in."""
    return load_document(content=PLAN.encode(), file_name="points.txt", actor=officer)


def test_steps_answer_with_what_was_touched_and_refuse_what_is_stale(document, officer, visit):
    browser = visit(officer)
    page = browser.get(document.get_absolute_url()).content.decode()
    item = document.tasks.order_by("line").first()
    assert 'data-controller="review"' in page and f'id="task-{item.pk}"' in page
    step = reverse("planning:step", args=[document.pk])
    place = {"kind": "task", "item": item.pk, "revision": 1, "since": 0}
    answer = browser.post(step, place | {"verb": "confirmed"}, **JSON).json()
    assert [row["id"] for row in answer["items"]] == [f"task-{item.pk}"] and answer["decided"] == 1
    assert 'data-state="confirmed"' in answer["items"][0]["html"]
    again = browser.post(step, place | {"verb": "left_out"}, **JSON)
    assert again.status_code == 409 and "科员" in json.loads(again.content)["message"]
    others = reverse("planning:changed", args=[document.pk])
    assert browser.get(others, {"since": answer["seq"]}, **JSON).json()["items"] == []
    assert browser.get(others, {"since": 0}, **JSON).json()["items"]
    assert browser.post(step, {"verb": "undo", "since": answer["seq"]}, **JSON).json()["open"]
    assert browser.post(step, {"verb": "?"}, **JSON).status_code == 422
    reader = visit(make_actor("领导", role="county_leader"))
    assert (
        'data-controller="review"' not in reader.get(document.get_absolute_url()).content.decode()
    )
    assert reader.post(step, place | {"verb": "confirmed"}).status_code == 403


def test_fields_are_corrected_in_place_or_on_a_page(document, officer, visit):
    browser = visit(officer)
    item = document.tasks.order_by("line").last()
    url = reverse("planning:task", args=[item.pk])
    assert "data-review-form" in browser.get(url, HTTP_X_PART="fields").content.decode()
    assert item.quote[:10] in browser.get(url).content.decode()
    values = {"text": item.text, "lead_units": "县水利局", "revision": 1, "deadline": "2027-10-31"}
    refused = browser.post(url, values | {"text": ""}, HTTP_X_PART="fields")
    assert refused.status_code == 422 and "data-review-form" in refused.content.decode()
    answer = browser.post(url, values, HTTP_X_PART="fields", **JSON).json()
    assert "2027-09-30" in answer["items"][0]["html"]  # what the program had read stays
    item.refresh_from_db()
    assert item.lead_units == "县水利局" and item.state == "confirmed"
    assert browser.post(url, values | {"revision": 2}).status_code == 303


def test_a_document_is_confirmed_section_by_section(document, officer, visit):
    browser = visit(officer)
    step = reverse("planning:step", args=[document.pk])
    browser.post(step, {"verb": "section", "first": 0, "last": 99})
    for item in document.tasks.filter(state="read"):
        place = {"kind": "task", "item": item.pk, "revision": item.revision}
        browser.post(step, place | {"verb": "confirmed"})
    for number in document.open_doubts():
        browser.post(step, {"verb": "doubt", "number": number})
    state = reverse("planning:state", args=[document.pk, "confirm"])
    assert browser.post(state).status_code == 303
    assert PlanningDocument.objects.get().state == "confirmed"
    tasks = browser.get(reverse("planning:tasks")).content.decode()
    assert "修订防汛预案" in tasks


def test_what_a_new_version_changes_is_shown_item_by_item_and_line_by_line(officer, visit):
    old = load_document(content=ONE.encode(), file_name="1.txt", actor=officer)
    browser = visit(officer)
    browser.post(reverse("planning:step", args=[old.pk]), {"verb": "section", "last": 99})
    new = load_document(content=TWO.encode(), file_name="2.txt", actor=officer)
    page = browser.get(new.get_absolute_url()).content.decode()
    follow = reverse("planning:follow", args=[new.pk])
    assert follow in page and browser.post(follow).status_code == 303
    page = browser.get(reverse("planning:changes", args=[new.pk])).content.decode()
    assert "<del>6</del><ins>8</ins>" in page and "<del>12</del><ins>15</ins>" in page
    assert "储备帐篷500顶" in page and "老旧房屋300栋" in page
    assert "<del>" in browser.get(new.get_absolute_url()).content.decode()


def test_queries_do_not_grow_with_the_items(officer, visit, django_assert_max_num_queries):
    document = load_document(content=TWO.encode(), file_name="2.txt", actor=officer)
    browser = visit(officer)
    with django_assert_max_num_queries(30):
        browser.get(document.get_absolute_url())
    step = reverse("planning:step", args=[document.pk])
    place = {"verb": "confirmed", "kind": "task", "item": document.tasks.first().pk}
    with django_assert_max_num_queries(30):
        browser.post(step, place | {"since": 0}, **JSON)
