"""The planned way of a team: kept with the order, left and noticed, opened by a sheet."""

from __future__ import annotations

import io

import pytest
from django.contrib.gis.geos import LineString, Point
from django.urls import reverse
from docx import Document as WordDocument

from anlan.base.documents.public import download_document
from anlan.base.regions.tests.factories import RegionFactory, square
from anlan.command.dispatch import reference
from anlan.command.dispatch.services.dispatches import (
    accept_dispatch,
    arrive,
    assign_team,
    depart,
    report_position,
)
from anlan.command.dispatch.services.sheets import write_route_sheet
from anlan.command.responses.tests import scene
from anlan.command.roads.public import close_road
from anlan.command.roads.tests.factories import corner, use_town
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import NotPermitted, WrongState
from anlan.kernel.testing import assert_audited

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast):
    """A team in the west of the town ordered to its east, the straight road between them shut."""
    RegionFactory(boundary=square(119.18, 29.03))
    scene.departments()
    scene.library()
    reference.load(system_actor("test"))
    use_town()
    line = LineString(corner(1.4, 0), corner(1.6, 0), srid=4326)
    close_road(name="演示1路", reason="flood", drawn=line, actor=cast.lin)
    longitude, latitude = corner(3, 0)
    incident = scene.incident(longitude=longitude, latitude=latitude)
    team = TeamFactory(location=Point(*corner(0, 0), srid=4326))
    return assign_team(incident_id=incident.pk, team_id=team.pk, order_text="去", actor=cast.lin)


def test_the_way_is_kept_with_the_order_and_avoids_what_is_closed(order):
    assert order.route is not None and order.distance_m > 4500
    assert sum(length for _name, length in order.route_steps) == pytest.approx(
        order.distance_m, rel=0.05
    )
    assert {name for name, _length in order.route_steps} >= {"演示1路", "演示2路"}


def test_a_team_that_leaves_the_way_is_noticed_on_the_road_only(order, cast, client, sign_in):
    away = corner(1, 3)

    def report(place):
        return report_position(
            dispatch_id=order.pk, longitude=place[0], latitude=place[1], actor=cast.lin
        )

    assert not report(away).is_off_route  # has not set out yet
    accept_dispatch(dispatch_id=order.pk, actor=cast.lin)
    depart(dispatch_id=order.pk, actor=cast.lin)
    assert not report(order.route.coords[2]).is_off_route
    strayed = report(away)
    assert strayed.is_off_route and strayed.off_route_m == pytest.approx(2211, rel=0.02)
    sign_in(client, "commander")
    page = client.get(reverse("dispatch:detail", args=[order.pk])).content.decode()
    assert "偏离规划路线2.2千米" in page and "演示2路" in page


def test_the_route_sheet_names_the_roads_and_ends_with_the_way(order, cast, client, sign_in):
    with pytest.raises(NotPermitted):
        write_route_sheet(dispatch_id=order.pk, actor=cast.zhao)
    sign_in(client, "commander")
    assert client.post(reverse("dispatch:sheet", args=[order.pk])).status_code == 303
    document = write_route_sheet(dispatch_id=order.pk, actor=cast.lin)
    assert_audited("dispatch.dispatch.sheet", order)
    _info, content = download_document(document_id=document.id, actor=cast.lin)
    word = WordDocument(io.BytesIO(content))
    text = "\n".join(p.text for p in word.paragraphs)
    assert order.team.name in text and "第四十七条" in text and "{{" not in text
    cells = [cell.text for row in word.tables[0].rows for cell in row.cells]
    assert "演示2路" in cells
    for step in (accept_dispatch, depart, arrive):
        step(dispatch_id=order.pk, actor=cast.lin)
    with pytest.raises(WrongState):
        write_route_sheet(dispatch_id=order.pk, actor=cast.lin)
