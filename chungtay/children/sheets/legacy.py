"""Vietnamese from before Unicode: TCVN3 (“ABC” fonts) and VNI, where letters are Latin signs shown by a special font.

Text in such a font looks like “NguyÔn V¨n” (TCVN3) or “Nguyeãn Vaên” (VNI) once the font is gone. The tables go from the
sign (as Windows-1252 shows it) to the letter.
"""

from __future__ import annotations

import re
import unicodedata

_TCVN3_LOW = (
    "¨ă ©â ªê «ô ¬ơ \xadư ®đ µà ¶ả ·ã ¸á ¹ạ »ằ ¼ẳ ½ẵ ¾ắ Æặ Çầ Èẩ Éẫ Êấ Ëậ Ìè Îẻ Ïẽ Ðé Ñẹ Òề Óể Ôễ Õế Öệ ×ì Øỉ Üĩ Ýí Þị "
    "ßò áỏ âõ ãó äọ åồ æổ çỗ èố éộ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý þỵ"
)
_TCVN3_HIGH = "¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ"
TCVN3 = {ord(pair[0]): pair[1] for pair in (_TCVN3_LOW + " " + _TCVN3_HIGH).split(" ")}

_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_ROUND = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}  # â ê ô
_VNI_SHORT = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}  # ă
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = dict(_VNI_ALONE)
    for letter, shown in (("a", "a"), ("e", "e"), ("o", "o"), ("u", "u"), ("y", "y"), ("ô", "ơ"), ("ö", "ư")):
        for sign, tone in _VNI_TONES.items():
            table[letter + sign] = shown + tone
    for letter in "aeo":
        for sign, tone in _VNI_ROUND.items():
            table[letter + sign] = letter + "\u0302" + tone
    for sign, tone in _VNI_SHORT.items():
        table["a" + sign] = "a\u0306" + tone
    table = {key: unicodedata.normalize("NFC", value) for key, value in table.items()}
    for key, value in list(table.items()):
        table[key.upper()] = value.upper()
        table[key[0].upper() + key[1:]] = value[0].upper() + value[1:]
    return table


VNI = _vni_table()
_VNI_SIGNS = re.compile("|".join(sorted(VNI, key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    return text.translate(TCVN3)


def from_vni(text: str) -> str:
    return _VNI_SIGNS.sub(lambda found: VNI[found[0]], text)


def from_twice(text: str) -> str:
    """UTF-8 that somebody read as Windows-1252 (“Nguyá»…n”). Unchanged when it is not that."""
    out = bytearray()
    for letter in text:
        try:
            out += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 255:
                return text
            out.append(ord(letter))
    try:
        return out.decode("utf-8")
    except UnicodeDecodeError:
        return text
