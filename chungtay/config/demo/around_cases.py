"""What stands around the invented cases, so that a newcomer finds these pages filled: a school that does its part of a plan,
files of a case, a period for which cases are kept, a hand-over that waits for an answer."""

from __future__ import annotations

import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Agency, AgencyName, Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases.models import Case, Secrecy
from chungtay.cases.services import evidence, handovers, retention
from chungtay.config.demo import people
from chungtay.config.demo.families import COMMUNE
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import Unit

SCHOOL = "Trường Tiểu học số 1"
_YEARS = 20


def school(today: dt.date) -> None:
    """A school of the commune of the hand-written families, with a teacher who signs in as `truong.<name>`."""
    home = Post.objects.on(today).filter(user__username=COMMUNE).select_related("unit").first()
    if home is None:
        return
    unit = home.unit
    name = f"{SCHOOL} {unit.short_name}"
    agency = Agency.objects.create(
        kind="school", sector="education", name=name, folded=fold(name), unit=unit, unit_path=unit.path, level=unit.level,
        valid_from=people.SINCE,
    )  # fmt: skip
    AgencyName.objects.create(agency=agency, name=name, folded=fold(name), valid_from=people.SINCE)
    teacher = people.Someone(
        f"truong.{COMMUNE.removeprefix('xa.')}", "Đinh Thị Thảo", RoleCode.SECTOR_OFFICER, "Giáo viên phụ trách công tác trẻ em",
        agency, unit,
    )  # fmt: skip
    people.settle([teacher])


def files_of(officer: Actor) -> int:
    """A drawing and a paper in the case of this commune that is being worked on; both say that they are invented."""
    with as_system("the demo chooses a case of one commune"):
        case = Case.objects.filter(unit_path=officer.unit_paths[0], state="serving").order_by("pk").first()
    if case is None:
        return 0
    drawn = (("vet-thuong.jpg", "JPEG", "Ảnh minh họa, hư cấu"), ("giay-kham.pdf", "PDF", "Giấy khám minh họa, hư cấu"))
    with acting_as(officer) as actor:
        for name, kind, note in drawn:
            upload = SimpleUploadedFile(name, _drawing(kind))
            evidence.add(actor=actor, case=case, upload=upload, secrecy=Secrecy.ORDINARY, note=note)
    return len(drawn)


def _drawing(kind: str) -> bytes:
    picture = Image.new("RGB", (840, 594), "ivory")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, 800, 554), outline="gray", width=3)
    pen.ellipse((320, 180, 520, 380), outline="firebrick", width=6)
    pen.text((60, 520), "CHUNG TAY - MINH HOA - HU CAU", fill="black")
    made = io.BytesIO()
    picture.save(made, kind)
    return made.getvalue()


def kept(chair: Actor, today: dt.date) -> None:
    """The province lays down a period; the chair puts the case that ended under it."""
    keeper = Post.objects.on(today).filter(user__username="quantri").select_related("user", "agency", "unit").first()
    if keeper is None:
        return
    with acting_as(build_actor(keeper, today)) as actor:
        rule = retention.add_rule(
            actor=actor, name="Hồ sơ hỗ trợ, can thiệp trẻ em", years=_YEARS, basis="Văn bản minh họa của tỉnh (hư cấu)"
        )
    with acting_as(chair) as actor:
        case = Case.objects.filter(unit_path=chair.unit_paths[0], state="closed").order_by("pk").first()
        if case is not None:
            retention.retain(actor=actor, case=case, rule=rule)


def offered(officer: Actor, to_unit: Unit) -> None:
    """Another commune asks this one to take the lead of a case; nobody has answered yet."""
    with acting_as(officer) as actor:
        case = Case.objects.select_related("unit").filter(unit_path=actor.unit_paths[0]).order_by("pk").first()
        if case is not None:
            handovers.offer(
                actor=actor, case=case, to_unit=to_unit, why="moved", reason="Trẻ đã theo mẹ về ở với bà ngoại từ đầu tháng.",
                must_know="Trẻ đang được trạm y tế theo dõi, hẹn khám lại tuần sau.",
            )  # fmt: skip
