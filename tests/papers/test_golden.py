"""The papers of an emergency, opened by LibreOffice, read and look as the kept renderings do.

``ANLAN_GOLDEN=write`` keeps what is drawn now; look at the pages before committing them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.contrib.gis.geos import Point

from anlan.base.documents.models import Document
from anlan.base.organisations.models import Organisation
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.command.dispatch import reference as dispatch_reference
from anlan.command.dispatch.services import dispatches
from anlan.command.dispatch.services.sheets import write_route_sheet
from anlan.command.incidents import public as incidents
from anlan.command.incidents.models import Incident
from anlan.command.responses import reference as response_reference
from anlan.command.responses.models import Response
from anlan.command.responses.public import activate_response
from anlan.command.responses.services.reports import (
    make_review_report,
    make_situation_report,
    set_improvement,
)
from anlan.command.responses.tests import scene
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel import clock
from anlan.kernel.actor import system_actor

GOLDEN = Path(__file__).with_name("golden")
#: Lines break elsewhere with figures of another width: other fonts of a machine are not seen.
FONTS = Path(__file__).with_name("fonts.conf")
PAPERS = ("initial", "continuing", "route_sheet", "situation", "final", "review")
IS_WRITING = os.environ.get("ANLAN_GOLDEN") == "write"
#: A page is kept as a map of its ink: squares of five millimetres, each from 0 (white) to 9.
DPI, SQUARE_PX = 41, 8
#: Fonts and line heights differ a little between versions; a table that broke differs a lot.
#: A square may differ by so many steps; so large a share of the squares with ink may differ more.
MOST_STEPS, MOST_SQUARES = 2, 0.1

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not all(shutil.which(program) for program in ("soffice", "pdftotext", "pdftoppm")),
        reason="LibreOffice and the PDF tools are not installed",
    ),
]


def play(cast, frozen_clock) -> dict[str, Document]:
    """Report a leak, respond, send a team, review; returns the papers by name."""
    heads = scene.departments()
    scene.library()
    for forms in (dispatch_reference, response_reference):
        forms.load(system_actor("test"))
    office = Organisation.objects.get(code="emergency")
    lin, sun = cast.lin, cast.sun
    leak = scene.incident(
        sun,
        title="演示龙游化工一厂液氯储罐泄漏",
        address="演示工业园区1号",
        description="液氯储罐进料管法兰处泄漏，厂区下风向有刺激性气味。",
        caller_name="演示值班员",
        caller_phone="00000000000",
        facts={
            "trapped": 2,
            "minor_injuries": 1,
            "details": {"is_toxic": True, "alarm_level": 1, "substance": "氯"},
        },
    )
    papers = {"initial": report(leak, "initial", sun)}
    frozen_clock.advance(minutes=3)
    response = activate_response(incident_id=leak.pk, commander_id=heads["emergency"], actor=lin)
    # What the machine's own clock says differs from run to run.
    Response.objects.filter(pk=response.pk).update(activation_ms=200)
    Incident.objects.filter(pk=leak.pk).update(created_at=leak.reported_at)
    leader = PersonFactory(organisation=office, name="演示队长")
    captain = replace(system_actor("captain"), display_name="演示队长")
    team = TeamFactory(
        code="D901",
        name="演示危险化学品救援一队",
        organisation=office,
        region_id="330825100000",
        leader=leader,
        location=Point(119.20, 29.04, srid=4326),
    )
    order = dispatches.assign_team(
        incident_id=leak.pk, team_id=team.pk, order_text="堵漏，搜救被困人员", actor=lin
    )
    papers["route_sheet"] = paper(write_route_sheet(dispatch_id=order.pk, actor=lin).id)
    on_the_way = (dispatches.accept_dispatch, dispatches.depart, dispatches.arrive)
    for minutes, step in zip((2, 3, 12), on_the_way, strict=True):
        frozen_clock.advance(minutes=minutes)
        step(dispatch_id=order.pk, actor=captain)
    incidents.update_facts(
        incident_id=leak.pk,
        facts={"trapped": 0, "serious_injuries": 1, "evacuated": 320},
        actor=sun,
    )
    papers["continuing"] = report(leak, "continuing", sun)
    told = make_situation_report(response_id=response.pk, next_steps="洗消\n撤除警戒", actor=lin)
    papers["situation"] = told.document
    frozen_clock.advance(hours=2)
    incidents.mark_controlled(incident_id=leak.pk, actor=lin, reason="泄漏已封堵")
    papers["final"] = report(leak, "final", sun)
    set_improvement(
        response_id=response.pk,
        lesson="洗消点到位慢",
        measure="园区增设一处洗消点",
        organisation_id=office.pk,
        due_on=clock.today() + timedelta(days=30),
        actor=lin,
    )
    papers["review"] = paper(make_review_report(response_id=response.pk, actor=lin).id)
    return papers


def report(incident, kind: str, actor) -> Document:
    """Draft, sign and submit a report; returns its paper."""
    draft = incidents.draft_report(incident_id=incident.pk, kind=kind, actor=actor)
    incidents.edit_report(report_id=draft.pk, values={"signatory": "林指挥"}, actor=actor)
    return paper(incidents.submit_report(report_id=draft.pk, actor=actor).document_id)


def paper(document_id: int | None) -> Document:
    """Return a paper."""
    return Document.objects.get(pk=document_id)


def render(papers: dict[str, Document], folder: Path) -> None:
    """Open every paper in LibreOffice and print it to a PDF, in one start of the program."""
    for name, document in papers.items():
        (folder / f"{name}.docx").write_bytes(document.read())
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            *("--headless", "--convert-to", "pdf", "--outdir", str(folder)),
            *(str(folder / f"{name}.docx") for name in papers),
        ],
        check=True,
        timeout=110,
        capture_output=True,
        env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
    )


def pages(pdf: Path) -> list[tuple[list[str], list[str]]]:
    """Return the words, line by line, and the ink of every page of a PDF."""
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    words = [
        [re.sub(r"\s+", " ", line).strip() for line in page.splitlines() if line.strip()]
        for page in text.split("\f")
    ]
    subprocess.run(
        ["pdftoppm", "-gray", "-r", str(DPI), str(pdf), str(pdf.with_suffix(""))], check=True
    )
    drawn = sorted(pdf.parent.glob(f"{pdf.stem}-*.pgm"))
    return [(words[number], ink(path)) for number, path in enumerate(drawn)]


def ink(path: Path) -> list[str]:
    """Return the darkness of the squares of a grey picture (binary PGM), a digit each."""
    head, size, most, grey = path.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    assert (head, most) == (b"P5", b"255")
    dark = 255.0 - np.frombuffer(grey, np.uint8).reshape(height, width)
    rows, columns = height // SQUARE_PX, width // SQUARE_PX
    squares = dark[: rows * SQUARE_PX, : columns * SQUARE_PX].reshape(
        rows, SQUARE_PX, columns, SQUARE_PX
    )
    steps = np.minimum(9, np.ceil(squares.mean((1, 3)) / 16).astype(int))
    return ["".join(map(str, row)).replace("0", ".") for row in steps]


def squares(lines: list[str]) -> np.ndarray:
    """Return the digits of a map of ink."""
    return np.array([[int(mark.replace(".", "0")) for mark in line] for line in lines])


def written(found: list[tuple[list[str], list[str]]]) -> str:
    """Return pages as they are kept: words, then ink."""
    blocks = []
    for number, (words, drawn) in enumerate(found, 1):
        blocks += [f"== page {number}", *words, "-- ink", *drawn]
    return "\n".join(blocks) + "\n"


def kept(name: str) -> list[tuple[list[str], list[str]]]:
    """Return the pages kept of a paper."""
    found = []
    for block in (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").split("== page ")[1:]:
        words, drawn = block.split("-- ink\n")
        found.append((words.splitlines()[1:], drawn.splitlines()))
    return found


@pytest.fixture
def printed(cast, frozen_clock, settings, tmp_path) -> Path:
    """A folder with the papers of one incident as PDF."""
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "papers"
    folder.mkdir()
    render(play(cast, frozen_clock), folder)
    return folder


def test_every_paper_reads_and_looks_as_it_did(printed):
    compare(printed, PAPERS)


def compare(folder: Path, names: Iterable[str]) -> None:
    """Hold the printed papers of a folder against the kept ones, or keep them."""
    found = {name: pages(folder / f"{name}.pdf") for name in names}
    if IS_WRITING:
        GOLDEN.mkdir(exist_ok=True)
        for name, drawn in found.items():
            (GOLDEN / f"{name}.txt").write_text(written(drawn), encoding="utf-8")
    for name, drawn in found.items():
        golden = kept(name)
        assert len(drawn) == len(golden), f"{name} has another number of pages"
        for number, ((words, now), (words_kept, then)) in enumerate(
            zip(drawn, golden, strict=True), 1
        ):
            assert words == words_kept, f"page {number} of {name} reads differently"
            is_far = np.abs(squares(now) - squares(then)) > MOST_STEPS
            share = is_far.sum() / (squares(then) > 0).sum()
            assert share <= MOST_SQUARES, f"page {number} of {name} looks different: {share:.0%}"
            assert np.shape(now) == np.shape(then)
