"""Rounds of verification: /ra-soat/."""

from django.urls import path

from chungtay.children.views import rounds, rounds_files, rounds_identity, rounds_lines, rounds_survey

app_name = "children_rounds"
urlpatterns = [
    path("ra-soat/", rounds.round_list, name="list"),
    path("ra-soat/mo/<str:kind>/", rounds.open_round, name="open"),
    path("ra-soat/<int:pk>/", rounds.one, name="round"),
    path("ra-soat/<int:pk>/ket-thuc/", rounds.close, name="close"),
    path("ra-soat/<int:pk>/mo-lai/", rounds.reopen, name="reopen"),
    path("ra-soat/<int:pk>/huy/", rounds.cancel, name="cancel"),
    path("ra-soat/<int:pk>/lap-danh-sach/", rounds.make_again, name="make_again"),
    path("ra-soat/<int:pk>/danh-sach/", rounds_lines.line_list, name="lines"),
    path("ra-soat/<int:pk>/dung/", rounds_lines.confirm, name="confirm"),
    path("ra-soat/<int:pk>/ghi-so/", rounds_lines.apply_confirmed, name="apply"),
    path("ra-soat/<int:pk>/them/", rounds_lines.add_found, name="add"),
    path("ra-soat/<int:pk>/dong/<int:line_id>/", rounds_lines.line, name="line"),
    path("ra-soat/<int:pk>/dong/<int:line_id>/xoa/", rounds_lines.clear, name="clear"),
    path("ra-soat/<int:pk>/dong/<int:line_id>/quyet-dinh/", rounds_lines.decide, name="decide"),
    path("ra-soat/<int:pk>/danh-sach.docx", rounds_files.word, name="word"),
    path("ra-soat/<int:pk>/danh-sach.xlsx", rounds_files.workbook, name="workbook"),
    path("ra-soat/<int:pk>/tai-len/", rounds_files.upload, name="upload"),
    path("ra-soat/<int:pk>/tai-len/ghi/", rounds_files.write, name="write"),
    path("ra-soat/<int:pk>/cong-an/", rounds_identity.answers, name="police"),
    path("ra-soat/<int:pk>/cong-an/xuat/", rounds_identity.export, name="police_export"),
    path("ra-soat/<int:pk>/cong-an/lay-so/", rounds_identity.take_numbers, name="take_numbers"),
    path("ra-soat/<int:pk>/phuc-tra.docx", rounds_survey.report, name="survey_report"),
]
