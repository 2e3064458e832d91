"""The incident: taken in from the alarm, facts, grade, reporting clocks, the initial report."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.score import StoryError, expect
from anlan.demonstration.story.stage import Visitor

TITLE = "演示龙游精细化工一厂液氯泄漏"
SIGNATORY = "沈火演示"
FACTS = {
    "deaths": "0",
    "missing": "1",
    "serious_injuries": "3",
    "acute_poisonings": "2",
    "minor_injuries": "6",
    "trapped": "1",
    "evacuated": "240",
    "direct_loss": "86",
    "casualties_source": "厂区现场清点",
    "scene": "液氯钢瓶间东侧有黄绿色烟雾，随东北风向厂区西南角扩散，厂内已停产。",
    "course": "操作工更换钢瓶时连接软管破裂，液氯泄漏；当班人员关阀后撤离并报警。",
    "measures": "企业启动现场处置方案，喷淋碱液吸收；下风向职工已向上风向撤离。",
    "detail_substance": "氯",
    "detail_released_kg": "180",
    "detail_wind": "东北风 2.4 m/s",
}


def take_in(play: Play) -> None:
    """The alarm becomes an incident; its clocks run."""
    officer = play.person("duty_officer")
    with play.step("open the incident from the alarm"):
        officer.press("open_incident")
        expect(officer.page.input_value("[name=title]"), "the form is not filled from the alarm")
        expect(officer.page.input_value("[name=longitude]"), "the place is not filled in")
        officer.page.fill("[name=title]", TITLE)
        officer.shot("intake")
        submit_new(officer)
        found = re.search(r"/incidents/(\d+)/", officer.page.url)
        expect(found, f"no incident was opened: {officer.page.url}")
        assert found is not None
        play.incident_id = int(found[1])
        officer.expect_text("事件")


def submit_new(officer: Visitor) -> None:
    """Send the intake form; where an earlier run left its incident open, say this is another."""
    try:
        officer.submit()
    except StoryError:
        if not officer.page.locator(".form-page [role=alert]").count():
            raise
        officer.page.check("[name=confirmed_new]")
        officer.submit()


def establish_facts(play: Play) -> None:
    """The facts give the grade by 国务院令第493号 article 3."""
    officer = play.person("duty_officer")
    with play.step("fill in the facts"):
        officer.press("update_facts")
        for name, value in FACTS.items():
            field = officer.page.locator(f"[name={name}]")
            if field.count():
                field.fill(value)
        officer.submit()
    with play.step("grade by 国务院令第493号, clocks visible"):
        officer.expect_text("一般事故")
        officer.page.locator(".provenance summary").first.wait_for()
        basis = " ".join(officer.page.locator(".provenance div").all_text_contents())
        expect("493" in basis, "the grade does not name its basis")
        clocks = officer.page.locator("[id^=panel-] .small-list time, [id^=panel-] .clock")
        expect(clocks.count() >= 2, "the reporting clocks are not shown")
        officer.shot("incident")


def report(play: Play) -> None:
    """The initial report: drafted, previewed, submitted, downloaded, opened."""
    officer = play.person("duty_officer")
    with play.step("the initial report is drafted and previewed"):
        officer.press("initial_report")
        officer.expect_text("签发人", "简要经过", selector="article.paper")
        officer.shot("report-draft")
    with play.step("who signs is filled in"):
        officer.press("edit")
        officer.page.fill("[name=signatory]", SIGNATORY)
        officer.submit()
        officer.expect_text(SIGNATORY, selector="article.paper")
    with play.step("the report is submitted"):
        officer.press("submit")
        expect(officer.verb("download").count(), "there is no document to download")
        officer.shot("report")
    with play.step("the Word document opens and looks official"):
        with officer.page.expect_download() as waiting:
            officer.verb("download").click()
        play.keep.mkdir(parents=True, exist_ok=True)
        path = play.keep / "initial-report.docx"
        waiting.value.save_as(path)
        read_document(play, path)
        play.score.figures["report_docx"] = str(path)
    with play.step("the enterprise's own report is recorded, its clock is met"):
        officer.open(f"/incidents/{play.incident_id}/")
        officer.press("unit_report")
        officer.page.fill("[name=comment]", "安全管理员许火演示电话报告")
        officer.submit()
        expect(not officer.verb("unit_report").count(), "the report was not recorded")


def read_document(play: Play, path: Path) -> None:
    """Open the document; where LibreOffice is there, convert it."""
    import docx

    document = docx.Document(str(path))
    words = "\n".join(p.text for p in document.paragraphs)
    for part in ("签发人", "事故", "演示"):
        expect(part in words, f"the document does not say {part}: {words[:300]}")
    section = document.sections[0]
    expect(
        section.page_width is not None and abs(section.page_width.mm - 210) < 1,
        "the document is not A4",
    )
    office = shutil.which("soffice")
    if office is None:
        play.score.figures["report_converted"] = None
        return
    profile = (play.keep / "office").resolve().as_uri()
    done = subprocess.run(
        [
            *(office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"),
            *("--outdir", str(path.parent), str(path)),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    pdf = path.with_suffix(".pdf")
    expect(pdf.exists() and pdf.stat().st_size > 5000, f"LibreOffice: {done.stderr[-300:]}")
    shutil.rmtree(play.keep / "office", ignore_errors=True)
    play.score.figures["report_converted"] = pdf.stat().st_size
