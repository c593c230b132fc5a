"""An Office file as a zip that is written part by part: the big part streams, so that no file is ever held in memory."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Iterable
from typing import BinaryIO
from xml.sax.saxutils import escape

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BUFFER = 1 << 16


def clean(text: str) -> str:
    """Text as XML may hold it."""
    return escape(_ILLEGAL.sub("", text))


class Package:
    """Parts with their content types; relations are given as (id, kind, target)."""

    def __init__(self, stream: BinaryIO) -> None:
        self.zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.types: list[tuple[str, str]] = []

    def part(self, name: str, content: Iterable[str], kind: str = "") -> None:
        info = zipfile.ZipInfo(name, time.localtime()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        if kind:
            self.types.append((name, kind))
        with self.zip.open(info, "w", force_zip64=True) as out:
            waiting, size = [], 0
            for text in content:
                waiting.append(text)
                size += len(text)
                if size > _BUFFER:
                    out.write("".join(waiting).encode())
                    waiting, size = [], 0
            out.write("".join(waiting).encode())

    def relations(self, of: str, relations: Iterable[tuple[str, str, str]]) -> None:
        """Relations of the part `of` ("" for the package itself)."""
        folder, _, name = of.rpartition("/")
        lines = "".join(
            f'<Relationship Id="{ident}" Type="{kind if "://" in kind else f"{OFFICE}/{kind}"}" Target="{target}"/>'
            for ident, kind, target in relations
        )
        path = f"{folder}/_rels/{name}.rels" if of else "_rels/.rels"
        self.part(path, [f'{HEAD}<Relationships xmlns="{_RELATIONS}">{lines}</Relationships>'])

    def facts(self, title: str, author: str) -> None:
        """docProps/core.xml."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.part(
            "docProps/core.xml",
            [
                f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
                'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
                f"<dc:title>{clean(title)}</dc:title><dc:creator>{clean(author)}</dc:creator><dc:language>vi-VN</dc:language>"
                f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created></cp:coreProperties>'
            ],
            "application/vnd.openxmlformats-package.core-properties+xml",
        )

    def close(self) -> None:
        overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in self.types)
        self.part(
            "[Content_Types].xml",
            [
                f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
            ],
        )
        self.zip.close()
