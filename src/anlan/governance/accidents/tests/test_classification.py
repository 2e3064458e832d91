"""Types and rules against the print."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.governance.accidents.events import YearlyFigureChanged
from anlan.governance.accidents.models import AccidentType
from anlan.governance.accidents.reference import load_types
from anlan.governance.accidents.services import classification
from anlan.governance.accidents.services.coding import certain_types
from anlan.governance.accidents.tests.factories import clerk, make_accident, new_type, old_type
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted

pytestmark = pytest.mark.django_db


def test_a_type_gets_the_code_of_the_print_and_keeps_it(reference, cast):
    lifting = new_type("起重致害")
    given = {
        "type_id": lifting.pk,
        "code": "0501",
        "name": "起重设备致害",
        "note": "起重机械造成",
        "old_type_ids": lifting.comes_from.values_list("old_id", flat=True),
    }
    with pytest.raises(NotPermitted):
        classification.compare_type(**given, actor=cast.zhao)
    with pytest.raises(InvalidInput):
        classification.compare_type(**given | {"code": "01"}, actor=clerk())
    row = classification.compare_type(**given, actor=clerk())
    assert (row.code, row.is_verified, row.verified_by) == ("0501", True, clerk().display_name)
    assert row.comes_from.count() == 1
    assert_audited("accidents.source.verified", row)
    assert_emitted(YearlyFigureChanged, row_id=row.pk)
    assert load_types() == 0
    row.refresh_from_db()
    assert row.code == "0501"


def test_a_missing_type_is_added_and_an_old_one_then_waits_for_a_person(reference):
    old = old_type("起重伤害")
    assert certain_types()[old.pk] == new_type("起重致害").pk
    given = {"code": "0502", "name": "起重物致害", "note": "", "old_type_ids": [old.pk]}
    with pytest.raises(InvalidInput):
        classification.add_type(**given, source=" ", actor=clerk())
    row = classification.add_type(**given, source="GB 6441-2025 表1", actor=clerk())
    assert_audited("accidents.type.added", row)
    assert_emitted(YearlyFigureChanged, row_id=row.pk)
    assert row.is_verified and old.pk not in certain_types()


def test_a_type_that_the_print_lacks_is_taken_out_unless_accidents_carry_it(reference):
    used, unused = new_type("触电"), new_type("滑坡")
    make_accident(kind_id=used.pk)
    with pytest.raises(InvalidInput):
        classification.remove_type(type_id=used.pk, reason="原文没有", actor=clerk())
    with pytest.raises(InvalidInput):
        classification.remove_type(type_id=unused.pk, reason="", actor=clerk())
    classification.remove_type(type_id=unused.pk, reason="原文没有", actor=clerk())
    assert_audited("accidents.type.removed")
    assert_emitted(YearlyFigureChanged, row_id=unused.pk)
    assert not AccidentType.objects.filter(pk=unused.pk).exists()


def test_types_are_compared_added_and_removed_on_their_pages(signed_in):
    client = signed_in()
    lifting = new_type("起重致害")
    page = client.get(reverse("accidents:type_verify", args=[lifting.pk]))
    assert page.status_code == 200 and "起重伤害" in page.text
    form = {"code": "0501", "name": "起重设备致害", "note": "", "is_seen": "on"}
    address = reverse("accidents:type_verify", args=[lifting.pk])
    assert client.post(address, form | {"code": "01"}).status_code == 422
    assert client.post(address, form).status_code == 303
    new = {**form, "code": "0502", "name": "起重物致害", "source": "GB 6441-2025 表1"}
    assert client.post(reverse("accidents:type_new"), new).status_code == 303
    assert "起重物致害" in client.get(reverse("accidents:types")).text
    added = new_type("起重物致害")
    remove = reverse("accidents:type_remove", args=[added.pk])
    assert client.get(remove).status_code == 200
    assert client.post(remove, {"reason": "重复"}).status_code == 303
    old = old_type("起重伤害")
    kept = {"code": old.code, "name": old.name, "is_seen": "on"}
    address = reverse("accidents:type_verify", args=[old.pk])
    assert client.post(address, kept).status_code == 303
