"""Which agencies the words of a directive mean, within a territory on a date; and the search box over agencies."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from chungtay.accounts.models import Agency, AgencyName, AgencySuccession
from chungtay.accounts.naming import Meaning, Places, canonical, core_of, levels_of_kind, read
from chungtay.accounts.queries.directory import Directory, Entry, directory, in_reach
from chungtay.foundation.vietnamese import date, fold
from chungtay.territory.models import Level, Unit

MOST_CANDIDATES = 60
END_OF_DISTRICTS = dt.date(2025, 7, 1)  # two levels of local government, Law 72/2025/QH15
UNIONS = {"union", "front"}
OFFICES = {"department", "office", "police", "court", "procuracy", "army"}
# Naming two of these together means the whole level, whatever other kinds of unit the province happens to have.
_WHOLE = {Level.COMMUNE: {"xã", "phường"}, Level.PROVINCE: {"tỉnh", "thành phố"}}


@dataclass(frozen=True)
class Resolution:
    """What a name means. `exact`: surely these. `candidates`: perhaps one of these, a person chooses. Neither: unknown.

    `note` says in a sentence why it is not sure.
    """

    text: str
    exact: list[Agency] = field(default_factory=list)
    candidates: list[Agency] = field(default_factory=list)
    note: str = ""

    @property
    def certain(self) -> bool:
        return bool(self.exact)

    @property
    def agencies(self) -> list[Agency]:
        """The exact ones, else the candidates."""
        return self.exact or self.candidates


@dataclass(frozen=True)
class _Found:
    entries: list[Entry]
    certain: bool
    note: str = ""


def resolve_agency(text: str, on: dt.date, within: Unit | None = None) -> Resolution:
    """The agencies that `text` means within `within` (None: the whole country) on the day `on`.

    A set phrase (“UBND các huyện, thị xã, thành phố”) gives all of that level; a name that fits several gives them as
    candidates; an office that has ended gives its successor as a candidate, with a note.
    """
    known = directory(within, on)
    found = _search(known, text)
    if found is None:
        return _former(known, text)
    agencies = _load(found.entries)
    if found.certain:
        return Resolution(text, exact=agencies, note=found.note)
    return Resolution(text, candidates=agencies[:MOST_CANDIDATES], note=found.note)


def _load(entries: Iterable[Entry]) -> list[Agency]:
    order = {entry.pk: place for place, entry in enumerate(entries)}
    rows = Agency.objects.filter(pk__in=order).select_related("unit").order_by("pk")
    return sorted(rows, key=lambda agency: (agency.unit.order_key if agency.unit else "", order[agency.pk]))


def _search(known: Directory, text: str) -> _Found | None:
    meanings = read(text)
    for meaning in meanings:
        found = _by_name(known, meaning) if meaning.places is None else _by_places(known, meaning.core, meaning.places)
        if found is not None and found.entries:
            return found
    return _group(known, text) or _weak(known, meanings[0].core)


def _by_name(known: Directory, meaning: Meaning) -> _Found | None:
    """An office by its own name, without a place: that of the place itself comes first."""
    entries = known.by_name.get(meaning.core) or known.by_core.get(meaning.core)
    if not entries or meaning.core in {"", "ubnd"}:
        return None
    if meaning.plural:
        return _Found(known.inside(entries), True)
    own = known.own(entries)
    if len(own) == 1:
        return _Found(own, True)
    some = own or known.inside(entries)
    if len(some) == 1:
        return _Found(some, True)
    return _Found(some, False, f"Có {len(some)} cơ quan cùng tên.")


def _by_places(known: Directory, core: str, places: Places) -> _Found | None:
    entries = known.by_core.get(core)
    if not entries:
        return None
    if not places.plural and len(places.kinds) == 1:
        return _the_one(known, entries, *places.kinds[0])
    found: list[Entry] = []
    certain = True
    for level in places.levels:
        wanted = known.level_below(entries) if level == "below" else level
        found += [entry for entry in known.inside(entries) if entry.level == wanted]
    for level, kinds in _kinds_by_level(known, places).items():
        of_level = [entry for entry in known.inside(entries) if entry.level == level]
        found += of_level if _is_whole(level, kinds) else [entry for entry in of_level if entry.unit_kind in kinds]
    for kind, name in places.named:
        same = [entry for entry in entries if entry.unit_name == name and entry.level in levels_of_kind(kind)]
        exact = [
            entry for entry in same if entry.unit_kind == kind
        ] or same  # “thị xã” still written of what is a city now
        certain = certain and len(exact) == 1
        found += exact
    found = list(dict.fromkeys(found))
    if places.count is not None and places.count != len(found):
        return _Found(found, False, f"Văn bản viết {places.count}, danh sách ngày ấy có {len(found)}.")
    return _Found(found, certain, "" if certain else "Có tên đơn vị chưa khớp hoặc trùng nhau.")


def _kinds_by_level(known: Directory, places: Places) -> dict[str, set[str]]:
    """A bare “thành phố” means the cities one level beneath the place."""
    kinds: dict[str, set[str]] = {}
    for level, kind in places.kinds:
        beneath = Level.PROVINCE if known.own_level == Level.COUNTRY else Level.DISTRICT
        kinds.setdefault(level or beneath, set()).add(kind)
    return kinds


def _is_whole(level: str, kinds: set[str]) -> bool:
    if level == Level.DISTRICT:
        return len(kinds) >= 2
    return _WHOLE.get(Level(level), {""}) <= kinds


def _the_one(known: Directory, entries: list[Entry], level: str, kind: str) -> _Found | None:
    """“Công an tỉnh”, “UBND xã”: that of the place or above it; beneath it there are many, and a person must say."""
    above = [entry for entry in entries if known.within is not None and known.within.path.startswith(entry.path)]
    if level == "":  # a bare “thành phố”: the place itself when it is a city, else a city beneath
        above = [entry for entry in above if entry.unit_kind == kind]
    else:
        above = [entry for entry in above if entry.level == level]
    if len(above) == 1:
        return _Found(above, True)
    inside = known.inside(entries)
    beneath = [entry for entry in inside if entry.unit_kind == kind and entry.level == (level or entry.level)]
    if len(beneath) == 1:
        return _Found(beneath, True)
    return (
        _Found(beneath, False, f"Có {len(beneath)} cơ quan như vậy; văn bản không nói rõ nơi nào.") if beneath else None
    )


_GROUP_WORDS = re.compile(r"\b(so|ban|nganh|doan the|to chuc chinh tri xa hoi|dia phuong|bo|mat tran)\b")
_GROUP = re.compile(r"^(?:cac )?(?:so|ban nganh|nganh|doan the|to chuc chinh tri|bo nganh)\b")


def _group(known: Directory, text: str) -> _Found | None:
    """“Các sở, ban, ngành, đoàn thể tỉnh”, “các sở, ngành, địa phương”: all of them, unless only those concerned."""
    words = canonical(text)
    if not _GROUP.match(words) or not words.startswith(("cac ", "so ban", "so nganh", "ban nganh")):
        return None
    said = set(_GROUP_WORDS.findall(words))
    rest = re.sub(
        r"\b(cac|tinh|thanh pho|huyen|trong|lien quan|co|cap|cua|cung)\b", " ", _GROUP_WORDS.sub(" ", words)
    ).split()
    if rest:
        return None
    kinds: set[str] = set()
    kinds |= OFFICES if said & {"so", "nganh", "ban"} else set()
    kinds |= UNIONS if said & {"doan the", "to chuc chinh tri xa hoi", "mat tran"} else set()
    kinds |= {"ministry"} if "bo" in said else set()
    found = [entry for entry in known.own(known.entries) if entry.kind in kinds]
    if "dia phuong" in said:
        committees = known.by_core.get("ubnd", [])
        below = known.level_below(committees)
        found += [entry for entry in known.inside(committees) if entry.level == below]
    certain = "lien quan" not in words
    return _Found(found, certain, "" if certain else "Văn bản chỉ nói các cơ quan liên quan.") if found else None


def _weak(known: Directory, core: str) -> _Found | None:
    """“Y tế”, “ngành giáo dục”: offices of the place whose name ends so; never sure."""
    words = re.sub(r"^(?:cac )?(?:nganh|co quan) ", "", core)
    if len(words) < 4 or words in {"don vi", "lien quan"}:
        return None
    some = [entry for entry in known.entries if entry.core.endswith(f" {words}") and entry.level == known.own_level]
    return _Found(known.inside(some), False, "Tên viết tắt hoặc thiếu; hãy chọn cơ quan.") if some else None


def _former(known: Directory, text: str) -> Resolution:
    """An office, or the office of a unit, that has ended before the day: who took over is a candidate."""
    meanings = read(text)
    ended = (
        Agency.objects.filter(in_reach(known.within), valid_to__lte=known.on)
        .select_related("unit")
        .order_by("-valid_to", "pk")
    )
    same: list[Agency] = []
    for meaning in meanings:
        if meaning.places is None and meaning.core:
            offices = ended.exclude(kind="committee").filter(level__in=[known.own_level, Level.PROVINCE])
            same = [agency for agency in offices[:3000] if canonical(agency.name) == meaning.core]
        elif meaning.places is not None and len(meaning.places.named) == 1:
            name = meaning.places.named[0][1]
            same = [
                agency
                for agency in ended.filter(unit__folded__endswith=name)[:300]
                if _is_of(agency, meaning.core, name)
            ]
        if same:
            break
    if not same:
        gone = (
            "Từ 01/07/2025 không còn cấp huyện." if known.on >= END_OF_DISTRICTS and _means_districts(meanings) else ""
        )
        return Resolution(text, note=gone)
    today = _successors([agency.pk for agency in same], known.on)
    candidates = list(Agency.objects.filter(pk__in=today).select_related("unit").order_by("unit_path", "name", "pk"))
    last = same[0].valid_to
    note = f"{same[0].name} hoạt động đến {date(last - dt.timedelta(days=1))}." if last else ""
    return Resolution(text, candidates=candidates[:MOST_CANDIDATES], note=note)


def _is_of(agency: Agency, core: str, name: str) -> bool:
    unit = agency.unit
    return (
        unit is not None
        and canonical(unit.short_name) == name
        and core_of(agency.name, unit.kind, unit.short_name) == core
    )


def _means_districts(meanings: list[Meaning]) -> bool:
    places = [meaning.places for meaning in meanings if meaning.places is not None]
    return any(
        level == Level.DISTRICT for place in places for level in (*place.levels, *(kind[0] for kind in place.kinds))
    )


def _successors(ids: list[int], on: dt.date) -> set[int]:
    """Who took over until the day, through several reforms."""
    reached = set(ids)
    alive: set[int] = set()
    while reached:
        steps = AgencySuccession.objects.filter(predecessor__in=reached, effective_on__lte=on).values_list(
            "successor_id", flat=True
        )
        following = set(steps.order_by("pk")) - alive
        alive |= set(Agency.objects.on(on).filter(pk__in=following).values_list("pk", flat=True).order_by("pk"))
        reached = following - alive
    return alive


def search_agencies(text: str, on: dt.date, within: Unit | None = None, limit: int = 20) -> list[Agency]:
    """Agencies on the day whose name, or whose unit's name, has all the words typed (no accents needed); best first."""
    words = fold(text).split()
    rows = Agency.objects.on(on).filter(in_reach(within)).select_related("unit")
    for word in words:
        named = AgencyName.objects.filter(folded__contains=word).values("agency")
        rows = rows.filter(Q(folded__contains=word) | Q(unit__folded__contains=word) | Q(pk__in=named))
    found = list(rows.order_by("unit_path", "kind", "name", "pk")[: limit * 20])
    whole = " ".join(words)
    found.sort(
        key=lambda agency: (
            not agency.folded.startswith(whole),
            whole not in agency.folded,
            agency.unit_path.count("/"),
        )
    )
    return found[:limit]
