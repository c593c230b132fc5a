"""A picture of figures with all that belongs to it: the finding, a sentence, its table, and the files it leaves in.

A page makes its exhibits, asks `answer()` first (a picture or a file of one of them was wanted), and shows the rest with
`statistics/looks/exhibit.html`. A picture has an address of its own that carries a digest of what it shows, so that the
browser keeps it and the page stays light; it is drawn only when asked for.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict

from chungtay.foundation import audit, charts
from chungtay.foundation.access import Actor
from chungtay.foundation.charts_figures import NARROW, WIDE
from chungtay.foundation.spreadsheets import Sheet, to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEEP_SECONDS = 600
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Spec = Callable[[int], dict[str, Any]]


@dataclass(frozen=True)
class Exhibit:
    """`spec(width)` is a Vega-Lite specification; a map gives `svg` instead. The first column of `rows` heads its row.

    `key` names it in addresses; `title` states the finding; `sentence` says the picture in words; `source` where the
    figures come from and of which day they are.
    """

    key: str
    title: str
    sentence: str
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    source: str
    spec: Spec | None = None
    svg: str = ""
    links: tuple[str, ...] = ()  # where the first cell of each row leads
    address: str = ""  # of the page as shown, without what names a picture; set by `addressed`

    @property
    def digest(self) -> str:
        """Changes with what is shown."""
        shown = self.svg or json.dumps(self.spec(WIDE) if self.spec else "", sort_keys=True, default=str)
        return hashlib.sha256((shown + self.sentence).encode()).hexdigest()[:12]

    def url(self, form: str, *, narrow: bool = False) -> str:
        query = QueryDict(mutable=True)
        query.update({"hinh": self.key, "xuat": form, "dau": self.digest} | ({"co": "hep"} if narrow else {}))
        return f"{self.address}{'&' if '?' in self.address else '?'}{query.urlencode()}"

    @property
    def picture_url(self) -> str:
        return self.url("svg")

    @property
    def narrow_url(self) -> str:
        return self.url("svg", narrow=True)

    @property
    def files(self) -> list[tuple[str, str]]:
        """(label, address) of the table and the picture as files."""
        forms = (("Bảng .xlsx", "xlsx"), ("Bảng .csv", "csv"), ("Hình .svg", "tai-svg"), ("Hình .png", "png"))
        return [(label, self.url(form)) for label, form in forms if self.drawable or form in {"xlsx", "csv"}]

    @property
    def drawable(self) -> bool:
        return bool(self.spec or self.svg)

    def drawn(self, width: int = WIDE) -> str:
        return self.svg or charts.drawn(self.spec(width) if self.spec else {})

    def png(self) -> bytes:
        if self.spec is not None:
            return charts.png(self.spec(WIDE))
        import vl_convert

        return bytes(vl_convert.svg_to_png(self.svg, scale=2))

    def sheet(self) -> Sheet:
        widths = [34, *[16] * (len(self.header) - 1)]
        return Sheet(self.title, [self.header], self.rows, widths, note=f"{self.title}. {self.source}")

    def csv(self) -> bytes:
        return to_csv(self.header, self.rows)


def addressed(request: HttpRequest, exhibits: Iterable[Exhibit | None]) -> list[Exhibit]:
    """Those there are, each knowing the page it stands on."""
    query = request.GET.copy()
    for name in ("hinh", "xuat", "dau", "co"):
        query.pop(name, None)
    address = request.path + (f"?{query.urlencode()}" if query else "")
    return [Exhibit(**{**vars(one), "address": address}) for one in exhibits if one is not None]


def answer(request: HttpRequest, exhibits: Sequence[Exhibit], actor: Actor, about: models.Model) -> HttpResponse | None:
    """The picture or file that was asked for; None when the page itself was. Taking a file out is written down."""
    form, key = request.GET.get("xuat", ""), request.GET.get("hinh", "")
    one = next((exhibit for exhibit in exhibits if exhibit.key == key), None)
    if one is None or form not in {"svg", "png", "xlsx", "csv", "tai-svg"}:
        return None
    if form in {"svg", "tai-svg", "png"} and not one.drawable:
        return None
    if form == "svg":
        svg = one.drawn(NARROW if request.GET.get("co") == "hep" else WIDE)
        kept = {"Cache-Control": f"private, max-age={KEEP_SECONDS}"}
        return HttpResponse(svg, content_type="image/svg+xml", headers={**kept, "X-Content-Type-Options": "nosniff"})
    audit.record(actor, "figures.taken_out", about, label=one.title, unit_path=_path(actor), data={"form": form})
    name = file_name(one.title)
    if form == "xlsx":
        return download(f"{name}.xlsx", to_xlsx([one.sheet()]), XLSX)
    if form == "csv":
        return download(f"{name}.csv", one.csv(), "text/csv; charset=utf-8")
    if form == "png":
        return download(f"{name}.png", one.png(), "image/png")
    return download(f"{name}.svg", one.drawn().encode(), "image/svg+xml")


def download(name: str, content: bytes, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


def file_name(title: str) -> str:
    """A name every system takes: no accents, no signs."""
    from chungtay.foundation.vietnamese import fold

    return fold(title).replace(" ", "-")[:60].strip("-") or "so-lieu"


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it; commas; numbers with a point, days as ISO: for machines and Excel alike."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow([_plain(cell) for cell in header])
    out.writerows([_plain(cell) for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def _plain(cell: Any) -> str | int | float | Decimal:
    """Text that a spreadsheet takes for text: nothing runs when the file is opened."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, int | float | Decimal):
        return cell
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", str(cell))
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) else text


def _path(actor: Actor) -> str:
    return actor.unit_paths[0] if actor.unit_paths else ""
