"""Official documents in the layout of Decree 30/2020/NĐ-CP (annex I), written once for every app.

An app hands over an `OfficialDocument` and gets Word bytes (`to_docx`) or the printed page (`to_html`) back.
"""

from chungtay.foundation.documents.official import (
    Annex,
    Block,
    Bullets,
    HeaderCell,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Picture,
    Signer,
    Table,
)
from chungtay.foundation.documents.page import to_html

__all__ = [
    "Annex",
    "Block",
    "Bullets",
    "HeaderCell",
    "Heading",
    "OfficialDocument",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Signer",
    "Table",
    "to_docx",
    "to_html",
]


def to_docx(document: OfficialDocument) -> bytes:
    """The document as a Word file. python-docx is slow to import and is loaded with the first document only."""
    from chungtay.foundation.documents.word import render

    return render(document)
