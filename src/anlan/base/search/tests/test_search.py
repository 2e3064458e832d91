"""One box over everything: filtered by right, tolerant of typos, pinyin and order."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.base.search.selectors import search_everything
from anlan.kernel.search_text import normalise, pairs, search_text, segment
from anlan.kernel.testing import make_actor
from anlan.supervision.chemicals.tests.factories import ChemicalFactory
from anlan.supervision.enterprises.tests.factories import OTHER_VILLAGE, EnterpriseFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "演示龙游精细化工一厂",
        "精细化工",
        "化工",
        "化工 龙游",
        "jingxihuagong",
        "yslyjxhgyc",
        "精细化功一厂",
        "龙游精细化工泄漏",
    ],
)
def test_an_enterprise_is_found_in_many_ways(cast, words):
    wanted = EnterpriseFactory(name="演示龙游精细化工一厂")
    EnterpriseFactory(name="演示衢江特种纸厂", short_name="特种纸")

    titles = [result.title for result in search_everything(words, cast.sun)]

    assert titles[:1] == [wanted.name]


@pytest.mark.django_db
def test_results_lie_in_ones_area_and_the_exact_name_comes_first(cast):
    own = EnterpriseFactory(name="演示化工厂")
    EnterpriseFactory(name="演示化工厂二分厂")
    EnterpriseFactory(name="演示化工厂", region_code=OTHER_VILLAGE)

    found = search_everything("演示化工厂", cast.zhao)

    assert [r.url for r in found][0] == own.get_absolute_url()
    assert len([r for r in found if r.title == "演示化工厂"]) == 1
    assert search_everything("演示化工厂", cast.qian) == []


@pytest.mark.django_db
def test_the_page_groups_by_kind_and_the_box_gets_a_short_list(cast, visit):
    EnterpriseFactory(name="演示液氯使用厂")
    ChemicalFactory()
    client = visit(cast.sun)

    page = client.get(reverse("search:search"), {"q": "氯"})
    assert {str(group.kind) for group in page.context["groups"]} >= {
        str(group.kind) for group in page.context["groups"][:1]
    }
    assert "氯(液氯)" in page.text
    box = client.get(reverse("search:search"), {"q": "氯"}, headers={"HX-Request": "true"})
    assert "<html" not in box.text
    assert "演示液氯使用厂" in box.text
    assert client.get(reverse("search:search")).status_code == 200


@pytest.mark.django_db
def test_strange_input_finds_nothing_and_breaks_nothing(cast):
    for text in ("", " ", "%", "'; DROP TABLE", "\x00", "😀" * 60, "a" * 500, "\\", "_"):
        search_everything(text, cast.sun)


@pytest.mark.django_db
def test_the_api_searches_too(cast, visit):
    EnterpriseFactory(name="演示热电厂")
    answer = visit(cast.sun).get("/api/v1/search/", {"q": "热电"})
    assert [r["title"] for r in answer.json()] == ["演示热电厂"]


def test_text_is_folded_and_cut():
    assert normalise("ＡＢ　Ｃ ") == "ab c"
    assert pairs("龙游化工A厂") == ["龙游", "游化", "化工", "工", "厂"]
    assert "lyhgyc" in search_text("龙游化工一厂")
    assert "longyou" in search_text("龙游化工一厂")
    assert segment("龙游县化工储罐泄漏")
    make_actor()
