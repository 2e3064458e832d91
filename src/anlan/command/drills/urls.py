"""Routes of drills."""

from __future__ import annotations

from django.urls import path

from anlan.command.drills.views import assessment, cadence, drills, scenarios, stages

app_name = "drills"
urlpatterns = [
    path("", drills.DrillListPage.as_view(), name="list"),
    path("plan/", drills.PlanDrillPage.as_view(), name="plan"),
    path("<int:pk>/", drills.DrillPage.as_view(), name="drill"),
    path("<int:pk>/change/", drills.ChangeDrillPage.as_view(), name="change"),
    path("<int:pk>/step/<slug:name>/", drills.DrillStep.as_view(), name="step"),
    path("<int:pk>/participants/", drills.NamePage.as_view(), name="name"),
    path("participants/<int:pk>/drop/", drills.drop, name="drop"),
    path("<int:pk>/direct/", stages.DirectPage.as_view(), name="direct"),
    path("<int:pk>/direct/forward/", stages.forward, name="forward"),
    path("<int:pk>/direct/next/", stages.next_inject, name="next"),
    path("<int:pk>/direct/note/", stages.note, name="note"),
    path("<int:pk>/play/", stages.PlayPage.as_view(), name="play"),
    path("injects/<int:pk>/answer/", stages.answer, name="answer"),
    path("<int:pk>/evaluate/", stages.EvaluatePage.as_view(), name="evaluate"),
    path("<int:pk>/assessment/", assessment.AssessmentPage.as_view(), name="assessment"),
    path("<int:pk>/assessment/score/", assessment.score, name="score"),
    path("<int:pk>/assessment/propose/", assessment.propose, name="propose"),
    path("<int:pk>/assessment/report/", assessment.report, name="report"),
    path("<int:pk>/assessment/conclude/", assessment.ConcludePage.as_view(), name="conclude"),
    path("<int:pk>/assessment/improve/", assessment.ImprovePage.as_view(), name="improve"),
    path("proposals/<int:pk>/", assessment.ProposalPage.as_view(), name="proposal"),
    path(
        "proposals/<int:pk>/step/<slug:name>/",
        assessment.ProposalStep.as_view(),
        name="proposal_step",
    ),
    path("scenarios/", scenarios.ScenarioListPage.as_view(), name="scenarios"),
    path("scenarios/new/", scenarios.ScenarioNewPage.as_view(), name="scenario_new"),
    path("scenarios/from-plan/", scenarios.FromPlanPage.as_view(), name="from_plan"),
    path("scenarios/<int:pk>/", scenarios.ScenarioPage.as_view(), name="scenario"),
    path(
        "scenarios/<int:pk>/change/", scenarios.ScenarioChangePage.as_view(), name="scenario_change"
    ),
    path("scenarios/<int:pk>/injects/new/", scenarios.InjectPage.as_view(), name="inject_new"),
    path(
        "scenarios/<int:pk>/injects/<int:row>/",
        scenarios.InjectPage.as_view(),
        name="inject_change",
    ),
    path("scenarios/<int:pk>/actions/new/", scenarios.ActionPage.as_view(), name="action_new"),
    path(
        "scenarios/<int:pk>/actions/<int:row>/",
        scenarios.ActionPage.as_view(),
        name="action_change",
    ),
    path("scenarios/<int:pk>/<slug:part>/<int:row>/remove/", scenarios.remove, name="part_remove"),
    path("cadence/", cadence.DutyListPage.as_view(), name="duties"),
    path("cadence/<int:pk>/", cadence.DutyPage.as_view(), name="duty"),
    path("cadence/<int:pk>/held/", cadence.HeldPage.as_view(), name="held"),
    path("cadence/rules/", cadence.RuleListPage.as_view(), name="rules"),
    path("cadence/rules/<int:pk>/", cadence.RulePage.as_view(), name="rule"),
    path("cadence/rules/<int:pk>/change/", cadence.RuleChangePage.as_view(), name="rule_change"),
]
