"""Files of a case, and the people who let others in or end it."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from chungtay.cases.models import Case, Evidence, Secrecy
from chungtay.cases.services import evidence
from chungtay.foundation.scoping import acting_as
from tests.factories.accounts import Person, World, make_person


def make_chair(world: World, *, username: str = "chu_tich") -> Person:
    """Chair of the commune that leads."""
    return make_person(username, "Lường Văn Chủ", "commune_chair", world.committee, "Chủ tịch UBND xã")


def make_leader(world: World) -> Person:
    return make_person(
        "lanh_dao",
        "Quàng Thị Lãnh",
        "province_leader",
        world.province_committee,
        "Phó Chủ tịch tỉnh",
        unit=world.province,
    )


def photo(colour: str = "white", size: tuple[int, int] = (900, 700)) -> bytes:
    """A JPEG that says where it was taken."""
    picture, exif = Image.new("RGB", size, colour), Image.Exif()
    exif[0x010E] = "Bản Phăng 2, nhà cháu Dế"
    exif.get_ifd(0x8825)[2] = (21.0, 22.0, 23.0)
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif)
    return made.getvalue()


def pdf(pages: int = 2) -> bytes:
    sheets = [Image.new("RGB", (420, 594), shade) for shade in ("white", "ivory", "azure")]
    made = io.BytesIO()
    sheets[0].save(made, "PDF", save_all=True, append_images=sheets[1:pages])
    return made.getvalue()


def add_evidence(
    officer: Person, case: Case, name: str = "anh.jpg", content: bytes | None = None, **given: Any
) -> Evidence:
    with acting_as(officer.actor):
        return evidence.add(
            actor=officer.actor, case=case, upload=SimpleUploadedFile(name, content or photo()),
            **{"secrecy": Secrecy.ORDINARY, **given},
        )  # fmt: skip
