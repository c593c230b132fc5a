"""Scores what the directive reader found against gold annotations.

    python -m tests.directives.scoring PRED_DIR GOLD_DIR [--errors]

Accents, case, punctuation and usual abbreviations make no difference. Eight fields make up the mean: number, date,
issuer, cited, tasks, leads per task, deadlines and contacts. The document type and the set of lead agencies over the
whole document are reported beside them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Doc = Mapping[str, Any]

MEAN_FIELDS = ("number", "date", "issuer", "cited", "tasks", "task_leads", "deadlines", "contacts")
FIELDS = ("type", *MEAN_FIELDS, "doc_leads")

_EXPANSIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), full)
    for pattern, full in (
        ("ubnd", "uy ban nhan dan"),
        ("ub", "uy ban"),
        ("hdnd", "hoi dong nhan dan"),
        ("ldtbxh|ld tb ?(?:va )?xh|ldtb ?xh|ld thuong binh va xa hoi", "lao dong thuong binh va xa hoi"),
        ("gd ?dt|gd va dt", "giao duc va dao tao"),
        ("tt ?tt", "thong tin va truyen thong"),
        ("vh ?tt ?(?:va )?dl", "van hoa the thao va du lich"),
        ("mttq", "mat tran to quoc"),
        ("tp", "thanh pho"),
        ("tncs ?hcm", "thanh nien cong san ho chi minh"),
        ("hcm", "ho chi minh"),
        ("tw", "trung uong"),
        ("cp", "chinh phu"),
    )
)
_FORMS_OF_ADDRESS = re.compile(
    r"^(?:(?:cac dong chi|dong chi|chu tich|giam doc|bo truong|thu truong|giao|de nghi|yeu cau) )+"
)
_NUMERAL = "mot|hai|ba|bon|nam|sau|bay|tam|chin"
_ORDINAL = re.compile(
    rf"^(?:(?:{_NUMERAL}|muoi(?: mot| hai)?) la "
    r"|thu (?:nhat|hai|ba|tu|nam|sau|bay|tam|chin|muoi) "
    r"|dieu \d+ "
    r"|[ivx]{1,4} (?=\w)"
    r"|\d{1,2}(?: \d{1,2})? (?=[a-z])"
    r"|[a-eg-h] (?=\w{2}))"
)
_TYPE_NAMES = {"van ban": "cong_van", "cv": "cong_van"}
_UNSCORED_CONTACTS = {"address", "dia chi", "website", "url", "web", "link"}
OPENING_WORDS = 8


def _strip_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def plain(text: object) -> str:
    """Lower case, no accents, words apart by one blank."""
    bare = _strip_marks(str(text or "").lower().replace("đ", "d"))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def agency_key(name: object) -> str:
    """An agency's name with abbreviations written out and forms of address taken off."""
    key = plain(name)
    for pattern, full in _EXPANSIONS:
        key = pattern.sub(full, key)
    key = _FORMS_OF_ADDRESS.sub("", key)
    return " ".join(word for word in key.split() if word not in {"cac", "nhung"})


def same_agency(one: object, other: object) -> bool:
    """Equal names, or one is a long enough beginning of the other ("Sở X" and "Sở X tỉnh Y")."""
    a, b = agency_key(one).split(), agency_key(other).split()
    if not a or not b:
        return False
    if len(a) > len(b):
        a, b = b, a
    if len(a) == len(b):
        return a == b
    return len(a) >= 3 and len(a) >= 0.6 * len(b) and b[: len(a)] == a


def number_key(value: object) -> str:
    """The letters and digits of a document number."""
    bare = _strip_marks(str(value or "").upper().replace("Đ", "D"))
    return re.sub(r"[^A-Z0-9]", "", re.sub(r"^\s*SO\b", "", bare))


def iso_date(value: object) -> str | None:
    text = str(value or "").strip()
    return text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None


def contact_key(contact: Mapping[str, Any]) -> str | None:
    """An e-mail address, or the digits of a telephone number. Postal and web addresses are not scored."""
    value = str(contact.get("value") or "").strip()
    if "@" in value:
        return value.lower().strip(" .;,") or None
    if plain(contact.get("kind")) in _UNSCORED_CONTACTS or re.match(r"https?://|www\.", value):
        return None
    return re.sub(r"\D", "", value) or None


def same_opening(gold_words: str, found: str) -> bool:
    """Do both begin alike, with or without an ordinal in front of what was found?

    One differing word is forgiven from six words on; fewer than four words never match.
    """
    gold = plain(gold_words).split()[:OPENING_WORDS]
    text = plain(found)
    for variant in (text, _ORDINAL.sub("", text, count=1)):
        words = variant.split()[:OPENING_WORDS]
        length = min(len(gold), len(words))
        if length < 4 or (len(gold) == OPENING_WORDS and len(words) < 6):
            continue
        equal = sum(a == b for a, b in zip(gold, words, strict=False))
        if equal == length or (length >= 6 and equal == length - 1):
            return True
    return False


@dataclass
class Tally:
    """Right, wrong and missed answers for one field."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    wrong_items: list[str] = field(default_factory=list)
    missed_items: list[str] = field(default_factory=list)

    def hit(self) -> None:
        self.right += 1

    def miss(self, item: object) -> None:
        self.missed += 1
        self.missed_items.append(str(item))

    def extra(self, item: object) -> None:
        self.wrong += 1
        self.wrong_items.append(str(item))

    def add(self, other: Tally) -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    @property
    def precision(self) -> float | None:
        found = self.right + self.wrong
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        wanted = self.right + self.missed
        return self.right / wanted if wanted else None

    @property
    def f1(self) -> float | None:
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else None


@dataclass
class DocScores:
    """The tallies of one document and how many tasks were wanted and found."""

    fields: dict[str, Tally]
    tasks_required: int
    tasks_allowed: int
    tasks_found: int


@dataclass
class Scores:
    """The tallies over a set of documents."""

    fields: dict[str, Tally]
    documents: dict[str, DocScores]
    without_prediction: int = 0

    @property
    def mean_f1(self) -> float | None:
        values = [f1 for name in MEAN_FIELDS if (f1 := self.fields[name].f1) is not None]
        return sum(values) / len(values) if values else None

    @property
    def tasks_f1(self) -> float | None:
        return self.fields["tasks"].f1

    @property
    def task_leads_f1(self) -> float | None:
        return self.fields["task_leads"].f1

    @property
    def task_count_right(self) -> int:
        return sum(d.tasks_required <= d.tasks_found <= d.tasks_allowed for d in self.documents.values())

    @property
    def errors(self) -> list[str]:
        lines: list[str] = []
        for name, scores in self.documents.items():
            for label, tally in scores.fields.items():
                lines += [f"{name}: {label}: missed: {item}" for item in tally.missed_items]
                lines += [f"{name}: {label}: wrong: {item}" for item in tally.wrong_items]
        return lines


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]


def _score_single(wanted: object, accepts: Callable[[Any], bool], found: Any, optional: bool = False) -> Tally:
    """A field with at most one value; `wanted` empty means that the text has none."""
    tally = Tally()
    if found in (None, ""):
        if wanted and not optional:
            tally.miss(wanted)
    elif wanted and accepts(found):
        tally.hit()
    else:
        tally.extra(found)
        if wanted:
            tally.miss(wanted)
    return tally


def _score_sets(wanted: set[str], found: set[str], tolerated: set[str]) -> Tally:
    tally = Tally()
    for item in sorted(wanted):
        if item in found:
            tally.hit()
        else:
            tally.miss(item)
    for item in sorted(found - wanted - tolerated):
        tally.extra(item)
    return tally


def _without_empty(values: Iterable[str | None]) -> set[str]:
    return {value for value in values if value}


def _score_type(gold: Doc, found: Doc) -> Tally:
    wanted = gold.get("type_norm")
    if not wanted:
        return Tally()

    def accepts(name: str) -> bool:
        return bool(_TYPE_NAMES.get(name, name.replace(" ", "_")) == wanted)

    return _score_single(wanted, accepts, plain(found.get("type")), optional=gold.get("type") is None)


def _own_numbers(gold: Doc) -> set[str]:
    return {number_key(n) for n in (gold.get("number"), *_listed(gold.get("number_accept"))) if n}


def _printed_number(found: Doc) -> str | None:
    """The whole number, whether the reader gave it whole or as number and symbol apart."""
    number, symbol = str(found.get("number") or ""), str(found.get("symbol") or "")
    if not number or re.search(r"\d\s*[/-]\s*\D|^/", number):
        return number or None
    if number in symbol:
        return symbol
    return "/".join(part for part in (number, symbol) if part)


def _score_number(gold: Doc, found: Doc) -> Tally:
    own = _own_numbers(gold)
    blank = bool(own) and not re.search(r"\d", gold.get("number") or "")
    return _score_single(
        gold.get("number") if own else None, lambda n: number_key(n) in own, _printed_number(found), optional=blank
    )


def _score_date(gold: Doc, found: Doc) -> Tally:
    wanted = gold.get("date")
    return _score_single(wanted, lambda d: d == wanted, iso_date(found.get("date")), bool(gold.get("date_optional")))


def _score_issuer(gold: Doc, found: Doc) -> Tally:
    names = {agency_key(n) for n in (gold.get("issuer"), *_listed(gold.get("issuer_accept"))) if n}
    wanted = (gold.get("issuer") or next(iter(gold.get("issuer_accept") or []), None)) if names else None
    return _score_single(wanted, lambda n: agency_key(n) in names, found.get("issuer"))


def _score_cited(gold: Doc, found: Doc) -> Tally:
    def key(item: Any) -> str:
        return number_key(item.get("number") if isinstance(item, Mapping) else item)

    wanted = _without_empty(key(item) for item in _listed(gold.get("cited")))
    given = _without_empty(key(item) for item in _listed(found.get("cited")))
    tolerated = _own_numbers(gold.get("document") or {}) | {number_key(n) for n in _listed(gold.get("cited_optional"))}
    return _score_sets(wanted, given, tolerated)


def _score_deadlines(gold: Doc, found: Doc, tasks: list[Doc]) -> Tally:
    def date(item: Any) -> str | None:
        return iso_date(item.get("date") if isinstance(item, Mapping) else item)

    wanted = _without_empty(date(item) for item in _listed(gold.get("deadlines")))
    given = _without_empty(
        [*(date(item) for item in _listed(found.get("deadlines"))), *(iso_date(t.get("deadline")) for t in tasks)]
    )
    return _score_sets(wanted, given, set(_listed(gold.get("deadlines_optional"))))


def _score_contacts(gold: Doc, found: Doc) -> Tally:
    def keys(doc: Doc) -> set[str]:
        return _without_empty(contact_key(c) for c in _listed(doc.get("contacts")) if isinstance(c, Mapping))

    return _score_sets(keys(gold), keys(found), set())


@dataclass
class _Match:
    """Which prediction each required gold task took, and the predictions nobody asked for."""

    pairs: list[tuple[Doc, Doc | None]]
    leftover: list[Doc]


def _opening_of(task: Doc) -> str:
    return str(task.get("first_words") or task.get("text") or "")


def _match_tasks(gold_tasks: list[Doc], found: list[Doc]) -> _Match:
    """Required tasks choose first, in reading order; optional ones take what is left."""
    free = list(range(len(found)))
    pairs: list[tuple[Doc, Doc | None]] = []
    for optional in (False, True):
        for task in (t for t in gold_tasks if bool(t.get("optional")) == optional):
            openings = [task["first_words"], *task.get("first_words_alt", [])]
            place = next((i for i in free if any(same_opening(o, _opening_of(found[i])) for o in openings)), None)
            if place is not None:
                free.remove(place)
            if not optional:
                pairs.append((task, None if place is None else found[place]))
    return _Match(pairs, [found[i] for i in free])


def _score_tasks(match: _Match) -> Tally:
    tally = Tally()
    for task, prediction in match.pairs:
        if prediction is None:
            tally.miss(task["first_words"])
        else:
            tally.hit()
    for prediction in match.leftover:
        tally.extra(prediction.get("first_words") or str(prediction.get("text", ""))[:60])
    return tally


def _score_task_leads(match: _Match) -> Tally:
    tally = Tally()
    for task, prediction in match.pairs:
        given = [lead for lead in _listed((prediction or {}).get("lead")) if lead]
        for wanted in _listed(task.get("lead")):
            hit = next((lead for lead in given if same_agency(wanted, lead)), None)
            if hit is None:
                tally.miss(f"{task['first_words'][:24]}… → {wanted}")
            else:
                tally.hit()
                given.remove(hit)
        inherited = _listed(task.get("lead_inherited"))
        for lead in given:
            if not any(same_agency(lead, name) for name in inherited):
                tally.extra(lead)
    for prediction in match.leftover:
        for lead in _listed(prediction.get("lead")):
            tally.extra(lead)
    return tally


def _score_doc_leads(gold_tasks: list[Doc], found: list[Doc]) -> Tally:
    wanted: list[str] = []
    allowed: list[str] = []
    for task in gold_tasks:
        group = allowed if task.get("optional") else wanted
        for name in _listed(task.get("lead")):
            if not any(same_agency(name, known) for known in group):
                group.append(name)
        allowed += _listed(task.get("lead_inherited"))
    given: dict[str, str] = {}
    for prediction in found:
        for name in _listed(prediction.get("lead")):
            if name:
                given.setdefault(agency_key(name), name)
    tally = Tally()
    for name in wanted:
        if any(same_agency(name, other) for other in given.values()):
            tally.hit()
        else:
            tally.miss(name)
    for other in given.values():
        if not any(same_agency(other, name) for name in wanted + allowed):
            tally.extra(other)
    return tally


def score_document(gold: Doc, prediction: Doc) -> DocScores:
    gold_head, found_head = gold.get("document") or {}, prediction.get("document") or {}
    gold_tasks = _listed(gold.get("tasks"))
    found_tasks = [t for t in _listed(prediction.get("tasks")) if isinstance(t, Mapping)]
    match = _match_tasks(gold_tasks, found_tasks)
    fields = {
        "type": _score_type(gold_head, found_head),
        "number": _score_number(gold_head, found_head),
        "date": _score_date(gold_head, found_head),
        "issuer": _score_issuer(gold_head, found_head),
        "cited": _score_cited(gold, prediction),
        "tasks": _score_tasks(match),
        "task_leads": _score_task_leads(match),
        "deadlines": _score_deadlines(gold, prediction, found_tasks),
        "contacts": _score_contacts(gold, prediction),
        "doc_leads": _score_doc_leads(gold_tasks, found_tasks),
    }
    required = sum(1 for task in gold_tasks if not task.get("optional"))
    return DocScores(fields, required, len(gold_tasks), len(found_tasks))


def score_folder(predictions: Mapping[str, Doc], gold: Mapping[str, Doc]) -> Scores:
    """Scores every gold document; one without a prediction counts as empty."""
    scores = Scores({name: Tally() for name in FIELDS}, {})
    for name in sorted(gold):
        if name not in predictions:
            scores.without_prediction += 1
        scores.documents[name] = score_document(gold[name], predictions.get(name) or {})
        for label, tally in scores.documents[name].fields.items():
            scores.fields[label].add(tally)
    return scores


def load_folder(folder: Path) -> dict[str, dict[str, Any]]:
    """The JSON objects of a folder by file stem; a file that is no JSON object counts as empty."""
    loaded: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            print(f"{path.name}: not JSON ({error}); counted as empty", file=sys.stderr)
            value = {}
        loaded[path.stem] = value if isinstance(value, dict) else {}
    return loaded


def _shown(value: float | None) -> str:
    return "  -  " if value is None else f"{value:5.3f}"


def report(scores: Scores, errors: bool = False) -> str:
    lines = [f"{len(scores.documents)} documents, {scores.without_prediction} without a prediction", ""]
    lines.append(f"{'field':12s} {'P':>5s} {'R':>6s} {'F1':>6s} {'right':>7s} {'wrong':>6s} {'missed':>6s}")
    for name in FIELDS:
        t = scores.fields[name]
        lines.append(
            f"{name:12s} {_shown(t.precision)}  {_shown(t.recall)}  {_shown(t.f1)} "
            f"{t.right:7d} {t.wrong:6d} {t.missed:6d}"
        )
    lines.append(f"{'mean F1':12s} {_shown(scores.mean_f1):>20s}   (8 fields: type and doc_leads left out)")
    lines.append(f"task count right in {scores.task_count_right} of {len(scores.documents)} documents")
    lines.append("")
    for name, doc in scores.documents.items():
        row = " ".join(f"{label} {_shown(doc.fields[label].f1)}" for label in MEAN_FIELDS)
        lines.append(f"{name[:40]:40s} {row}  tasks {doc.tasks_required}-{doc.tasks_allowed}/{doc.tasks_found}")
    if errors:
        lines += ["", *scores.errors]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Score the reader's output against gold annotations.")
    parser.add_argument("predictions", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", action="store_true", help="list what was missed and what was wrong")
    options = parser.parse_args(arguments)
    gold = load_folder(options.gold)
    if not gold:
        parser.error(f"no gold documents in {options.gold}")
    print(report(score_folder(load_folder(options.predictions), gold), options.errors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
