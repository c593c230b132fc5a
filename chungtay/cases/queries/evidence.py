"""The files of a case as one person may see them."""

from __future__ import annotations

from dataclasses import dataclass

from chungtay.cases.models import Case, Evidence, Secrecy
from chungtay.cases.policies import may_open
from chungtay.cases.services import evidence as services
from chungtay.foundation.access import Actor
from chungtay.foundation.models import VaultKey


@dataclass(frozen=True)
class EvidenceLine:
    """`name` is empty when this person may not open the file: then neither its class nor its kind is told."""

    row: Evidence
    name: str = ""
    note: str = ""
    gone: str = ""  # how the removal is proven, in words

    @property
    def kind(self) -> str:
        main = self.row.media_type.split("/", 1)[0]
        return {"image": "Ảnh", "video": "Video", "audio": "Âm thanh"}.get(main, "PDF")


def lines_of(actor: Actor, case: Case) -> list[EvidenceLine]:
    """The latest first. `case` may be opened by this actor."""
    rows = list(Evidence.objects.filter(case=case).select_related("case", "file_key"))
    opens = {each: bool(may_open(actor, case, each)) for each in {row.secrecy for row in rows}}
    return [line_of(row, opened=opens[row.secrecy]) for row in rows]


def line_of(row: Evidence, *, opened: bool) -> EvidenceLine:
    if not row.path:
        return EvidenceLine(row, gone=proof_of(row.file_key))
    if not opened:
        return EvidenceLine(row)
    words = services.words_of(row)
    return EvidenceLine(row, words["name"], words.get("note", ""))


def proof_of(key: VaultKey) -> str:
    """Whether the key is gone is looked up in the key store at this moment, not believed."""
    from chungtay.foundation import vault

    try:
        vault.opened(key.pk)
    except vault.Destroyed:
        return "Khóa đã hủy, không bản sao nào mở được"
    except vault.KeyMissing:
        return "Không còn khóa"
    return "Đang chờ hủy khóa"


def classes_for(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """Classes under which this person may keep a file."""
    return [(one.value, str(one.label)) for one in Secrecy if may_open(actor, case, one.value)]
