"""The pages a person can leaf through after the run: who opens what. Every page kind of the product is here.

`who` is a sign-in name of the demo world, or `<xa>`, `<chutich>`, `<truong>` for the people of one commune; empty for somebody who
is not signed in. `then` are links clicked one after the other, so that no number is written here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """One page. `name` names its pictures; `kind` is the page kind of the interface rules."""

    name: str
    who: str
    path: str
    then: tuple[str, ...] = ()
    kind: str = ""
    statuses: tuple[int, ...] = (200,)


_LINE = "main .line-title a, main .table tbody a"

_FIRST_ACT = "main .page-acts .button-primary"

SCREENS: list[Screen] = [
    Screen("dang-nhap", "", "/tai-khoan/dang-nhap/", kind="form"),
    Screen("viec-cua-toi-xa", "<xa>", "/", kind="my day"),
    Screen("viec-cua-toi-tinh", "tinh", "/", kind="my day"),
    Screen("viec-cua-toi-lanh-dao", "lanhdao", "/", kind="my day"),
    Screen("tim-kiem", "tinh", "/tim-kiem/?q=tre+em", kind="list"),
    Screen("thong-bao", "<xa>", "/thong-bao/", kind="list"),
    Screen("hien-thi", "tinh", "/hien-thi/", kind="settings"),
    Screen("thanh-phan", "tinh", "/thanh-phan/"),
    Screen("khong-tim-thay", "tinh", "/khong-co-trang-nay/", statuses=(404,)),
    Screen("van-ban", "tinh", "/van-ban/", kind="list"),
    Screen("van-ban-nhan", "tinh", "/van-ban/", ("main .page-acts a",), kind="form"),
    Screen("van-ban-mot", "tinh", "/van-ban/", (_LINE,), kind="thing"),
    Screen("van-ban-ra-soat", "tinh", "/van-ban/", (_LINE, _FIRST_ACT), kind="review"),
    Screen("van-ban-so-do", "tinh", "/van-ban/", (_LINE, "main .page-acts a:has-text('Sơ đồ')"), kind="thing"),
    Screen("nhiem-vu", "tinh", "/nhiem-vu/", kind="list"),
    Screen("nhiem-vu-xa", "<xa>", "/nhiem-vu/", kind="list"),
    Screen("nhiem-vu-mot", "tinh", "/nhiem-vu/", (_LINE,), kind="thing"),
    Screen("nhiem-vu-mot-xa", "<xa>", "/nhiem-vu/", (_LINE,), kind="thing"),
    Screen("giao-viec", "tinh", "/nhiem-vu/", (_FIRST_ACT,), kind="form"),
    Screen("bao-cao", "tinh", "/bao-cao/", kind="list"),
    Screen("bao-cao-xa", "<xa>", "/bao-cao/", kind="list"),
    Screen("bao-cao-mot-xa", "<xa>", "/bao-cao/", (_LINE,), kind="report"),
    Screen("bao-cao-tong-hop", "tinh", "/bao-cao/", (_LINE,), kind="report"),
    Screen(
        "bao-cao-phu-luc",
        "<xa>",
        "/bao-cao/",
        (
            "main .line-title a:has-text('kết quả công tác trẻ em'), main .table a:has-text('kết quả công tác trẻ em')",
            "main .report-annexes a",
        ),
        kind="thing",
    ),
    Screen(
        "bao-cao-so-lieu",
        "<xa>",
        "/bao-cao/",
        (
            "main .line-title a:has-text('kết quả công tác trẻ em'), main .table a:has-text('kết quả công tác trẻ em')",
            "main .report-figures a",
        ),
        kind="thing",
    ),
    Screen("tong-quan", "tinh", "/tong-quan/", kind="overview"),
    Screen("tong-quan-van-ban", "tinh", "/tong-quan/", (_LINE,), kind="grid"),
    Screen("don-vi", "tinh", "/don-vi/", kind="list"),
    Screen("don-vi-mot", "tinh", "/don-vi/", (_LINE,), kind="thing"),
    Screen("quan-tri", "quantri", "/quan-tri/", kind="settings"),
    Screen("quan-tri-quyen", "quantri", "/quan-tri/", ("main .tabs a:has-text('Bảng phân quyền')",), kind="grid"),
    Screen("quan-tri-them", "quantri", "/quan-tri/", (_FIRST_ACT,), kind="form"),
    Screen("uy-quyen", "<chutich>", "/tai-khoan/uy-quyen/", kind="form"),
    Screen("tai-khoan", "<xa>", "/tai-khoan/", kind="settings"),
    Screen("tre-em-in", "<xa>", "/tre-em/in/", kind="list"),
    Screen("tre-em-in-so", "<xa>", "/tre-em/in/so/", kind="form"),
    Screen("tre-em-in-danh-sach", "<xa>", "/tre-em/in/danh-sach/?loc=chua-khai-sinh", kind="form"),
    Screen("tre-em-nhat-ky", "<xa>", "/tre-em/nhat-ky/", kind="list"),
    Screen("tre-em-nhat-ky-thang", "<xa>", "/tre-em/nhat-ky/thang/", kind="report"),
    Screen("the-khan-cap", "<xa>", "/the-khan-cap/", kind="thing"),
    Screen("the-khan-cap-in", "<xa>", "/the-khan-cap/in/", kind="report"),
    Screen("the-khan-cap-them", "<xa>", "/the-khan-cap/them/", kind="form"),
    Screen("vu-viec", "<xa>", "/vu-viec/", kind="list"),
    Screen("vu-viec-tinh", "tinh", "/vu-viec/", kind="list"),
    Screen("vu-viec-mot", "<xa>", "/vu-viec/", (_LINE,), kind="thing"),
    Screen("vu-viec-giam-sat-mot", "tinh", "/vu-viec/", (_LINE,), kind="thing"),
    Screen("vu-viec-nguoi", "<xa>", "/vu-viec/", (_LINE, "main .panel:has(#nguoi) .button"), kind="form"),
    Screen(
        "vu-viec-quyet-dinh", "<xa>", "/vu-viec/", (_LINE, "main .panel:has(#quyet-dinh) .line-title a"), kind="thing"
    ),
    Screen("vu-viec-gan-tre", "<xa>", "/vu-viec/", (_LINE, "main .panel:has(#tre-em) p a"), kind="form"),
    Screen("ban-giao", "<xa>", "/vu-viec/ban-giao/", kind="list"),
    Screen("ban-giao-mot", "<xa>", "/vu-viec/ban-giao/", (_LINE,), kind="thing"),
    Screen(
        "vu-viec-duyet-ke-hoach",
        "<chutich>",
        "/",
        ("main .line-title a:has-text('kế hoạch chờ phê duyệt')", "main a:has-text('Phê duyệt')"),
        kind="form",
    ),
    Screen("tin-bao", "<xa>", "/tin-bao/", kind="list"),
    Screen("tin-bao-chu-tich", "<chutich>", "/tin-bao/", (_LINE,), kind="thing"),
    Screen("phan-viec-truong", "<truong>", "/phan-viec/", (_LINE,), kind="thing"),
    Screen("luu-ho-so", "<chutich>", "/vu-viec/luu-ho-so/", kind="list"),
    Screen("cham-soc", "<xa>", "/cham-soc-thay-the/", kind="list"),
    Screen("cham-soc-mot", "<xa>", "/cham-soc-thay-the/?loai=thu-tuc", (_LINE,), kind="thing"),
    Screen(
        "cham-soc-mau-10",
        "<xa>",
        "/cham-soc-thay-the/?loai=thu-tuc",
        (_LINE, "main .page-acts a:has-text('Mẫu 10')"),
        kind="form",
    ),
    Screen("so-lieu-ky", "tinh", "/so-lieu/ky/", kind="list"),
    Screen("so-lieu-ky-xa", "<xa>", "/so-lieu/ky/", kind="list"),
    Screen("so-lieu-ky-dot", "tinh", "/so-lieu/ky/", ("main tbody th a",), kind="list"),
    Screen(
        "so-lieu-ky-bang",
        "tinh",
        "/so-lieu/ky/",
        ("main tbody th a", "main .page-acts a:has-text('bảng')"),
        kind="grid",
    ),
    Screen(
        "so-lieu-ky-tong",
        "tinh",
        "/so-lieu/ky/",
        ("main tbody th a", "main .page-acts a:has-text('Tổng')"),
        kind="report",
    ),
    Screen("so-lieu-ky-mot", "<xa>", "/so-lieu/ky/", ("main .line-title a",), kind="form"),
    Screen(
        "so-lieu-ky-tai-len",
        "<xa>",
        "/so-lieu/ky/",
        ("main .line-title a", "main .page-acts a:has-text('Tải lên')"),
        kind="form",
    ),
    Screen("so-lieu-chi-tieu", "<xa>", "/so-lieu/chi-tieu/", kind="list"),
    Screen("so-lieu-bieu", "tinh", "/so-lieu/bieu/", kind="list"),
    Screen("so-lieu-bieu-601", "<xa>", "/so-lieu/bieu/te-601-602/", kind="grid"),
    Screen("so-lieu-bieu-605", "tinh", "/so-lieu/bieu/te-605/", kind="grid"),
    Screen("so-lieu-chi-tieu-them", "tinh", "/so-lieu/chi-tieu/dia-phuong/them/", kind="form"),
    Screen("so-lieu-kiem-tra", "tinh", "/so-lieu/kiem-tra/", kind="list"),
    Screen("so-lieu-kiem-tra-xa", "<xa>", "/so-lieu/kiem-tra/", kind="list"),
    Screen("so-lieu-cong-bo", "tinh", "/so-lieu/cong-bo/", kind="list"),
    Screen("so-lieu-cong-bo-moi", "tinh", "/so-lieu/cong-bo/moi/", kind="form"),
    Screen("so-lieu-cong-bo-quy-tac", "tinh", "/so-lieu/cong-bo/quy-tac/", kind="settings"),
    Screen("cong-bo-so-lieu", "", "/cong-bo-so-lieu/", kind="list"),
    Screen("cong-bo-so-lieu-cho-may", "", "/cong-bo-so-lieu/cho-may/"),
    Screen("so-lieu", "tinh", "/so-lieu/", kind="overview"),
    Screen("so-lieu-xa", "<xa>", "/so-lieu/", kind="overview"),
    Screen("so-lieu-mot", "<xa>", "/so-lieu/", ("main .cards li:nth-child(2) a",), kind="thing"),
    Screen("so-lieu-ban-do", "tinh", "/so-lieu/ban-do/", kind="overview"),
    Screen("so-lieu-muc-tieu", "tinh", "/so-lieu/muc-tieu/", kind="list"),
    Screen("so-lieu-bang", "tinh", "/so-lieu/bang/", kind="list"),
    Screen("so-lieu-bang-lap", "tinh", "/so-lieu/bang/lap/", kind="form"),
]
