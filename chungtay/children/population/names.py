"""Names as they are given among the peoples of Vietnam. Every name made here is put together by chance and means nobody.

A `Naming` holds ready lists: `family[bits]`, `boy[bits]` (middle and given name together) and so on.
"""
# ruff: noqa: E501 - tables are read across

from __future__ import annotations

from dataclasses import dataclass

from chungtay.children.population.tables import falling, table

_KINH_FAMILIES = (
    "Nguyễn:31 Trần:11 Lê:9.5 Phạm:7 Hoàng:4 Vũ:3.5 Phan:4 Đặng:2.6 Bùi:2.6 Đỗ:2.4 Hồ:1.6 Ngô:1.7 Dương:1.4 Võ:3 Lý:0.7 Đinh:1.2 Trịnh:1.1 "
    "Mai:0.9 Đoàn:0.9 Tạ:0.6 Cao:0.7 Hà:0.8 Lưu:0.6 Lương:0.7 Trương:1.2 Vương:0.3 Chu:0.4 Thái:0.4 Tô:0.4 Phùng:0.4 Quách:0.2 Kiều:0.2 Nghiêm:0.1"
)
_KINH_BOY_MIDDLES = (
    "Văn:10 Minh:9 Gia:9 Đức:7 Quang:4 Hoàng:6 Anh:5 Bảo:5 Tuấn:4 Thành:4 Hữu:3 Xuân:2 Quốc:4 Công:2 Đình:3 Mạnh:2 Trọng:2 Nhật:4 Hải:3 Duy:4 "
    "Ngọc:3 Thế:2 Trung:2 Tiến:2 Việt:2 Khánh:2 Thiên:2 Phúc:2"
)
_KINH_BOYS = (
    "Bảo Huy Minh Anh Khôi Khoa Phúc Đức Long Nam Hưng Phong Kiên Dũng Quân Đạt Khang Hoàng Hiếu Sơn Thành An Hải Nguyên Duy Trung Việt Tùng Tuấn "
    "Bách Lâm Khánh Cường Thắng Tú Vinh Nhân Quang Trí Thịnh Thiện Lộc Tài Hùng Đăng Dương Tiến Vũ Kiệt Phát Quốc Đông Công Toàn Bình Mạnh Hậu "
    "Nghĩa Chiến Thái Tân Vương Sang Khải Chí Hà Triết Luân Thông Lợi Hòa Tâm Giang Trường Đại Linh"
)
_KINH_GIRL_MIDDLES = (
    "Thị:9 Ngọc:8 Bảo:7 Khánh:6 Minh:6 Phương:6 Thùy:4 Thanh:5 Quỳnh:4 Hà:4 Diệu:3 Tường:2 Gia:3 Ánh:2 Kim:3 Hoàng:3 Mai:3 Như:3 An:3 Yến:2 Trúc:2 "
    "Tú:2 Hải:2 Cẩm:1 Thu:3 Hồng:2 Thị_Thu:2 Thị_Thanh:2 Thị_Ngọc:3 Thị_Kim:2 Thị_Hồng:2 Thị_Minh:1 Thị_Phương:2 Thị_Mỹ:1"
)
_KINH_GIRLS = (
    "Anh Linh Ngọc Chi Hân Trang Hà Vy My Nhi Châu Phương Thảo Ngân Thư Ly Như Hương Mai Quỳnh Trâm Yến Giang Uyên Diệp Lan Nhung Huyền Hằng Thủy Dung "
    "Vân Ánh Tâm Oanh Trinh Nga Hiền Loan Thu Hạnh Khuê An Lam Băng Đan Tiên Minh Tú Trúc Duyên Kiều Xuân Hoa Hồng Liên Phượng Bích Nguyệt Hiếu Tuyền "
    "Vi Khánh Quyên San Diễm Thanh Bình Giao Thy Hòa Thơm Thúy"
)
_THAI_BOYS = (
    "Bảo Minh Huy Hưng Dũng Thương Phong Anh Sơn Nam Thành Khánh Đức Hiếu Toàn Cường Quân Long Tuấn Thắng Hùng Đạt Kiên Ngọc Pâng Panh Ánh Inh Ún "
    "Hặc Pản Ỏm Chướng Hịa Chung Biên Thoan Phanh Tiến Hải Việt Xôm Pọm Ơn Xuân Hoan Chiến Thiết Sáng Bun Quý Thân Lả Diên Thuận Lợi Tâm Dương"
)
_THAI_GIRLS = (
    "Ngọc Ánh Linh Hương Thảo Nhi Trang Vy My Hà Mai Thương Nga Hiền Dung Lan Yến Oanh Phương Thu Hoa Xuân Pâng Ín Pỏm Hặc Lả Phiêng Diên Biên Thoa "
    "Inh Ún Tươi Chom Pánh Thoan Hịa Phượng Duyên Xôm Nọi Sương Anh Chi Quỳnh Như Bun Ngân Thư Loan Piêng Kim Thiên Diệp Nhung Diễm Hoan Tâm"
)
_MONG_BOYS = (
    "Páo Dơ Súa Chìa Chu Dế Lử Tủa Sà Nủ Vảng Dình Hồng Phình Chứ Sếnh Của Chống Dia Khua Lồng Pó Tính Trống Dụa Sáu Thái Tuấn Minh Thành Sinh Câu "
    "Lềnh Vừ Sùng Chỉnh Dờ Nhè Giống Già Cở Mang Lầu Chông Thào Di Hòa Phong Nam Tháng Say Chơ Sếng Dê Phừ Tớ Khánh Dũng Tồng Xà Phía Đức"
)
_MONG_GIRLS = (
    "Mỷ Dợ Mai Dua Súa Pàng Say Sua Xinh Chư Dở Ka Ly Máy Nhia Pà Sông Sày Chía Cở Dí Mị Giống Xia Mao Dung Hoa Chá Mo Sênh Dinh Chi Mỵ Lia Pằng Gầu "
    "Vá Sú Mang Ca Chừ Phếnh Sai Dia Lan Linh Nhung Sinh Bầu Xua Khua Tông Cha Phương Thảo Mây Ninh Nếnh Vừ Đớ"
)
_HANI_BOYS = "Xè Hừ Gà Khừ Tư Phạ Chừ Sinh Pớ Cà Lòng Xá Thu Hùng Dũng Sơn Minh Anh Phong Hà Tuấn Thành Mạnh Xú Pừ Giá Chí Đức Nam Nga"
_HANI_GIRLS = "Xó Bư De Sé Po Nu Mé Xa Gió Chứ Hà Linh Hương Thảo My Lan Nhung Bé Phi Hừ Nga Sừ Me Dung Pớ Giang Phương Ngọc Anh Yến"
_DAO_BOYS = "Vạng Kinh Sơn Phin Quyên Chiêu Phẩu Minh Hưng Tiến Quân Phúc Vảng Hin Sài Lụa Chìu Nhàn Thanh Tuấn Dũng Hải Nam Long Đức Kiên"
_DAO_GIRLS = "Mẩy Lai Khé Lở Man Pham Nhàn Chản Sểnh Mùi Linh Hương Xuân Thảo Hoa Lan Nga Phương Hà Kiều Ghển Coi Liều Diệp Nhi Yến"
_KHMER_BOYS = "Sóc Rít Thanh Ra Som Nết Vanna Minh Hoàng Dara Sophan Rithy Bora Nam Phúc Tài Huy Sơn Thạch Đa Vũ Khang Phát Lợi Chân Rinh"
_KHMER_GIRLS = "Sa Thia Lina Sophia Ny Thươne Linh Ngọc Hân My Trân Vy Sương Nary Chanthy Rượne Kim Thảo Nhi Da Sang Diễm Tuyền Rina Phol Xiêm"
_UPLAND_BOYS = "Bin Thuân Khoa Nhat Brao Thin Phương Hoan Duy Tâm Bảo Huy Minh Khiêm Đan Sang Wương Ngọc Thiên Blơm Kiên Tuấn Nam Lâm Rin Jun"
_UPLAND_GIRLS = "Linh Nhi Wan Yến Phương My Bliu Rim Mai Lan Ngọc Blin Đuyên Thảo Hương Uyên Trâm Châu Jin Mỹ Nguyệt Ruth Thương Vy Hoa Nga"

# code: (families, middles of boys, boys, middles of girls, girls); “_” keeps two words of one middle name together.
_SOURCES: dict[str, tuple[str, str, str, str, str]] = {
    "kinh": (_KINH_FAMILIES, _KINH_BOY_MIDDLES, _KINH_BOYS, _KINH_GIRL_MIDDLES, _KINH_GIRLS),
    "thai": (
        "Lò:30 Quàng:13 Cà:9 Tòng:9 Lường:11 Vì:6 Lù:3 Cầm:2 Bạc:1.5 Điêu:1 Hoàng:3 Khoàng:1.5 Mào:1.5 Ngần:1 Tao:0.8 Lèo:1.5 Lả:0.6 Hà:1 Vi:1.5 Sầm:0.6",
        "Văn:38 Minh:8 Đức:6 Anh:5 Quang:4 Bảo:6 Gia:6 Tuấn:4 Duy:4 Hải:3 Khánh:2 Xuân:2 Ngọc:3 Thành:3 Hoàng:3",
        _THAI_BOYS,
        "Thị:34 Bảo:7 Ngọc:6 Khánh:5 Minh:4 Phương:4 Thu:4 Thanh:4 Quỳnh:3 Hà:3 Kim:3 Thị_Thu:3 Thị_Ngọc:3 Thị_Minh:2 Diệu:2 Thùy:3",
        _THAI_GIRLS,
    ),
    "mong": (
        "Giàng:14 Vàng:14 Sùng:11 Mùa:10 Thào:9 Lầu:7 Hạng:5 Hờ:4 Ly:4 Cứ:3 Vừ:5 Chá:3 Sình:2 Tráng:2 Lý:3 Phàng:2 Cháng:1.5 Chớ:1.5 Mua:1.5 Ma:0.8 Lù:0.6",
        "A:70 Minh:4 Đức:3 Anh:3 Tuấn:2 Bảo:3 Văn:3 Gia:3 Quốc:2 Khánh:1",
        _MONG_BOYS,
        "Thị:76 Ngọc:4 Bảo:3 Mai:3 Thu:3 Thị_Mai:2 Phương:2 Khánh:2 Y:2",
        _MONG_GIRLS,
    ),
    "kho_mu": (
        "Lò:24 Quàng:18 Lường:16 Cà:6 Moong:8 Cụt:7 Lữ:4 Vì:5 Tòng:5 Ốc:2",
        "Văn:60 Minh:6 Đức:5 Anh:4 Bảo:4 Quốc:3", _THAI_BOYS,
        "Thị:66 Ngọc:5 Bảo:4 Thu:4 Thanh:3", _THAI_GIRLS,
    ),
    "lao": (
        "Lò:40 Lường:22 Vi:12 Tòng:9 Lù:5 Quàng:6", "Văn:60 Minh:6 Đức:5 Anh:4 Bảo:4", _THAI_BOYS,
        "Thị:66 Ngọc:5 Bảo:4 Thu:4 Thanh:3", _THAI_GIRLS,
    ),
    "khang": (
        "Lò:30 Quàng:20 Lường:14 Cà:12 Hoàng:4", "Văn:62 Minh:6 Đức:5 Anh:4", _THAI_BOYS,
        "Thị:68 Ngọc:5 Bảo:4 Thu:4", _THAI_GIRLS,
    ),
    "xinh_mun": (
        "Lò:34 Vì:24 Lường:12 Vàng:8 Cút:4", "Văn:64 Minh:6 Đức:5", _THAI_BOYS, "Thị:70 Ngọc:5 Thu:4", _THAI_GIRLS,
    ),
    "ha_nhi": (
        "Lỳ:22 Pờ:20 Sừng:14 Chang:10 Vù:8 Khoàng:8 Phùng:6 Mạ:4 Chu:4 Toán:3",
        "Hừ:10 Gà:10 Xè:10 Xú:8 Khừ:8 Pố:6 Minh:6 Văn:8 Đức:4", _HANI_BOYS,
        "Xè:8 Gó:8 Mì:8 Thị:16 Pố:6 Go:6 Xó:4 Ngọc:4", _HANI_GIRLS,
    ),
    "dao": (
        "Phàn:16 Tẩn:18 Chảo:14 Lý:16 Triệu:14 Bàn:12 Đặng:10 Phùng:4", "Văn:40 A:8 Láo:6 Phù:6 Minh:8 Đức:6", _DAO_BOYS,
        "Thị:52 Mùi:8 Tả:4 Ngọc:6 Bảo:4 San:4", _DAO_GIRLS,
    ),
    "tay": (
        "Nông:16 Hoàng:18 Lương:8 Triệu:6 Ma:10 Lộc:3 Bế:4 Đàm:5 Hà:5 Vi:4 Nguyễn:8 Chẩu:2 Quan:3", _KINH_BOY_MIDDLES, _KINH_BOYS,
        _KINH_GIRL_MIDDLES, _KINH_GIRLS,
    ),
    "nung": (
        "Nông:22 Hoàng:16 Lương:8 Lý:6 Vi:8 Mông:4 Lục:4 Dương:5 Hứa:4 Phùng:3 Lâm:3", _KINH_BOY_MIDDLES, _KINH_BOYS,
        _KINH_GIRL_MIDDLES, _KINH_GIRLS,
    ),
    "muong": (
        "Bùi:42 Quách:10 Đinh:11 Hà:8 Phạm:5 Trương:5 Xa:3 Cao:3 Bạch:2 Nguyễn:4", _KINH_BOY_MIDDLES, _KINH_BOYS,
        _KINH_GIRL_MIDDLES, _KINH_GIRLS,
    ),
    "hoa": ("Lý:10 Trần:14 Lâm:9 Vương:6 Quách:5 Lưu:5 Hứa:4 Huỳnh:8 Trương:5 Mã:3", _KINH_BOY_MIDDLES, _KINH_BOYS, _KINH_GIRL_MIDDLES, _KINH_GIRLS),
    "khmer": (
        "Thạch:26 Sơn:12 Kim:12 Danh:14 Lâm:8 Châu:8 Lý:5 Trần:4 Kiên:4 Tăng:3", "Minh:8 Văn:8 Hoàng:6 Thanh:6 Sóc:6 Ngọc:5", _KHMER_BOYS,
        "Thị:30 Ngọc:9 Thị_Ngọc:5 Kim:5 Bích:4 Sa:4", _KHMER_GIRLS,
    ),
    "e_de": (
        "Niê:40 Mlô:18 Ayũn:8 Kbuôr:6 Ksơr:4 Êban:6 Kđoh:4", "Y:100", _UPLAND_BOYS, "H':100", _UPLAND_GIRLS,
    ),
    "gia_rai": ("Siu:24 Ksor:24 Rơ_Châm:16 Kpă:12 Rmah:10 Nay:8 Rcom:6", "Y:30 Văn:3 Minh:3", _UPLAND_BOYS, "H':60", _UPLAND_GIRLS),
    "ba_na": ("Đinh:50 A:14 Hyưng:3 Siu:5", "Y:10 Văn:8 Minh:4", _UPLAND_BOYS, "Thị:14 Y:10", _UPLAND_GIRLS),
    "cham": ("Đàng:10 Qua:8 Từ:8 Thập:6 Kiều:8 Bá:8 Hán:6 Lưu:6 Châu:6", _KINH_BOY_MIDDLES, _KINH_BOYS, "Thị:40 Ngọc:6 Kim:4", _KINH_GIRLS),
}  # fmt: skip

# Older people are named more plainly: most men Văn (or A), most women Thị.
_PLAIN_MEN = {
    "mong": "A:90 Văn:4",
    "ha_nhi": "Hừ:10 Gà:10 Xè:10 Xú:8 Khừ:8 Pố:6 Văn:6",
    "e_de": "Y:100",
    "gia_rai": "Y:100",
}
_PLAIN_WOMEN = {"e_de": "H':100", "gia_rai": "H':100", "ha_nhi": "Xè:8 Gó:8 Mì:8 Thị:8 Pố:6 Go:6"}
_NAMED_BEFORE = {
    "m": "Hùng Dũng Cường Tuấn Sơn Thắng Hải Hòa Bình Chiến Thành Long Toàn Tâm Thương Quý Nam Đông Vinh Hưng",
    "f": "Hoa Lan Hương Hà Thủy Nga Hằng Thu Hồng Mai Hiền Dung Xuân Loan Liên Tâm Thơm Yến Oanh Bình",
}
PET_NAMES = (
    "Tít",
    "Bi",
    "Bống",
    "Cún",
    "Na",
    "Su",
    "Tôm",
    "Mít",
    "Bon",
    "Nhím",
    "Sóc",
    "Cốm",
    "Kem",
    "Tý",
    "Thóc",
    "Bắp",
)


@dataclass(frozen=True)
class Naming:
    """Ready lists of 4,096 places each. `boy` … `woman` hold middle and given name: “Văn Thương”."""

    family: list[str]
    boy: list[str]
    girl: list[str]
    man: list[str]
    woman: list[str]


def _weighted(text: str) -> list[tuple[str, float]]:
    pairs = (one.rsplit(":", 1) for one in text.split())
    return [(name.replace("_", " "), float(weight)) for name, weight in pairs]


def _tails(middles: str, given: list[str]) -> list[str]:
    """Middle and given names together; both weighted, so that some are borne by many."""
    pairs = [
        (f"{middle} {name}" if middle else name, much * share)
        for middle, much in _weighted(middles)
        for name, share in falling(given)
        if middle.split()[-1] != name
    ]
    return _spread(pairs)


def _spread(pairs: list[tuple[str, float]]) -> list[str]:
    """Rare pairs too get a place now and then: what the table drops is dropped evenly, not by rank."""
    shuffled = sorted(pairs, key=lambda pair: hash_of(pair[0]))
    return table(shuffled)


def hash_of(text: str) -> int:
    """A small hash that is the same in every process (`hash` of a text is not)."""
    value = 5381
    for character in text:
        value = (value * 33 + ord(character)) & 0xFFFFFFFF
    return value


def _naming(code: str) -> Naming:
    families, boy_middles, boys, girl_middles, girls = _SOURCES[code]
    own = code not in ("kinh", "tay", "nung", "muong", "hoa", "cham")
    men = boys.split() if own else _NAMED_BEFORE["m"].split() + boys.split()
    women = girls.split() if own else _NAMED_BEFORE["f"].split() + girls.split()
    return Naming(
        table(_weighted(families)),
        _tails(boy_middles, boys.split()),
        _tails(girl_middles, girls.split()),
        _tails(_PLAIN_MEN.get(code, "Văn:60 Minh:5 Đức:6 Quang:4 Xuân:5 Ngọc:4 Hữu:3 Đình:3 Thanh:4"), men),
        _tails(_PLAIN_WOMEN.get(code, "Thị:76 Thị_Thanh:3 Thị_Kim:3 Thị_Thu:4 Ngọc:3 Thị_Hồng:3"), women),
    )


NAMINGS: dict[str, Naming] = {code: _naming(code) for code in _SOURCES}
