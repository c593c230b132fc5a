"""The letterhead of an official document: issuer, number, place and date, type, subject.

The two columns of the printed letterhead reach us on separate lines, on one line with wide gaps, or run together; the
national motto and a known place-and-date line show where the left column ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chungtay.directives.reader.citations import KINDS, LETTERS
from chungtay.directives.reader.dates import DATE, printed
from chungtay.directives.reader.model import Finding, Identity, Span
from chungtay.directives.reader.patterns import any_of
from chungtay.directives.reader.structure import lines_of
from chungtay.directives.reader.text import Source, bare

# OCR reads Đ as D and loses accents: the letterhead is matched without them.
_MOTTO = re.compile(r"co?n?g hoa xa hoi chu nghi?a vie?t nam|dang cong san viet nam")
_MOTTO_SECOND = re.compile(r"d?oc lap\s*[-.,]?\s*tu do\s*[-.,]?\s*hanh phuc")
_SERIAL = re.compile(
    r"(?<![a-z])so\s*[:;.]?\s*(?P<n>[\d.…\s]{0,12}[a-c]?(?:\s?/\s?(?:19"
    r"|20)\d\d)?)\s*(?P<sep>[/-]|\s(?=(?:hd|kh|ct|qd|tb|nq|bc|cv|kl|ctr)\s?/))\s*(?P<t>[a-z][a-z0-9&.,_]*(?:\s?[-/]\s?[a-z0-9&.,]+)*)"
)
_ABOUT = re.compile(r"(?:v\s?/\s?v|vv|trich yeu|ve viec)\s*[:.]?\s+")
_PLACE_DATE = re.compile(
    r"(?P<place>[a-zà-ỹđ.'0-9-]+(?: [a-zà-ỹđ.'0-9-]+){0,6})\s*,?\s*ngày\s*(?P<d>[\d.…_ ]{0,6})\s*tháng\s*"
    r"(?P<m>[\d.…_ ]{0,6})\s*năm\s*(?P<y>(?:19|20)[\d. ]{2,4})"
)
_SHORT_DATE = re.compile(
    rf"[a-zà-ỹđ.'0-9-]+(?: [a-zà-ỹđ.'0-9-]+){{0,6}},\s*(?:hồi\s+[\dgiờhphút ]{{1,16}})?ngày\s*{DATE}"
)
_QUALIFIED = (
    r"(?:\s+(?:liên ngành|liên tịch|khẩn|hỏa tốc|thượng khẩn|phối hợp|kết luận|lien nganh|lien tich|khan"
    r"|hoa toc|phoi hop|ket luan))*"
)
_TYPE_LINE = re.compile(rf"^(?:{any_of(KINDS)}){_QUALIFIED}\s*(?:$|[(:*])")
_TYPE_START = re.compile(rf"^(?:{any_of(KINDS)})(?![a-zà-ỹđ])")
_UNIT = re.compile(
    r"(?!(?:tinh|thanh|huyen|quan|thi|xa|phuong) (?:uy|doan)(?![a-z]))"
    r"(?:tinh|thanh pho|tp\.?|huyen|thi xa|quan|xa|phuong|thi tran|dac khu|va xa hoi|va dao tao|va the thao"
    r"|va truyen thong|va du lich|viet nam|ho chi minh|- thuong binh|thuong binh|nhan dan|va phat trien nong thon"
    r"|va gia dinh|trung uong)\b"
)
_AGENCY = re.compile(
    r"(?:uy ban|ubnd|ub nd|so\s|bo\s|ban\s|phong\s|cong an|tinh (?:uy|doan)|thanh (?:uy|doan)|huyen (?:uy|doan)"
    r"|quan uy|thi uy|dang uy|hoi\s|doan\s|trung tam|tram y te|truong\s|van phong|thu tuong|chinh phu|quoc hoi"
    r"|hoi dong|lien doan|mat tran|cuc\s|vu\s|vien\s|toa an|tong\s|bch\s|chu tich|lien nganh|bao hiem|dai\s|bao\s"
    r"|quy\s|thanh tra|benh vien|chi cuc|lien bo|ubmttq|mttq|cong doan|dang bo|nha )"
)
HEAD_LINES = 45
MENU_LINES = 250
TITLE_LINES = 14
LONGEST_LINE = 300
LEFT_COLUMN = 8


@dataclass(frozen=True, slots=True)
class Letterhead:
    """``end`` is where the body begins."""

    identity: Identity
    start: int
    end: int


@dataclass(slots=True)
class _Cells:
    left: list[Span]
    place_date: re.Match[str] | None = None
    serial: Span | None = None
    type: Span | None = None
    about: Span | None = None
    wired: bool = False
    end: int = 0


def read_letterhead(source: Source) -> Letterhead | None:
    """None when the text does not begin like an official document (a news page, a plain note)."""
    lines = [s for s in lines_of(source, 0, min(len(source.text), 20000)) if s.end > s.start][:MENU_LINES]
    motto = next((i for i, s in enumerate(lines) if _is_motto(source, s)), None)
    serial = next((i for i, s in enumerate(lines[:HEAD_LINES]) if _serial(source, s)), None)
    if motto is None and serial is None:
        motto = _titled(source, lines[:TITLE_LINES])
    first = _first_line(source, lines, motto, serial)
    if first is None:
        return None
    cells = _Cells([])
    for line in _cells(source, lines[first:]):
        if not _place(source, line, cells) or line.start > lines[first].start + 3000:
            break
    if cells.serial is None and motto is None:
        return None
    if cells.serial is None and cells.type is None and cells.place_date is None and not cells.left:
        return None
    if cells.place_date is None:
        cells.place_date = _date_below(source)
    return Letterhead(_identity(source, cells), lines[first].start, cells.end or lines[first].start)


def _date_below(source: Source) -> re.Match[str] | None:
    """Some documents have place and date above the signature."""
    for line in lines_of(source, max(0, len(source.text) - 4000)):
        if 10 < line.end - line.start < 70:
            where = _PLACE_DATE.match(source.low, *line)
            if where and _is_place(source, line, where) and any(c.isdigit() for c in where.group("d")):
                return where
    return None


def _is_motto(source: Source, line: Span) -> bool:
    return line.end - line.start < 200 and _MOTTO.search(_bare(source, line)) is not None


def _titled(source: Source, lines: list[Span]) -> int | None:
    """Without motto and number: a line that is only the type in capitals, "KẾ HOẠCH", opens the document."""
    for i, line in enumerate(lines):
        text = source.text[line.start : line.end].strip(" *#_")
        below = lines[i + 1] if i + 1 < len(lines) else line
        subject = below.end - below.start >= 20 and not source.text[below.start : below.end].isupper()
        if subject and text.isupper() and _TYPE_LINE.match(source.low[line.start : line.end].strip(" *#_")):
            return i
    return None


def _bare(source: Source, span: Span) -> str:
    return source.bare[span.start : span.end]


def _serial(source: Source, span: Span) -> re.Match[str] | None:
    match = _SERIAL.search(source.bare, span.start, span.end)
    if match is None or match.start() - span.start > 60:
        return None
    before = source.bare[span.start : match.start()].strip(" |*\t_-#")
    return (
        match
        if not before or source.text[span.start : match.start()].strip(" |*").isupper() or len(before) < 4
        else None
    )


def _first_line(source: Source, lines: list[Span], motto: int | None, serial: int | None) -> int | None:
    anchor = motto if motto is not None else serial
    if anchor is None:
        return None
    if motto is not None and serial is not None and 0 < motto - serial <= LEFT_COLUMN:
        # Read cell by cell, the whole left column comes before the motto.
        anchor = serial
    first = anchor
    for i in range(anchor - 1, max(-1, anchor - 7), -1):
        text = source.text[lines[i].start : lines[i].end]
        if (
            _AGENCY.match(_bare(source, lines[i]).lstrip(" *#|"))
            or (text.isupper() and len(text) < 80)
            or not any(c.isalnum() for c in text)
        ):
            first = i
        elif len(text) > 60 or text[-1:] in ".;":
            break
    for i in range(anchor - 1, max(-1, anchor - 12), -1):
        shown = source.text[lines[i].start : lines[i].end].strip(" *#_")
        if shown.isupper() and _TYPE_LINE.match(source.low[lines[i].start : lines[i].end].strip(" *#_")):
            first = min(first, i)
    if motto is None and first == anchor and serial is not None and serial > 8:
        return None
    return first


_GAP = re.compile(r"\t+|\s{3,}|\s\|\s|^\||\|$")
_MOTTO_CUT = re.compile(rf"(?:{_MOTTO.pattern}|{_MOTTO_SECOND.pattern})")


def _cells(source: Source, lines: list[Span]) -> Iterator[Span]:
    """The letterhead's lines cut into cells: at wide gaps, around the motto, before a place and date."""
    for line in lines:
        if line.end - line.start > LONGEST_LINE:
            yield line
            continue
        position = line.start
        pieces: list[Span] = []
        whole = [m.span() for m in (_SERIAL.search(source.bare, *line), _PLACE_DATE.search(source.low, *line)) if m]
        for gap in _GAP.finditer(source.text, line.start, line.end):
            if any(a < gap.start() and gap.end() < b for a, b in whole):
                continue
            pieces.append(source.trim(position, gap.start(), "|"))
            position = gap.end()
        pieces.append(source.trim(position, line.end, "|"))
        for piece in pieces:
            yield from (c for c in _cut(source, piece) if c.end > c.start)


def _cut(source: Source, piece: Span) -> list[Span]:
    motto = _MOTTO_CUT.search(source.bare, piece.start, piece.end)
    if motto:
        return [
            *_cut(source, source.trim(piece.start, motto.start())),
            Span(motto.start(), motto.end()),
            *_cut(source, source.trim(motto.end(), piece.end)),
        ]
    serial = _SERIAL.search(source.bare, piece.start, piece.end)
    if serial and serial.start() > piece.start and source.text[piece.start : serial.start()].strip(" *").isupper():
        return [source.trim(piece.start, serial.start()), *_cut(source, source.trim(serial.start(), piece.end))]
    if serial and serial.start() <= piece.start + 3:
        where = _PLACE_DATE.search(source.low, piece.start, piece.end)
        if where:
            cut = _after_serial(source, piece, where)
            return [source.trim(piece.start, cut), source.trim(cut, piece.end)]
    return [piece] if piece.end > piece.start else []


def _after_serial(source: Source, piece: Span, where: re.Match[str]) -> int:
    """ "Số: 1477/QĐ-UBND Kon Tum, ngày …": the symbol has capitals only, the place is the first ordinary word."""
    word = re.compile(r"\s+(?=[A-ZĐÀ-Ỹ][a-zà-ỹ])").search(source.text, piece.start + 4, where.start("d"))
    return word.start() if word else where.start("d") - 5


def _place(source: Source, cell: Span, cells: _Cells) -> bool:
    """Put one cell where it belongs; False when the letterhead is over."""
    text = source.text[cell.start : cell.end]
    plain = _bare(source, cell).strip(" *#|_-")
    if not any(c.isalnum() for c in text):
        return True
    if _MOTTO_CUT.search(plain):
        cells.end = cell.end
        return True
    serial = _SERIAL.match(source.bare, cell.start + (len(text) - len(text.lstrip(" *#"))), cell.end)
    if serial and cells.serial is None:
        cells.serial = cell
        cells.end = cell.end
        return True
    where = len(text) < 90 and (
        _PLACE_DATE.search(source.low, cell.start, cell.end) or _SHORT_DATE.search(source.low, cell.start, cell.end)
    )
    if where and cells.place_date is None and _is_place(source, cell, where):
        cells.place_date = where
        cells.end = cell.end
        return True
    about = _ABOUT.match(source.bare, cell.start + (len(text) - len(text.lstrip(" *("))), cell.end)
    if about and cells.type is None and cells.about is None:
        cells.about = Span(about.end(), cell.end)
        cells.end = cell.end
        return True
    if plain.endswith(("dien:", "dien :")) and len(text) < 120 and not cells.left:
        # "CHỦ TỊCH … ĐIỆN:" above its addressees.
        cells.left.append(source.trim(cell.start, cell.end - 5, " :*"))
        cells.wired, cells.end = True, cell.end
        return True
    if cells.wired and text[0] in "-+*•" and cells.serial is None:
        return True
    return _place_title(source, cell, cells, text, plain)


def _is_place(source: Source, cell: Span, where: re.Match[str]) -> bool:
    """The line is the place and the date alone, with a capital; a subject may also tell a day."""
    start = where.start()
    return source.text[start].isupper() and start - cell.start < 4 and cell.end - where.end() < 12


def _place_title(source: Source, cell: Span, cells: _Cells, text: str, plain: str) -> bool:
    low = source.low[cell.start : cell.end].strip(" *#")
    if cells.type is None and _TYPE_LINE.match(low) and _title_like(text):
        cells.type = cell
        cells.end = cell.end
        return True
    if cells.type is None and text.isupper() and _TYPE_START.match(low) and cells.serial:
        kind = _TYPE_START.match(low)
        assert kind
        begin = source.low.find(kind.group(), cell.start)
        cells.type = Span(begin, begin + kind.end())
        cells.about = source.trim(begin + kind.end(), cell.end)
        cells.end = cell.end
        return True
    if cells.serial is None and cells.type is not None and text.isupper() and _AGENCY.match(plain):
        # The title stands first, its issuer and number beneath.
        cells.left.append(cell)
        cells.end = cell.end
        return True
    if cells.type is not None:
        return _subject(source, cell, cells, text, plain)
    if cells.about is not None and cells.about.end <= cell.start:
        if _AGENCY.match(plain) or plain.startswith(("kinh gui", "thuc hien", "can cu")) or _ENDS_SUBJECT.match(plain):
            return False
        if text[0].islower() or (text[0] not in "-+" and cell.end - cell.start < 60 and cells.place_date is None):
            cells.about = Span(cells.about.start, cell.end)
            cells.end = cell.end
            return True
        return False
    if plain.startswith(("kinh gui", "can cu", "thuc hien")) or len(text) > 110:
        return False
    if cells.serial is None and (_AGENCY.match(plain) or _UNIT.match(plain) or text.isupper()):
        cells.left.append(cell)
        cells.end = cell.end
        return True
    return len(text) < 60


_ENDS_SUBJECT = re.compile(
    r"(?:kinh gui|thuc hien|can cu|theo|nham|de |uy ban|ubnd|so |hoi dong|dieu|i\.|1\.|ngay |qua |trong )"
)


def _title_like(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return text.isupper() or (sum(c.isupper() for c in letters) <= 4 and len(text) < 40)


def _subject(source: Source, cell: Span, cells: _Cells, text: str, plain: str) -> bool:
    """Lines under the type, until the body: an agency line, an opening formula or a long sentence."""
    if cells.about is None:
        if _TYPE_LINE.match(plain) or (_AGENCY.match(plain) and text.isupper()):
            return False
        start = _ABOUT.match(source.bare, cell.start, cell.end)
        cells.about = Span(start.end() if start else cell.start, cell.end)
        cells.end = cell.end
        return True
    follows = source.text[cells.about.end : cell.start]
    if follows.count("\n") > 1 or len(text) > 130 or _ENDS_SUBJECT.match(plain) or text[-1:] in ".:;":
        return False
    if text[0].islower() or text.isupper() or cell.end - cell.start < 90:
        cells.about = Span(cells.about.start, cell.end)
        cells.end = cell.end
        return True
    return False


def _identity(source: Source, cells: _Cells) -> Identity:
    number = symbol = None
    letters = ""
    if cells.serial:
        number, symbol, letters = _number(source, cells.serial)
    kind = _kind(source, cells.type) if cells.type else None
    code = KINDS.get(" ".join(source.low[kind.span.start : kind.span.end].split())) if kind and kind.span else None
    by_letters = LETTERS.get(letters)
    norm: Finding[str] | None = None
    if code:
        norm = Finding(code, kind.span if kind else None, 0.97)
    elif by_letters:
        norm = Finding(by_letters, symbol.span if symbol else None, 0.8)
    elif number:
        norm = Finding("cong_van", None, 0.85)
    return Identity(
        type=kind,
        type_norm=norm,
        number=number,
        symbol=symbol,
        date=_date(cells.place_date),
        issuer=_issuer(source, cells.left),
        subject=source.take(*cells.about, 0.9, "*#") if cells.about else None,
    )


def _kind(source: Source, cell: Span) -> Finding[str]:
    """The word of the type alone, without liên ngành, khẩn."""
    shown = source.trim(cell.start, cell.end, "*#: (")
    match = _TYPE_START.match(source.low[shown.start : shown.end])
    return source.take(shown.start, shown.start + match.end() if match else shown.end, 0.97)


def _number(source: Source, cell: Span) -> tuple[Finding[str] | None, Finding[str] | None, str]:
    match = _SERIAL.search(source.bare, cell.start, cell.end)
    if match is None:
        return None, None, ""
    start = match.start("n") if match.group("n").strip(" .…") else match.start("sep")
    number = source.take(start, match.end(), 0.97 if match.group("n").strip(" .…") else 0.7, ",.;")
    symbol: Finding[str] | None = source.take(match.start("t"), match.end(), 0.95, ",.;")
    letters = re.match(r"[a-zđ]+", source.low[match.start("t") : match.end()])
    first = letters.group() if letters else ""
    if match.group("sep").isspace():
        return number, None, first
    if (
        symbol
        and match.group("sep") == "/"
        and "-" not in symbol.value
        and "/" not in symbol.value
        and first not in LETTERS
    ):
        first = ""
    return number, symbol, first


def _date(match: re.Match[str] | None) -> Finding[date] | None:
    if match is None:
        return None
    groups = match.groupdict()
    if "d1" in groups:
        when = printed(match)
        value = when.value()
        return Finding(value, when.span, 0.95) if value else None
    try:
        value = date(*(int(re.sub(r"\D", "", groups[k])) for k in ("y", "m", "d")))
    except ValueError:
        return None
    start = match.start("d") if match.group("d").strip() else match.start("m")
    return Finding(value, Span(start, match.end("y")), 0.98)


def _issuer(source: Source, left: list[Span]) -> Finding[str] | None:
    """The lowest agency of the left column, with the lines that go on with its name."""
    groups: list[list[Span]] = []
    for span in left:
        plain = _bare(source, span).strip(" *#|_-")
        unfinished = groups and source.text[groups[-1][-1].end - 1] in "-,–"
        if (groups and (unfinished or not _AGENCY.match(plain) or _UNIT.match(plain))) or (
            groups and not (_AGENCY.match(plain) and not _UNIT.match(plain))
        ):
            groups[-1].append(span)
        else:
            groups.append([span])
    groups = [g for g in groups if _AGENCY.match(_bare(source, g[0]).strip(" *#|_-"))]
    if not groups:
        return None
    if len(groups) > 1 and _bare(source, groups[-1][-1]).rstrip(" *|_-").endswith("tham muu"):
        # "PHÒNG CẢNH SÁT HÌNH SỰ THAM MƯU" drafted what the agency above issues.
        groups.pop()
    own = groups[-1]
    names = [" ".join(source.text[s.start : s.end].strip(" *#|_-").split()) for s in own]
    value = " ".join(names)
    span = Span(own[0].start, own[-1].end)
    if bare(value) == "van phong" and len(groups) > 1:
        above = " ".join(source.text[s.start : s.end].strip(" *#|_-") for s in groups[-2])
        return Finding(f"{value} {above}", Span(groups[-2][0].start, own[-1].end), 0.85)
    return Finding(value, span, 0.92)
