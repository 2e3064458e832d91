"""The lists of the desk have room for everybody's first line."""

from __future__ import annotations

from anlan.kernel import desk
from anlan.kernel.desk import LINES_PER_LIST, DeskItem, DeskSection, gather_list
from anlan.kernel.testing import make_actor


def section(name, items, place="now"):
    return DeskSection(name=name, title=name, place=place, items=lambda _actor: items)


def labels(monkeypatch, *sections, place="now"):
    monkeypatch.setattr(desk, "_sections", {one.name: one for one in sections})
    found = gather_list(make_actor("演示", permissions=()), place)
    assert found["count"] == sum(len(one.items(None)) for one in sections)
    return [item["label"] for item in found["items"]]


def test_a_long_section_leaves_room_for_the_first_line_of_the_others(monkeypatch):
    many = section("many", [DeskItem(f"many {n:02d}", "/", level=2) for n in range(20)])
    few = section("few", [DeskItem("few", "/", level=3)])
    plain = section("plain", [DeskItem("plain", "/")])

    shown = labels(monkeypatch, many, few, plain)

    assert len(shown) == LINES_PER_LIST
    assert shown[:2] == ["many 00", "many 01"] and shown[-2:] == ["few", "plain"]


def test_what_is_red_or_sounds_is_never_left_out_for_a_calm_line(monkeypatch):
    red = section(
        "red", [DeskItem(f"red {n:02d}", "/", level=1) for n in range(LINES_PER_LIST + 1)]
    )
    calm = section("calm", [DeskItem("calm", "/", level=4)])

    assert labels(monkeypatch, red, calm) == [f"red {n:02d}" for n in range(LINES_PER_LIST)]

    blue = section(
        "blue", [DeskItem(f"b {n:02d}", "/", level=4, sound_id=str(n)) for n in range(20)]
    )
    plain = section("plain", [DeskItem("plain", "/")])
    shown = labels(monkeypatch, blue, plain)
    assert len(shown) == LINES_PER_LIST and "plain" in shown


def test_what_fits_keeps_its_order(monkeypatch):
    one = section("one", [DeskItem("b", "/", level=2), DeskItem("d", "/")])
    two = section("two", [DeskItem("a", "/", level=1), DeskItem("c", "/", level=3)])

    assert labels(monkeypatch, one, two) == ["a", "b", "c", "d"]
