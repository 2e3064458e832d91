"""Routes of campaigns."""

from __future__ import annotations

from django.urls import path

from anlan.governance.campaigns.views import (
    campaigns,
    lists,
    notices,
    owed,
    reports,
    reviews,
    sheets,
    standing,
)

app_name = "campaigns"
urlpatterns = [
    path("", campaigns.CampaignListPage.as_view(), name="list"),
    path("start/", campaigns.StartPage.as_view(), name="start"),
    path("new/", campaigns.NewPage.as_view(), name="new"),
    path("owed/", owed.OwedPage.as_view(), name="owed"),
    path("<int:pk>/", campaigns.CampaignPage.as_view(), name="campaign"),
    path("<int:pk>/change/", campaigns.CampaignChangePage.as_view(), name="change"),
    path("<int:pk>/step/<slug:name>/", campaigns.CampaignStep.as_view(), name="step"),
    path("<int:pk>/sub-plans/new/", campaigns.SubPlanNewPage.as_view(), name="sub_plan_new"),
    path("<int:pk>/lists/", lists.EntryListPage.as_view(), name="entries"),
    path("<int:pk>/lists/new/", lists.EntryNewPage.as_view(), name="entry_new"),
    path("<int:pk>/scheduling/", reviews.ReviewListPage.as_view(), name="reviews"),
    path("<int:pk>/sunshine/", standing.SunshinePage.as_view(), name="sunshine"),
    path("<int:pk>/sunshine/weights/", standing.WeightsPage.as_view(), name="weights"),
    path("sub-plans/<int:pk>/", campaigns.SubPlanPage.as_view(), name="sub_plan"),
    path(
        "sub-plans/<int:pk>/change/",
        campaigns.SubPlanChangePage.as_view(),
        name="sub_plan_change",
    ),
    path("sub-plans/<int:pk>/give/", campaigns.give, name="give"),
    path("sub-plans/<int:pk>/measures/new/", campaigns.MeasurePage.as_view(), name="measure_new"),
    path(
        "sub-plans/<int:pk>/measures/<int:row>/",
        campaigns.MeasurePage.as_view(),
        name="measure_change",
    ),
    path("entries/<int:pk>/", lists.EntryPage.as_view(), name="entry"),
    path("entries/<int:pk>/submit/", lists.SubmitEntryPage.as_view(), name="entry_submit"),
    path("entries/<int:pk>/step/<slug:name>/", lists.EntryStep.as_view(), name="entry_step"),
    path("scheduling/<int:pk>/", reviews.ReviewPage.as_view(), name="review"),
    path("scheduling/<int:pk>/minutes/", reviews.HoldPage.as_view(), name="hold"),
    path("scheduling/<int:pk>/decide/", reviews.DecidePage.as_view(), name="decide"),
    path("scheduling/<int:pk>/remind/", reviews.remind, name="review_remind"),
    path("scheduling/<int:pk>/notice/", reviews.draft, name="notice_draft"),
    path("scheduling/<int:pk>/step/<slug:name>/", reviews.ReviewStep.as_view(), name="review_step"),
    path("forms/", reports.FormListPage.as_view(), name="forms"),
    path("forms/new/", reports.DesignPage.as_view(), name="form_new"),
    path("forms/<int:pk>/", reports.ReportFormPage.as_view(), name="form"),
    path("forms/<int:pk>/design/", reports.DesignPage.as_view(), name="design"),
    path("forms/<int:pk>/open/", reports.open_now, name="round_open"),
    path("forms/<int:pk>/step/<slug:name>/", reports.FormStep.as_view(), name="form_step"),
    path("rounds/<int:pk>/", reports.RoundPage.as_view(), name="round"),
    path("rounds/<int:pk>/remind/", reports.remind, name="round_remind"),
    path("rounds/<int:pk>/table.<slug:kind>", reports.round_file, name="round_file"),
    path("rounds/<int:pk>/step/<slug:name>/", reports.RoundStep.as_view(), name="round_step"),
    path("sheets/", sheets.SheetListPage.as_view(), name="sheets"),
    path("sheets/<int:pk>/", sheets.SheetPage.as_view(), name="sheet"),
    path("sheets/<int:pk>/check/", sheets.check, name="sheet_check"),
    path("sheets/<int:pk>/step/<slug:name>/", sheets.SheetStep.as_view(), name="sheet_step"),
    path("notices/<int:pk>/", notices.NoticePage.as_view(), name="notice"),
    path("notices/<int:pk>/change/", notices.NoticeChangePage.as_view(), name="notice_change"),
    path("notices/<int:pk>/step/<slug:name>/", notices.NoticeStep.as_view(), name="notice_step"),
    path("receipts/<int:pk>/confirm/", notices.receive, name="receive"),
]
