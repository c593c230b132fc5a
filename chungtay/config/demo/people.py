"""Invented people in posts of a real province. Names are drawn from common Vietnamese, Thái and Mông names."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from chungtay.accounts.models import Agency, Post, User
from chungtay.accounts.roles import RoleCode
from chungtay.foundation.vietnamese import fold, name_key
from chungtay.territory.models import Unit
from chungtay.territory.queries import country

PASSWORD = "chung-tay-2026"
SINCE = dt.date(2025, 7, 1)

_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Lò",
    "Quàng",
    "Cà",
    "Tòng",
    "Lường",
    "Vàng",
    "Giàng",
    "Sùng",
    "Mùa",
    "Thào",
    "Vừ",
    "Hoàng",
    "Bùi",
    "Đỗ",
    "Vũ",
    "Đặng",
]
_MIDDLES_WOMEN = ["Thị", "Thị Thanh", "Thị Kim", "Thị Thu", "Ngọc", "Thị Minh"]
_MIDDLES_MEN = ["Văn", "Minh", "Quang", "Đức", "Xuân", "A"]
_WOMEN = [
    "Ân",
    "Bình",
    "Chi",
    "Dung",
    "Hà",
    "Hạnh",
    "Hoa",
    "Hương",
    "Lan",
    "Liên",
    "Mai",
    "Nga",
    "Ngân",
    "Nhung",
    "Oanh",
    "Phương",
    "Thảo",
    "Thủy",
    "Trang",
    "Yến",
]
_MEN = [
    "An",
    "Bảo",
    "Chung",
    "Cường",
    "Dũng",
    "Đạt",
    "Hải",
    "Hiếu",
    "Hùng",
    "Khánh",
    "Long",
    "Nam",
    "Phong",
    "Quân",
    "Sơn",
    "Thắng",
    "Tuấn",
    "Việt",
    "Vinh",
    "Páo",
]

# (sign-in name, role, agency's folded name begins with, title); the first two of the list are printed first.
PROVINCE_POSTS = [
    ("tinh", RoleCode.PROVINCE_OFFICER, "so y te", "Chuyên viên phòng Trẻ em"),
    ("lanhdao", RoleCode.PROVINCE_LEADER, "so y te", "Phó Giám đốc Sở"),
    ("quantri", RoleCode.PROVINCE_ADMINISTRATOR, "so y te", "Quản trị hệ thống"),
    ("theodoi", RoleCode.MONITOR, "ubnd tinh", "Chuyên viên theo dõi, Văn phòng UBND tỉnh"),
    ("thanhtra", RoleCode.INSPECTOR, "ubnd tinh", "Thanh tra viên"),
    ("congan", RoleCode.SECTOR_OFFICER, "cong an", "Cán bộ đầu mối trẻ em"),
    ("giaoduc", RoleCode.SECTOR_OFFICER, "so giao duc", "Chuyên viên"),
]


@dataclass(frozen=True)
class Someone:
    """One demo person with the post he or she holds."""

    username: str
    full_name: str
    role: str
    title: str
    agency: Agency
    unit: Unit


def full_name(draw: random.Random) -> str:
    woman = draw.random() < 0.6
    middle = draw.choice(_MIDDLES_WOMEN if woman else _MIDDLES_MEN)
    return f"{draw.choice(_FAMILIES)} {middle} {draw.choice(_WOMEN if woman else _MEN)}"


def invent(province: Unit, communes: list[Unit], draw: random.Random, today: dt.date) -> list[Someone]:
    """The people of the province and of each commune: an officer (`xa.<name>`) and a chair (`chutich.<name>`)."""
    offices = list(Agency.objects.on(today).filter(unit=province))
    people = []
    nation = country()
    ministry = Agency.objects.on(today).filter(level="country", kind="ministry", sector="health").first()
    if nation is not None and ministry is not None:
        people.append(Someone("bo", full_name(draw), RoleCode.MINISTRY_OFFICER, "Chuyên viên", ministry, nation))
    for username, role, begins, title in PROVINCE_POSTS:
        office = next((agency for agency in offices if agency.folded.startswith(begins)), None)
        if office is not None:
            people.append(Someone(username, full_name(draw), role, title, office, province))
    committees = {
        agency.unit_id: agency for agency in Agency.objects.on(today).filter(kind="committee", unit__in=communes)
    }
    taken: set[str] = set()
    for commune in communes:
        short = fold(commune.short_name).replace(" ", "")
        while short in taken:
            short += "2"
        taken.add(short)
        committee = committees[commune.pk]
        people.append(
            Someone(
                f"xa.{short}",
                full_name(draw),
                RoleCode.COMMUNE_OFFICER,
                "Công chức văn hóa – xã hội",
                committee,
                commune,
            )
        )
        people.append(
            Someone(
                f"chutich.{short}",
                full_name(draw),
                RoleCode.COMMUNE_CHAIR,
                f"Chủ tịch UBND {commune.kind}",
                committee,
                commune,
            )
        )
    shorts = {one.unit.pk: one.username.removeprefix("xa.") for one in people if one.username.startswith("xa.")}
    for commune in communes:  # after all others, whose names the same seed draws as before
        people += _partners(commune, shorts[commune.pk], draw, today)
    return people


# Who does a part of a plan in the commune: (sign-in name begins with, kind of agency, title).
PARTNERS = (("congan", "police", "Công an viên phụ trách trẻ em"), ("tramyte", "health_station", "Y sĩ"))


def _partners(commune: Unit, short: str, draw: random.Random, today: dt.date) -> list[Someone]:
    agencies = {agency.kind: agency for agency in Agency.objects.on(today).filter(unit=commune)}
    return [
        Someone(f"{begins}.{short}", full_name(draw), RoleCode.SECTOR_OFFICER, title, agencies[kind], commune)
        for begins, kind, title in PARTNERS
        if kind in agencies
    ]


def settle(people: list[Someone]) -> dict[str, Post]:
    """Accounts and posts; one hash serves all, since they share one password anyway."""
    secret = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(
            username=one.username, full_name=one.full_name, order_key=name_key(one.full_name), password=secret,
            email=f"{one.username}@minhhoa.example",
        )
        for one in people
    )  # fmt: skip
    posts = Post.objects.bulk_create(
        Post(user=user, agency=one.agency, unit=one.unit, role=one.role, title=one.title, valid_from=SINCE)
        for user, one in zip(users, people, strict=True)
    )
    return {one.username: post for one, post in zip(people, posts, strict=True)}


def sign_in_names() -> str:
    """The lines printed after the start: who can sign in, and as what."""
    wanted = [*(name for name, *_ in PROVINCE_POSTS), "bo"]
    posts = {
        post.user.username: post
        for post in Post.objects.filter(user__username__in=wanted).select_related("user", "agency")
    }
    communes = list(
        Post.objects.filter(user__username__startswith="xa.").select_related("user", "agency").order_by("pk")[:3]
    )
    chairs = list(
        Post.objects.filter(user__username__startswith="chutich.").select_related("user", "agency").order_by("pk")[:1]
    )
    lines = [f"Đăng nhập (mật khẩu chung: {PASSWORD}; người và việc đều hư cấu):"]
    for post in [*(posts[name] for name in wanted if name in posts), *communes, *chairs]:
        lines.append(f"  {post.user.username:<22} {post.title}, {post.agency.name}")
    lines.append(
        "  … mỗi xã, phường còn có xa.<tên>, chutich.<tên>, congan.<tên>, tramyte.<tên>; một xã có truong.<tên>"
    )
    return "\n".join(lines)
