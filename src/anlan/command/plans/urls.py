"""Addresses of the plan library."""

from __future__ import annotations

from django.urls import path

from anlan.command.plans.views import care, editor, imports, library, templates

app_name = "plans"
urlpatterns = [
    path("", library.PlanListPage.as_view(), name="list"),
    path("new/", editor.PlanCreatePage.as_view(), name="create"),
    path("templates/", templates.PlanTemplatesPage.as_view(), name="templates"),
    path("templates/<slug:code>/", templates.PlanTemplatePage.as_view(), name="template"),
    path("imports/", imports.PlanImportListPage.as_view(), name="imports"),
    path("imports/new/", imports.PlanReadPage.as_view(), name="read"),
    path("imports/<int:pk>/", imports.PlanImportPage.as_view(), name="import"),
    path("imports/<int:pk>/keep/", imports.keep, name="import_keep"),
    path(
        "imports/<int:pk>/steps/<str:name>/",
        imports.PlanImportTransition.as_view(),
        name="import_step",
    ),
    path("imports/items/<int:pk>/decide/", imports.decide, name="item_decide"),
    path("imports/items/<int:pk>/change/", imports.PlanItemPage.as_view(), name="item_change"),
    path("contacts/<int:pk>/phone/", library.phone, name="contact_phone"),
    path("<int:pk>/", library.PlanPage.as_view(), name="detail"),
    path("<int:pk>/change/", editor.PlanChangePage.as_view(), name="change"),
    path("<int:pk>/deadlines/", editor.PlanDeadlinesPage.as_view(), name="deadlines"),
    path("<int:pk>/compare/", editor.PlanComparePage.as_view(), name="compare"),
    path("<int:pk>/parts/<str:part>/new/", editor.PlanPartPage.as_view(), name="part_add"),
    path(
        "<int:pk>/parts/<str:part>/<int:row>/change/",
        editor.PlanPartPage.as_view(),
        name="part_change",
    ),
    path("<int:pk>/parts/<str:part>/<int:row>/remove/", editor.remove, name="part_remove"),
    path("<int:pk>/acknowledge/", care.acknowledge_gap, name="acknowledge"),
    path("<int:pk>/records/new/", care.PlanRecordPage.as_view(), name="record"),
    path("<int:pk>/reports/new/", care.PlanReportPage.as_view(), name="report_add"),
    path("<int:pk>/reports/<slug:kind>/draw/", care.draw_up, name="report_draw"),
    path("<int:pk>/print/", care.print_one_page, name="print"),
    path("<int:pk>/file/", library.file, name="file"),
    path(
        "records/<int:pk>/steps/<str:name>/",
        library.FilingTransition.as_view(),
        name="filing_step",
    ),
    path("<int:pk>/revise/", library.revise, name="revise"),
    path("<int:pk>/steps/<str:name>/", library.PlanTransition.as_view(), name="transition"),
]
