"""Codes of documents and topics with their Vietnamese words, as law/codelists has them in force."""

from __future__ import annotations

from chungtay.law.queries import codelist


def kinds() -> dict[str, str]:
    return codelist("document_kinds")


def topic_choices() -> list[tuple[str, str]]:
    return list(codelist("topics").items())


def kind_words(code: str) -> str:
    return kinds().get(code, code.replace("_", " ").capitalize())


def topic_words(codes: list[str]) -> str:
    names = codelist("topics")
    return ", ".join(names.get(code, code) for code in codes)
