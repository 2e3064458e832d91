"""Badges, clocks and dates say the same everywhere, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from anlan.kernel import clock
from anlan.kernel.templatetags import anlan as tags
from anlan.kernel.templatetags.messages_catalogue import catalogue

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _chinese() -> object:
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("level", "shape", "word"), [(1, "●", "红"), ("2", "◆", "橙"), (3, "▲", "黄"), (4, "■", "蓝")]
)
def test_a_level_has_shape_word_and_colour(level: object, shape: str, word: str) -> None:
    badge = tags.level_badge(level)

    assert shape in badge
    assert word in badge
    assert f"badge-level--{level}" in badge


@pytest.mark.parametrize("level", [None, 0, 5, "x", True])
def test_an_unknown_level_is_never_drawn_as_safe(level: object) -> None:
    assert "badge-level--unknown" in tags.level_badge(level)


def test_a_state_reads_its_label_and_tone() -> None:
    assert "badge-state--done" in tags.state_badge({"label": "已关闭", "tone": "done"})
    assert "badge-state--unknown" in tags.state_badge("")
    assert "badge-state--neutral" in tags.state_badge("待命", "no such tone")
    assert "&lt;b&gt;" in tags.state_badge("<b>")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (4800, "1 小时 20 分"),
        (150, "2 分 30 秒"),
        (45, "45 秒"),
        (1200, "20 分"),
        (90_000, "1 天 1 小时"),
        (0, "0 秒"),
    ],
)
def test_a_duration_is_spelt_in_its_two_largest_units(seconds: int, text: str) -> None:
    assert tags.duration(timedelta(seconds=seconds)) == text


def test_an_exact_duration_leaves_nothing_out() -> None:
    shown = [tags.spell_duration(seconds, exact=True) for seconds in (0, 600, 601, 90_061)]
    assert shown == ["0 秒", "10 分", "10 分 1 秒", "1 天 1 小时 1 分 1 秒"]


def test_a_clock_counts_down_then_turns_red_and_keeps_the_exact_time() -> None:
    with clock.freeze(NOON):
        left = tags.clock(NOON + timedelta(minutes=80))
        late = tags.clock(SimpleNamespace(due_at=NOON - timedelta(minutes=4), label="核实"))
        met = tags.clock(NOON, "met")

    assert "还剩 1 小时 20 分" in left
    assert "clock--running" in left
    assert 'title="2026-11-21 13:20:00"' in left
    assert "已超 4 分" in late
    assert "clock--overdue" in late
    assert "核实" in late
    assert "clock--done" in met
    assert tags.clock(None) == ""


def test_a_moment_is_shown_in_local_time_with_the_exact_value() -> None:
    shown = tags.datetime_(NOON)

    assert ">2026-11-21 12:00<" in shown
    assert 'title="2026-11-21 12:00:00' in shown
    assert ">11-21 12:00<" in tags.datetime_(NOON, "short")
    assert ">2026-11-21<" in tags.datetime_(date(2026, 11, 21))
    assert tags.datetime_(None) == ""


def test_zero_is_a_value_and_absence_is_a_dash() -> None:
    assert tags.number(0) == "0"
    assert tags.number(None) == "—"
    assert tags.number(1204) == "1,204"
    assert tags.number(3.14159, 2) == "3.14"


def test_the_query_string_keeps_the_state_of_the_list() -> None:
    context = Context({"request": RequestFactory().get("/?q=gas&page=3&level=1&level=2")})

    assert tags.query_string(context, page=None) == "?q=gas&level=1&level=2"
    assert 'name="level" value="2"' in tags.hidden_query(context, "q", "page")
    assert 'name="q"' not in tags.hidden_query(context, "q", "page")


def test_the_appearance_comes_from_cookies_and_ignores_nonsense() -> None:
    request = RequestFactory().get("/")
    request.COOKIES.update(anlan_theme="dark", anlan_density="<script>", anlan_size="elder")

    written = tags.appearance(Context({"request": request}))

    assert 'data-bs-theme="dark"' in written
    assert 'data-density="normal"' in written
    assert 'data-size="elder"' in written


class Harm(forms.Form):
    """Numbers with unit and law."""

    deaths = forms.IntegerField(
        label="死亡人数",
        help_text="含失踪",
        widget=forms.NumberInput(attrs={"data-unit": "人", "data-law": "第三条"}),
    )


def test_a_field_shows_unit_law_help_and_error() -> None:
    form = Harm({"deaths": "x"})

    shown = Template("{% load anlan %}{% field form.deaths %}").render(Context({"form": form}))

    assert "死亡人数" in shown
    assert '<span class="input-group-text">人</span>' in shown
    assert "第三条" in shown
    assert 'aria-describedby="id_deaths_help id_deaths_error"' in shown
    assert tags.form_problems(form)[0]["anchor"] == "id_deaths"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_scripts_sentences_exist_in_the_page_language(language: str) -> None:
    with translation.override(language):
        sentences = catalogue()

    units = {"map.distance", "map.area"}
    for key, sentence in sentences.items():
        assert sentence, key
        is_chinese = any("\u4e00" <= character <= "\u9fff" for character in sentence)
        assert is_chinese == (language == "zh-hans") or key in units, (key, sentence)


def test_the_catalogue_cannot_end_its_script_element() -> None:
    rendered = tags.page_messages()

    assert rendered.count("<") == 2
    assert rendered.startswith('<script type="application/json" id="anlan-messages">')


def test_island_properties_are_found_by_id() -> None:
    shown = Template("{% load anlan %}{{ value|json_script:'map'|island_props }}").render(
        Context({"value": {"mode": "page"}})
    )

    assert shown == '<script id="map-props" type="application/json">{"mode": "page"}</script>'
