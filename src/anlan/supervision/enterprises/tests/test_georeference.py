"""Tying plans to the ground: the fit, its residual, and what is refused."""

from __future__ import annotations

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput
from anlan.kernel.testing import assert_audited, make_actor
from anlan.supervision.enterprises import plan_points
from anlan.supervision.enterprises.georeference import (
    ControlPoint,
    Transform,
    corners,
    fit_transform,
)
from anlan.supervision.enterprises.models import PlantPlan
from anlan.supervision.enterprises.plan_points import PlanPoint
from anlan.supervision.enterprises.services.plans import add_plan, georeference_plan, picture_size
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory, PlantPlanFactory

TRUE = Transform(0.4, 0.02, -200.0, 0.02, -0.4, 150.0, 119.17, 29.03)
PIXELS = ((10.0, 20.0), (900.0, 40.0), (880.0, 450.0), (30.0, 480.0))


def points(pixels=PIXELS, transform=TRUE):
    """Control points that fit a transform exactly."""
    return [ControlPoint(x, y, *transform.to_ground(x, y)) for x, y in pixels]


def png(width: int = 1000, height: int = 500) -> bytes:
    """A small grey picture that says it is so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * (width + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_exact_points_give_the_transform_back_without_residual():
    fit = fit_transform(points())
    assert fit.residual_m < 1e-6
    for x, y in ((0, 0), (1000, 500), (333, 77)):
        assert fit.transform.to_ground(x, y) == pytest.approx(TRUE.to_ground(x, y), abs=1e-9)


@given(x=st.floats(0, 1000), y=st.floats(0, 500), a=st.floats(0.05, 2), turn=st.floats(-0.5, 0.5))
def test_a_pixel_goes_to_the_ground_and_back(x, y, a, turn):
    transform = Transform(a, turn * a, 3.0, turn * a, -a, -7.0, 119.17, 29.03)
    assert transform.to_picture(*transform.to_ground(x, y)) == pytest.approx((x, y), abs=1e-4)


def test_a_point_that_is_off_shows_in_the_residual():
    found = points()
    wrong = found[0]
    # 0.0001 degrees of latitude are 11.1 m.
    found[0] = ControlPoint(wrong.x, wrong.y, wrong.longitude, wrong.latitude + 0.0001)
    fit = fit_transform(found)
    assert 2 < fit.residual_m < 11.2
    # The largest single miss is at most the whole error.
    assert max(fit.misses_m) < 11.2


@pytest.mark.parametrize(
    "pixels",
    [((0, 0), (10, 10)), ((0, 0), (100, 100), (200, 200)), ((5, 5), (5, 5), (5, 5))],
)
def test_too_few_points_or_points_on_a_line_are_refused(pixels):
    with pytest.raises(InvalidInput) as refused:
        fit_transform(points(pixels))
    assert "control_points" in refused.value.fields


def test_places_on_a_line_are_refused_too():
    wrong = [ControlPoint(x, y, 119.0 + x / 1e4, 29.0) for x, y in PIXELS]
    with pytest.raises(InvalidInput):
        fit_transform(wrong)


def test_corners_go_round_from_the_top_left():
    found = corners(Transform(0.5, 0, 0, 0, -0.5, 0, 119.0, 29.0), 1000, 500)
    assert found[0] == (119.0, 29.0)
    assert found[1][0] > found[0][0]
    assert found[2][1] < found[1][1]
    assert found[3][0] == pytest.approx(119.0)


def test_size_is_read_from_png_and_jpeg_and_nothing_else():
    jpeg = b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08" + struct.pack(">HH", 600, 800)
    assert picture_size(png(1000, 500)) == (1000, 500)
    assert picture_size(jpeg + b"\x03" * 12) == (800, 600)
    for wrong in (b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", png()[:20]):
        with pytest.raises(InvalidInput):
            picture_size(wrong)


@pytest.mark.django_db
def test_a_plan_is_uploaded_tied_and_refused_when_its_points_lie_on_a_line(
    visit, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    officer = make_actor("李科长", role="bureau_officer")
    enterprise = EnterpriseFactory()
    plan = add_plan(
        enterprise_id=enterprise.pk,
        title="总平面图",
        picture=SimpleUploadedFile("plan.png", png(), content_type="image/png"),
        actor=officer,
    )
    assert_audited("enterprises.plan.added", plan, by=officer)
    assert (plan.width, plan.height, plan.is_georeferenced) == (1000, 500, False)
    url = reverse("enterprises:georeference_plan", args=[plan.pk])

    def send(control):
        return visit(officer).post(
            url,
            {
                "x": [c.x for c in control],
                "y": [c.y for c in control],
                "longitude": [c.longitude for c in control],
                "latitude": [c.latitude for c in control],
            },
        )

    on_a_line = points(((0, 0), (100, 100), (200, 200)))
    response = send(on_a_line)
    assert response.status_code == 422
    assert str(on_a_line[1].longitude) in response.text
    assert not PlantPlan.objects.get(pk=plan.pk).is_georeferenced

    assert send(points()).status_code == 200
    plan.refresh_from_db()
    assert plan.residual_m == 0.0
    assert_audited("enterprises.plan.georeferenced", plan, by=officer)
    place = visit(officer).get(
        reverse("enterprises:locate_on_plan", args=[plan.pk]), {"x": "100", "y": "100"}
    )
    assert place.json()["longitude"] == pytest.approx(TRUE.to_ground(100, 100)[0], abs=1e-9)
    outside = make_actor("别家", role="enterprise_manager", scope=Scope("organisation", str(10**9)))
    assert visit(outside).get(plan.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_points_of_other_apps_stand_on_the_plan_and_can_be_placed(visit, monkeypatch):
    officer = make_actor("李科长", role="bureau_officer")
    plan = PlantPlanFactory()
    georeference_plan(
        plan_id=plan.pk,
        points=[
            {"x": p.x, "y": p.y, "longitude": p.longitude, "latitude": p.latitude} for p in points()
        ],
        actor=officer,
    )
    monkeypatch.setattr(plan_points, "_sources", [])
    longitude, latitude = TRUE.to_ground(500, 250)
    plan_points.register_plan_points(
        lambda enterprise_id, actor: [
            PlanPoint("risk:1", "氯化釜", longitude, latitude, level=1, url="/risk/1/"),
            PlanPoint("risk:2", "未标注点", place_url="/risk/2/place/"),
        ]
    )

    page = visit(officer).get(plan.get_absolute_url())

    assert 'data-x="500.0"' in page.text
    assert "plan__point--1" in page.text
    place = reverse("enterprises:place_on_plan", args=[plan.pk])
    assert 'action="/risk/2/place/"' in visit(officer).get(place, {"point": "risk:2"}).text
    assert visit(officer).get(place, {"point": "risk:1"}).status_code == 404
