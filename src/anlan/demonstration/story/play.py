"""The play: who takes part, what they know, and the scenes in their order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from anlan.demonstration.story.score import Score, StoryError
from anlan.demonstration.story.stage import Stage, Visitor
from anlan.demonstration.story.world import World


@dataclass
class Play:
    """Stage, world and score of one run, and what one scene leaves to the next."""

    stage: Stage
    world: World
    score: Score
    keep: Path
    started_at: datetime
    alarm_id: int = 0
    incident_id: int = 0
    response_id: int = 0
    dispatch_id: int = 0
    enterprise_id: int = 0
    notes: dict[str, Any] = field(default_factory=dict)
    kills_web: bool = False

    def person(
        self, username: str, *, phone: bool = False, name: str = "", keeps_app: bool = False
    ) -> Visitor:
        """Somebody who takes part; signs in when he comes on for the first time."""
        known = self.stage.visitors.get(name or username)
        return known or self.stage.enter(username, phone=phone, name=name, keeps_app=keeps_app)

    def step(self, name: str) -> Any:
        """One timed step."""
        return self.score.step(name)

    @contextmanager
    def harm(self) -> Iterator[None]:
        """Where this run is to be a bad day: the web process dies while people act in this block.

        Afterwards another one answers, and every page that was open is live again by itself.
        """
        if not self.kills_web:
            yield
            return
        killed = self.world.kill_web()
        self.stage.is_disturbed = True
        began = time.monotonic()
        yield
        with self.step("the web process was killed: it is there again, the pages by themselves"):
            self.world.wait_web(killed)
            figures = self.score.figures
            figures["web_killed"] = figures.get("web_killed", 0) + 1
            figures["web_back_ms"] = round((time.monotonic() - began) * 1000)
            for visitor in self.stage.visitors.values():
                for page in visitor.context.pages:
                    if page.locator(".live-indicator").count():
                        page.wait_for_selector(".live-indicator--connected", state="attached")
            figures["pages_back_ms"] = round((time.monotonic() - began) * 1000)
        self.stage.is_disturbed = False


Scene = Callable[[Play], None]


def scenes_of_response() -> tuple[Scene, ...]:
    """The main job, from a signal to a closed action; later scenes need earlier ones."""
    from anlan.demonstration.story.scenes import (
        alarm,
        closing,
        command,
        incident,
        others,
        signal,
        together,
        zones,
    )

    return (
        signal.open_the_desk,
        signal.leak,
        alarm.read_alarm,
        alarm.answer,
        incident.take_in,
        incident.establish_facts,
        incident.report,
        command.activate,
        command.watch,
        zones.foresee,
        command.send_team,
        command.team_on_the_way,
        together.take_places,
        together.act_at_once,
        command.complete,
        command.work_off_tasks,
        closing.bring_under_control,
        closing.end_response,
        closing.close,
        others.look_from_the_other_side,
        others.use_the_keyboard,
        others.read_in_poor_light,
        closing.verify_audit,
    )


def scenes_of_prevention() -> tuple[Scene, ...]:
    """Dual prevention: dossier, risk, hazards, installations, packs, the phone, cross-checks."""
    from anlan.demonstration.story.scenes.prevention import (
        crosschecks,
        dossier,
        hazards,
        installations,
        outdoors,
        packs,
        risk,
    )

    return (
        dossier.open_dossier,
        dossier.tie_plan,
        dossier.claim,
        dossier.import_workbook,
        dossier.merge,
        risk.assess,
        risk.print_papers,
        risk.check_of_today,
        hazards.report_from_grid,
        hazards.judge_major,
        hazards.rectify,
        hazards.close_four_eyes,
        hazards.look_at_figures,
        installations.explain,
        installations.file,
        installations.do_duty,
        installations.commit,
        packs.find_ledger,
        packs.edit_pack,
        packs.tick_off_duty,
        outdoors.work_without_signal,
        crosschecks.contradict,
    )


def scenes_of_storm() -> tuple[Scene, ...]:
    """Rain, four townships, two thousand people moved door by door, home again."""
    from anlan.demonstration.story.scenes.storm import closing, doors, warning

    return (
        warning.prepare,
        warning.rain,
        warning.respond,
        doors.order,
        doors.open_shelters,
        doors.knock,
        doors.walk_on,
        closing.provide,
        closing.return_home,
        closing.stand_down,
        closing.verify_audit,
    )


def scenes_of_drill() -> tuple[Scene, ...]:
    """Double-blind: secret before, the same engine while it runs, nothing outside, then judged."""
    from anlan.demonstration.story.scenes.drill import assessed, played

    return (
        played.before,
        played.begin,
        played.act,
        played.nothing_left,
        assessed.end,
        assessed.assess,
        assessed.verify_audit,
    )


def scenes_of_promises() -> tuple[Scene, ...]:
    """Governance: a plan confirmed, tasks given, kept or not, scored, what will be missed."""
    from anlan.demonstration.story.scenes.promises import judged, keeping, reading, undertaken

    return (
        reading.read_in,
        reading.confirm,
        keeping.watch_the_goal,
        keeping.give,
        keeping.report,
        keeping.check,
        keeping.overdue,
        undertaken.publish_list,
        judged.assess,
        judged.mark_twice,
        judged.settle,
        judged.appeal,
        judged.conclude,
        judged.look_ahead,
        judged.verify_audit,
    )


#: What can be played: name → scenes in order.
PLAYS: dict[str, Callable[[], tuple[Scene, ...]]] = {
    "response": scenes_of_response,
    "prevention": scenes_of_prevention,
    "storm": scenes_of_storm,
    "drill": scenes_of_drill,
    "promises": scenes_of_promises,
}


def run_play(
    world: World,
    *,
    name: str = "response",
    keep: Path,
    screenshots: Path | None,
    say: Callable[[str], None],
    until: str = "",
    kills_web: bool = False,
) -> tuple[Score, Stage]:
    """Play the scenes; a failing step ends the play with pictures of every window."""
    from django.utils import timezone

    score = Score(say=say)
    stage = Stage(world.address, world.password, screenshots)
    began = time.monotonic()
    with stage:
        play = Play(stage, world, score, keep, timezone.now(), kills_web=kills_web)
        try:
            for scene in PLAYS[name]():
                scene(play)
                if until and scene.__name__ == until:
                    break
            with score.step("no page had an error, nothing went outside"):
                if stage.problems:
                    raise StoryError("\n".join(stage.problems[:20]))
                if stage.outside:
                    raise StoryError(f"requests to other hosts: {sorted(set(stage.outside))}")
        except Exception as error:
            if score.is_whole:
                score.fail("between two steps", error)
            pictures = stage.picture(keep / "failed")
            say(f"pictures of every window: {keep / 'failed'} ({len(pictures)})")
            if not isinstance(error, StoryError):
                say(f"{type(error).__name__}: {error}")
        finally:
            score.figures["requests"] = stage.requests
            score.figures["outside_requests"] = len(stage.outside)
            score.figures["duration_s"] = round(time.monotonic() - began, 1)
            world.close()
    return score, stage
