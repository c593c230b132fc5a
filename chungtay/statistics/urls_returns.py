"""Addresses of returns, under /so-lieu/ky/."""

from django.urls import path

from chungtay.statistics.views import returns, returns_acts, returns_files, returns_sets

urlpatterns = [
    path("so-lieu/ky/", returns.return_list, name="returns"),
    path("so-lieu/ky/dot/<int:pk>/", returns_sets.dataset, name="return_set"),
    path("so-lieu/ky/dot/<int:pk>/bang/", returns_sets.grid, name="return_grid"),
    path("so-lieu/ky/dot/<int:pk>/so-lieu.xlsx", returns_files.set_template, name="return_set_template"),
    path("so-lieu/ky/dot/<int:pk>/tai-len/", returns_files.upload, name="return_upload"),
    path("so-lieu/ky/dot/<int:pk>/tong/", returns_sets.totals, name="return_totals"),
    path("so-lieu/ky/dot/<int:pk>/nhieu/", returns_sets.many, name="return_many"),
    path("so-lieu/ky/dot/<int:pk>/<slug:step>/", returns_sets.set_step, name="return_set_step"),
    path("so-lieu/ky/tep/<int:pk>/", returns_files.decide, name="return_decide"),
    path("so-lieu/ky/tep/<int:pk>/tep-goc/", returns_files.original, name="return_original"),
    path("so-lieu/ky/y-kien/<int:pk>/tep/", returns_files.attachment, name="return_attachment"),
    path("so-lieu/ky/<int:pk>/", returns.one, name="return"),
    path("so-lieu/ky/<int:pk>/so-lieu.xlsx", returns_files.template, name="return_template"),
    path("so-lieu/ky/<int:pk>/luu/", returns_acts.save, name="return_save"),
    path("so-lieu/ky/<int:pk>/nop/", returns_acts.submit, name="return_submit"),
    path("so-lieu/ky/<int:pk>/y-kien/", returns_acts.comment, name="return_comment"),
    path("so-lieu/ky/<int:pk>/ngoai-le/", returns_acts.let_in, name="return_let_in"),
    path("so-lieu/ky/<int:pk>/ban-sua/", returns_acts.revise, name="return_revise"),
    path("so-lieu/ky/<int:pk>/ban-sua/<int:number>/", returns.revision, name="return_revision"),
    path(
        "so-lieu/ky/<int:pk>/ban-sua/<int:number>/<slug:step>/", returns_acts.revision_step, name="return_revision_step"
    ),
    path("so-lieu/ky/<int:pk>/phien-ban/<int:number>/", returns.version, name="return_version"),
    path("so-lieu/ky/<int:pk>/<slug:step>/", returns_acts.step, name="return_step"),
]
