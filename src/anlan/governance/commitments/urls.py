"""Addresses of commitments."""

from __future__ import annotations

from django.urls import path

from anlan.governance.commitments.views import boards, commitments, give, lists, steps, units

app_name = "commitments"
urlpatterns = [
    path("", lists.CommitmentListPage.as_view(), name="list"),
    path("new/", steps.CreateTaskPage.as_view(), name="create"),
    path("mine/", units.MinePage.as_view(), name="mine"),
    path("overdue/", units.OverduePage.as_view(), name="overdue"),
    path("board/", boards.BoardPage.as_view(), name="board"),
    path("timetable/", boards.GanttPage.as_view(), name="gantt"),
    path("table/", units.TablePage.as_view(), name="table"),
    path("units/<int:pk>/", units.UnitPage.as_view(), name="unit"),
    path("plans/", give.PlansPage.as_view(), name="plans"),
    path("plans/<int:pk>/", give.GivePlanPage.as_view(), name="give_plan"),
    path("periods/", lists.PeriodListPage.as_view(), name="periods"),
    path("periods/<int:pk>/", steps.PeriodReportPage.as_view(), name="period"),
    path("periods/<int:pk>/check/", steps.PeriodCheckPage.as_view(), name="period_check"),
    path("parts/<int:pk>/", steps.PartPage.as_view(), name="report_part"),
    path("reports/<int:pk>/", units.ReportedPage.as_view(), name="report_page"),
    path("extensions/<int:pk>/", steps.DecidePage.as_view(), name="decide"),
    path("words/", lists.AliasListPage.as_view(), name="aliases"),
    path("words/new/", steps.AliasCreatePage.as_view(), name="alias_new"),
    path("words/<int:pk>/", steps.AliasPage.as_view(), name="alias"),
    path("steps/", lists.StepListPage.as_view(), name="steps"),
    path("steps/<str:pk>/", steps.StepPage.as_view(), name="step"),
    path("<int:pk>/", commitments.CommitmentPage.as_view(), name="commitment"),
    path("<int:pk>/change/", steps.ChangeTaskPage.as_view(), name="change"),
    path("<int:pk>/report/", steps.ReportPage.as_view(), name="report"),
    path("<int:pk>/done/", steps.SubmitPage.as_view(), name="submit"),
    path("<int:pk>/check/", steps.CheckPage.as_view(), name="check"),
    path("<int:pk>/anew/", steps.ReassignPage.as_view(), name="reassign"),
    path("<int:pk>/time/", steps.ExtendPage.as_view(), name="extend"),
    path("<int:pk>/milestones/", steps.MilestonesPage.as_view(), name="milestones"),
    path("<int:pk>/settle/", steps.SettlePage.as_view(), name="settle"),
    path("<int:pk>/to/<str:name>/", commitments.CommitmentStep.as_view(), name="step_to"),
]
