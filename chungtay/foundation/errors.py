"""Errors a person reads: what happened, what is kept, what to do."""

from __future__ import annotations

from typing import Any


class UserError(Exception):
    """A refusal with a sentence for the person. Views show it beside the form; nothing the person typed is lost."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class StaleEdit(UserError):
    """Somebody else changed the thing meanwhile. Carries both versions so that the page can show them side by side."""

    def __init__(self, *, theirs: dict[str, Any], mine: dict[str, Any], who: str = "", when: str = "") -> None:
        by = f" bởi {who}" if who else ""
        at = f" lúc {when}" if when else ""
        super().__init__(f"Nội dung này vừa được sửa{by}{at}. Bản của anh/chị vẫn còn đây; hãy so sánh rồi lưu lại.")
        self.theirs = theirs
        self.mine = mine


class NotPossible(UserError):
    """The step does not exist from the present state (for example someone else decided a moment ago)."""
