"""P12: the bytes of a first visit, compressed as they travel / the median mobile page of the web (2,311 KB, October 2024)."""

from __future__ import annotations

import gzip
import re
from html import unescape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings

from bench import world
from bench.measure import ROUNDS, Goal, Result
from bench.pages import opened
from bench.registry import benchmark

MEDIAN_MOBILE_PAGE = 2311 * 1024  # bytes; Web Almanac 2024
P12 = Goal("P12", "heaviest first load, all assets compressed / median mobile page of the web", 0.04, 0.02, unit="KB")

_ADDRESSES = re.compile(r"""<(?:script|img|source)\b[^>]*?\bsrc="([^"]+)"|<link\b([^>]*)>""")
_HREF = re.compile(r'\bhref="([^"]+)"')
_IN_STYLE = re.compile(r"""url\(["']?([^"')]+)["']?\)|@import\s+["']([^"']+)["']""")
_LATER_FORMS = re.compile(r"""(\bsrc:\s*url\([^)]*\)[^,;}]*),[^;}]*""")
_FETCHED = ("stylesheet", "icon", "preload", "modulepreload", "manifest")


def assets_of(page: str) -> set[str]:
    """Addresses under STATIC_URL that the page makes a browser fetch: scripts, pictures, styles, icons, preloads."""
    found: set[str] = set()
    for source, link in _ADDRESSES.findall(page):
        if source:
            found.add(unescape(source))
        elif any(f'rel="{kind}' in link for kind in _FETCHED):
            found.update(unescape(address) for address in _HREF.findall(link))
    return {address for address in found if address.startswith(settings.STATIC_URL)}


def all_assets(page: str, root: Path) -> dict[str, int]:
    """Bytes on the wire of each asset, with what styles ask for in turn (fonts; one writing-system subset is enough)."""
    sizes: dict[str, int] = {}
    waiting = sorted(assets_of(page))
    while waiting:
        address = waiting.pop()
        file = root / address.removeprefix(settings.STATIC_URL).split("?")[0]
        if address in sizes or not file.is_file():
            continue
        sizes[address] = travelling(file)
        if file.suffix == ".css":
            for inner in asked_for_by(file.read_text()):
                target = (file.parent / inner.split("?")[0].split("#")[0]).resolve()
                if target.is_relative_to(root):
                    waiting.append(settings.STATIC_URL + str(target.relative_to(root)))
    return sizes


def asked_for_by(style: str) -> list[str]:
    """Addresses a style makes a browser fetch. Of the forms of one font (`src: a, b`) it takes the first it knows: one."""
    asked = [urls[0] or urls[1] for urls in _IN_STYLE.findall(_LATER_FORMS.sub(r"\1", style))]
    return [address for address in asked if address and not address.startswith(("data:", "#"))]


def travelling(file: Path) -> int:
    """As WhiteNoise sends it to a browser of today: the compressed copy where there is one."""
    packed = [file.with_name(file.name + ending) for ending in (".br", ".gz")]
    return min([file.stat().st_size, *(other.stat().st_size for other in packed if other.is_file())])


@benchmark(P12)
def run() -> Result:
    """Bytes do not vary: one look is as good as five. Every page is taken as the first one visited."""
    with world.database("few"), override_settings(DEBUG=False):
        call_command("collectstatic", verbosity=0, interactive=False)
        root = Path(settings.STATIC_ROOT).resolve()
        first = {
            "sign-in": Client().get("/tai-khoan/dang-nhap/").content,
            **{one.page.name: one.get() for one in opened()},
        }
    weights: dict[str, int] = {}
    most: dict[str, int] = {}
    for name, page in first.items():
        sizes = all_assets(page.decode(), root)
        weights[name] = len(gzip.compress(page, 6)) + sum(sizes.values())
        if weights[name] == max(weights.values()):
            most = sizes
    heaviest = max(weights, key=lambda name: weights[name])
    detail: dict[str, Any] = {
        "heaviest": heaviest,
        "pages_kb": {
            name: round(weight / 1024, 1) for name, weight in sorted(weights.items(), key=lambda row: -row[1])
        },
        "assets_of_heaviest_kb": {
            name: round(size / 1024, 1) for name, size in sorted(most.items(), key=lambda row: -row[1])
        },
    }
    return Result(
        P12,
        weights[heaviest] / MEDIAN_MOBILE_PAGE,
        MEDIAN_MOBILE_PAGE / 1024,
        weights[heaviest] / 1024,
        ROUNDS,
        0.0,
        detail=detail,
    )
