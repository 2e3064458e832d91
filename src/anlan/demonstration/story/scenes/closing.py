"""Closing: under control, the cause removed and verified, the response ended, the report."""

from __future__ import annotations

import contextlib
import json
from io import StringIO
from typing import Any

from django.core.management import call_command

from anlan.command.incidents.public import get_incident
from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.incident import SIGNATORY
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.world import READER
from anlan.monitoring.alarms.public import get_alarm

CAUSE = "连接软管老化破裂。已关闭瓶阀、更换软管并气密试验合格，泄漏钢瓶浸入碱液池。"
#: The readings fall within a minute; the rule wants them down for a while.
CLEARED_WITHIN_S = 180


def bring_under_control(play: Play) -> None:
    """The commander marks it as under control; the cause is reported removed and verified."""
    commander, officer = play.person("commander"), play.person("duty_officer")
    manager = play.person("enterprise_manager")
    incident = f"/incidents/{play.incident_id}/"
    with play.step("the incident is under control"):
        commander.open(incident)
        commander.press("mark_controlled")
        expect(_state(play) == "controlled", f"the incident is {_state(play)}")
        expect(
            commander.page.locator(".verb--blocked").count(),
            "closing is not blocked although the cause stands",
        )
        commander.shot("incident-controlled")
    with play.step("the enterprise reports the cause as removed"):
        manager.open(incident)
        manager.press("cause_removed")
        manager.page.fill("[name=cause]", CAUSE)
        manager.submit()
    with play.step("another person verifies it"):
        officer.open(incident)
        officer.press("verify_cause")
        officer.expect_text(CAUSE[:10])
    with play.step("the alarm is dealt with and closed"):
        play.world.wait(
            lambda: get_alarm(play.alarm_id, actor=READER).cleared_at,
            "the signal does not become normal",
            CLEARED_WITHIN_S,
        )
        officer.open(play.notes["alarm_url"])
        officer.press("dispose", reason="泄漏源已消除，复测浓度正常。")
        officer.press("close")


def end_response(play: Play) -> None:
    """The response ends when no task is open."""
    commander = play.person("commander")
    with play.step("the response is terminated"):
        commander.open(f"/responses/{play.response_id}/")
        commander.press("terminate", reason="泄漏已消除，人员已清点，环境监测达标。")
        commander.expect_text("终止")
        commander.shot("response-ended")


def close(play: Play) -> None:
    """The incident is closed; the final report remains, with the times of the main job."""
    commander, officer = play.person("commander"), play.person("duty_officer")
    incident = f"/incidents/{play.incident_id}/"
    with play.step("the final report with the response times"):
        officer.open(incident)
        officer.press("final_report")
        officer.press("edit")
        officer.page.fill("[name=signatory]", SIGNATORY)
        officer.submit()
        officer.expect_text("处置时间节点", "处置经过", selector="article.paper")
        officer.shot("report-final")
        officer.press("submit")
        with officer.page.expect_download() as waiting:
            officer.verb("download").click()
        path = play.keep / "final-report.docx"
        waiting.value.save_as(path)
        play.score.figures["final_report_docx"] = str(path)
        import docx

        document = docx.Document(str(path))
        rows = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        expect(len(rows) > 12, "the final report has no table of times")
    with play.step("the incident is closed"):
        commander.open(incident)
        commander.press("close")
        expect(_state(play) == "closed", f"the incident is {_state(play)}")
        commander.shot("incident-closed")
    with play.step("the desk is empty again"):
        officer.open("/")
        left = officer.page.locator(f'#desk-now a[href="{incident}"]').count()
        expect(not left, "the closed incident still stands on the desk")


def _state(play: Play) -> str:
    return str(play.world.ask(lambda: get_incident(play.incident_id, READER).state))


def verify_audit(play: Play) -> None:
    """The chain over everything that happened is whole."""
    with play.step("the audit chain verifies"):
        report = play.world.ask(_verify)
        play.score.figures["audit_verified"] = report["audit_verified"]
        play.score.figures["audit_records"] = report["length"]
        expect(report["audit_verified"], f"faults in the audit chain: {report['faults'][:5]}")
        expect(report["length"] > 50, f"only {report['length']} records")


def _verify() -> dict[str, Any]:
    """What `anlan audit verify` says."""
    told = StringIO()
    with contextlib.suppress(SystemExit):  # faults: told as well
        call_command("audit_verify", "--json", stdout=told)
    found: dict[str, Any] = json.loads(told.getvalue())
    return found
