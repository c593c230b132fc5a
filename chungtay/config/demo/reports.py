"""Reports of the demo: for the last closed period most communes reported, some late, some not; the open one is being written."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.config.demo.time_travel import at, moment
from chungtay.directives.models import Report, ReportFigure
from chungtay.directives.queries.reports_periods import Instance, of_year
from chungtay.directives.services import reports as services
from chungtay.directives.services.reports_duties import open_instance
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as, as_system

_WORDS = {
    "tinh_hinh": ("Tình hình trẻ em trên địa bàn cơ bản ổn định; số liệu cụ thể ở phần Số liệu và phụ lục.", "Số trẻ em và trẻ em cần trợ giúp được rà soát hằng tháng tại từng thôn, bản; số liệu ở phần dưới."),
    "chi_dao": ("UBND xã ban hành kế hoạch công tác trẻ em, phân công từng thành viên phụ trách thôn, bản.", "Đã họp Ban chỉ đạo hai lần, giao Phòng Văn hóa – Xã hội làm đầu mối."),
    "truyen_thong": ("Tổ chức truyền thông tại các bản và trường học; phát thanh hằng tuần về Tổng đài 111.", "Lồng ghép truyền thông vào họp bản và sinh hoạt của Hội Phụ nữ."),
    "bao_ve": ("Nhóm thường trực duy trì trực và tiếp nhận tin báo; các trường hợp được hỗ trợ kịp thời.", "Không phát sinh vụ việc mới; tiếp tục theo dõi các trường hợp cũ."),
    "an_toan": ("Đã cắm biển cảnh báo tại các điểm nguy hiểm ven suối và ao, hồ.", "Rà soát công trình, rào chắn ba điểm có nguy cơ đuối nước."),
    "cham_soc": ("Trẻ em trong độ tuổi được tiêm chủng, theo dõi dinh dưỡng tại trạm y tế.", "Phối hợp nhà trường vận động học sinh ra lớp đầy đủ."),
    "hoan_canh": ("Thăm, tặng quà trẻ em mồ côi và trẻ em khuyết tật dịp hè và Trung thu.", "Hỗ trợ sách vở, áo ấm cho trẻ em hộ nghèo."),
    "tham_gia": ("Tổ chức diễn đàn trẻ em cấp xã; trả lời bằng văn bản các kiến nghị.", "Lấy ý kiến trẻ em qua hộp thư tại trường."),
    "tieu_chuan": ("Tự chấm điểm theo tiêu chuẩn xã, phường phù hợp với trẻ em.",),
    "du_lieu": ("Hoàn thành rà soát sổ theo dõi trẻ em tại các thôn, bản.", "Cập nhật dữ liệu hằng tháng, còn một số trẻ thiếu số định danh."),
    "kho_khan": ("Địa bàn rộng, cộng tác viên ít và chưa có phụ cấp ổn định.", "Kinh phí hạn chế; mạng di động ở bản xa chưa có."),
    "kien_nghi": ("Đề nghị tỉnh tập huấn thêm cho cộng tác viên và hỗ trợ biển cảnh báo.",),
}  # fmt: skip
_OTHER = ("Đã thực hiện theo kế hoạch.", "Thực hiện đúng tiến độ.")


def write(posts: dict[str, Post], draw: random.Random, today: dt.date) -> int:
    """Opens the last closed period and those that are open now, and lets the communes report. Returns how many did."""
    officer = build_actor(posts["tinh"], today)
    begun = [
        one for year in (today.year - 1, today.year, today.year + 1) for one in of_year(year) if one.opens_on <= today
    ]
    closed = [one for one in begun if one.due_on <= today]
    sent = 0
    for instance in [*closed[-1:], *(one for one in begun if one.due_on > today)]:
        with at(moment(instance.opens_on, 7)), as_system("the demo opens the period as the worker would have"):
            for receiver in (
                posts["tinh"].agency,
                posts["bo"].agency,
            ):  # communes to the province, provinces to the ministry
                open_instance(instance, today=instance.opens_on, receiver=receiver)
        sent += _reported(instance, posts, officer, draw, today)
    return sent


def _reported(instance: Instance, posts: dict[str, Post], officer: Actor, draw: random.Random, today: dt.date) -> int:
    sent = 0
    for username, post in posts.items():
        if not username.startswith("xa."):
            continue
        day = instance.due_on + dt.timedelta(days=round(draw.gauss(-5, 4)))
        if day > today or draw.random() < 0.07:
            continue
        with as_system("the demo looks for the commune's report"):
            report = Report.objects.filter(
                duty__code=instance.code, duty__receiver=officer.agency_id, agency=post.agency_id
            ).first()
        if report is None:
            continue
        chair = posts["chutich." + username.removeprefix("xa.")]
        _send(report, build_actor(post, today), chair, draw, day)
        sent += 1
        answered = day + dt.timedelta(days=2)
        if answered <= today:
            _answer(report, officer, draw, answered)
    return sent


def _send(report: Report, worker: Actor, chair: Post, draw: random.Random, day: dt.date) -> None:
    with at(moment(day, draw.randint(8, 16))), acting_as(worker):
        edits = [
            services.SectionEdit(section.pk, section.version, draw.choice(_WORDS.get(section.key, _OTHER)))
            for section in report.sections.all()
        ]
        asked = report.figures.filter(source=ReportFigure.Source.ASKED)
        numbers = [
            services.FigureEdit(figure.pk, Decimal(draw.randint(2, 60) * (10 if figure.unit.startswith("lượt") else 1)))
            for figure in asked
        ]
        services.save(actor=worker, report=report, sections=edits, numbers=numbers)
        signature = services.Signature(
            number=f"{draw.randint(20, 400)}/BC-UBND",
            place=chair.unit.short_name,
            signer_name=str(chair.user),
            signer_title="CHỦ TỊCH",
        )
        services.submit(actor=worker, report=report, signature=signature, today=day)


def _answer(report: Report, officer: Actor, draw: random.Random, day: dt.date) -> None:
    with at(moment(day, 10)), acting_as(officer):
        if draw.random() < 0.05:
            services.send_back(
                actor=officer, report=report, reason="Số liệu vận động chưa khớp với kỳ trước, đề nghị kiểm tra lại."
            )
        else:
            services.accept(actor=officer, report=report)
