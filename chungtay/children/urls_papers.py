"""Papers, exports, and who looked."""

from django.urls import path

from chungtay.children.views import looks, papers

app_name = "children_papers"
urlpatterns = [
    path("tre-em/in/", papers.papers, name="papers"),
    path("tre-em/in/so/", papers.book, name="book"),
    path("tre-em/in/danh-sach/", papers.child_list, name="list"),
    path("tre-em/in/<int:pk>/", papers.order, name="order"),
    path("tre-em/in/<int:pk>/lap-lai/", papers.again, name="again"),
    path("tre-em/in/<int:pk>/tep/", papers.file, name="file"),
    path("tre-em/in/<int:pk>/trang/", papers.page, name="page"),
    path("tre-em/<int:pk>/phieu/", papers.sheet, name="sheet"),
    path("tre-em/nhat-ky/", looks.log, name="looks"),
    path("tre-em/nhat-ky/thang/", looks.month, name="looks_month"),
]
