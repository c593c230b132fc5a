"""Addresses of reports, under /bao-cao/."""

from django.urls import path

from chungtay.directives.views import (
    reports,
    reports_acts,
    reports_consolidation,
    reports_duties,
    reports_papers,
    reports_tasks,
)

urlpatterns = [
    path("", reports.report_list, name="report_list"),
    path("ky/<int:pk>/", reports.duty, name="report_duty"),
    path("ky/<int:pk>/don-doc/", reports_acts.urge, name="report_urge"),
    path("ky/<int:pk>/han/", reports_duties.change_due, name="report_change_due"),
    path("ky/<int:pk>/bang.xlsx", reports_papers.duty_workbook, name="report_duty_workbook"),
    path("theo-van-ban/<int:document_id>/", reports_duties.from_document, name="report_from_document"),
    path("<int:pk>/", reports.report, name="report"),
    path("<int:pk>/luu/", reports_acts.save, name="report_save"),
    path("<int:pk>/gui/", reports_acts.send, name="report_send"),
    path("<int:pk>/rut/", reports_acts.withdraw, name="report_withdraw"),
    path("<int:pk>/tiep-nhan/", reports_acts.accept, name="report_accept"),
    path("<int:pk>/tra-lai/", reports_acts.send_back, name="report_send_back"),
    path("<int:pk>/mo-lai/", reports_acts.reopen, name="report_reopen"),
    path("<int:pk>/so-lieu/<int:figure_id>/", reports.figure, name="report_figure"),
    path("<int:pk>/phu-luc/<str:table>/", reports.annex, name="report_annex"),
    path("<int:pk>/in/", reports.printed, name="report_print"),
    path("<int:pk>/bao-cao.docx", reports_papers.word, name="report_word"),
    path("<int:pk>/phu-luc.xlsx", reports_papers.workbook, name="report_workbook"),
    path("<int:pk>/ban-luu/<int:paper_id>/", reports_papers.kept, name="report_kept"),
    path("<int:pk>/muc/<int:section_id>/nhiem-vu/", reports_tasks.section_tasks, name="report_tasks"),
    path("<int:pk>/muc/<int:section_id>/chen/<int:task_id>/", reports_tasks.insert, name="report_insert"),
    path("<int:pk>/tong-hop/", reports_consolidation.assemble, name="report_assemble"),
    path("<int:pk>/muc/<int:section_id>/", reports_consolidation.section, name="report_section"),
    path("<int:pk>/muc/<int:section_id>/chon/", reports_consolidation.choose, name="report_choose"),
    path("<int:pk>/nguon/<int:passage_id>/", reports_consolidation.source, name="report_source"),
    path("<int:pk>/nguon-moi/<int:source_id>/", reports_consolidation.take_again, name="report_take_again"),
]
