"""What is doubtful but possible is asked again, once: the person says that it is so, or corrects it."""

from __future__ import annotations

from collections.abc import Iterable

from chungtay.children.births import Fault
from chungtay.foundation.errors import UserError


class AskAgain(UserError):
    """Nothing is saved yet. `doubts`: sentences; the form shows them with a box to tick, and sends `sure`."""

    def __init__(self, doubts: Iterable[str], *, field: str = "") -> None:
        self.doubts = list(doubts)
        super().__init__(" ".join(self.doubts), field=field)


def refuse_or_ask(
    faults: Iterable[Fault], *, sure: bool, field: str = "", always: frozenset[str] = frozenset()
) -> None:
    """What cannot be is refused (`Fault.sure`); what is only odd is asked again unless the person said it is so.

    `always`: codes to be asked about and not refused, whatever the fault says of itself.
    """
    found = list(faults)
    impossible = [fault.sentence for fault in found if fault.sure and fault.code not in always]
    if impossible:
        raise UserError(" ".join(impossible), field=field)
    if found and not sure:
        raise AskAgain([fault.sentence for fault in found], field=field)
