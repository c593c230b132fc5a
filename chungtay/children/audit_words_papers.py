"""Papers and exports in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "child_paper_asked": "Yêu cầu in, xuất hồ sơ trẻ em",
        "child_paper_made": "Lập bản in, tệp xuất hồ sơ trẻ em",
    }
)
