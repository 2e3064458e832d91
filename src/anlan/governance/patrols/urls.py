"""Addresses of patrols."""

from __future__ import annotations

from django.urls import path

from anlan.governance.patrols.views import (
    checklists,
    findings,
    mine,
    programmes,
    rounds,
    statistics,
    visits,
)

app_name = "patrols"
urlpatterns = [
    path("", rounds.RoundListPage.as_view(), name="rounds"),
    path("new/", rounds.CreateRoundPage.as_view(), name="create"),
    path("mine/", mine.MinePage.as_view(), name="mine"),
    path("statistics/", statistics.StatisticsPage.as_view(), name="statistics"),
    path("rounds/<int:pk>/", rounds.RoundPage.as_view(), name="round"),
    path("rounds/<int:pk>/change/", rounds.ChangeRoundPage.as_view(), name="change"),
    path("rounds/<int:pk>/units/", rounds.UnitsPage.as_view(), name="units"),
    path("rounds/<int:pk>/teams/new/", rounds.NewTeamPage.as_view(), name="new_team"),
    path("rounds/<int:pk>/schedule/", rounds.schedule, name="schedule"),
    path("rounds/<int:pk>/plan/", rounds.plan, name="plan"),
    path("rounds/<int:pk>/report/", rounds.report, name="report"),
    path("rounds/<int:pk>/steps/<str:name>/", rounds.RoundStep.as_view(), name="round_step"),
    path("teams/<int:pk>/", rounds.TeamPage.as_view(), name="team"),
    path("visits/", visits.VisitListPage.as_view(), name="visits"),
    path("visits/<int:pk>/", visits.VisitPage.as_view(), name="visit"),
    path("visits/<int:pk>/plan/", visits.PlanVisitPage.as_view(), name="plan_visit"),
    path("visits/<int:pk>/remove/", visits.remove, name="remove"),
    path("visits/<int:pk>/checklist/", visits.ChecksPage.as_view(), name="checks"),
    path("visits/<int:pk>/records/new/", visits.RecordPage.as_view(), name="record"),
    path("visits/<int:pk>/summary/", visits.SummaryPage.as_view(), name="summary"),
    path("visits/<int:pk>/answer/", visits.AnswerPage.as_view(), name="answer"),
    path("visits/<int:pk>/findings/new/", findings.NotePage.as_view(), name="note"),
    path("visits/<int:pk>/steps/<str:name>/", visits.VisitStep.as_view(), name="visit_step"),
    path("findings/", findings.FindingListPage.as_view(), name="findings"),
    path("findings/<int:pk>/", findings.FindingPage.as_view(), name="finding"),
    path("findings/<int:pk>/change/", findings.ChangeFindingPage.as_view(), name="change_finding"),
    path("findings/<int:pk>/submit/", findings.SubmitPage.as_view(), name="submit"),
    path("findings/<int:pk>/return/", findings.ReturnPage.as_view(), name="return"),
    path("findings/<int:pk>/look-back/", findings.LookBackPage.as_view(), name="look_back"),
    path("findings/<int:pk>/document/", findings.DocumentPage.as_view(), name="document"),
    path("findings/<int:pk>/hazard/", findings.hazard, name="hazard"),
    path(
        "findings/<int:pk>/steps/<str:name>/", findings.FindingStep.as_view(), name="finding_step"
    ),
    path("programmes/", programmes.ProgrammeListPage.as_view(), name="programmes"),
    path("programmes/new/", programmes.CreateProgrammePage.as_view(), name="create_programme"),
    path("programmes/<int:pk>/", programmes.ProgrammePage.as_view(), name="programme"),
    path(
        "programmes/<int:pk>/change/",
        programmes.ChangeProgrammePage.as_view(),
        name="change_programme",
    ),
    path("checklists/", checklists.ChecklistListPage.as_view(), name="checklists"),
    path("checklists/<int:pk>/", checklists.ChecklistPage.as_view(), name="checklist"),
    path("checklists/<int:pk>/copy/", checklists.copy, name="copy_checklist"),
    path(
        "checklists/<int:pk>/change/",
        checklists.ChangeChecklistPage.as_view(),
        name="change_checklist",
    ),
]
