# ruff: noqa: E501 - lists of words are read along, not folded
"""What a column of a list of children can mean: the fields, how they are called on screen, and what people write above."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """`label` is what the person reads; `heads` are headings in folded words (no accents), best first."""

    key: str
    label: str
    heads: tuple[str, ...]
    group: str = "Trẻ em"


def _field(key: str, label: str, heads: str, group: str = "Trẻ em") -> Field:
    return Field(key, label, tuple(one.strip() for one in heads.split("|")), group)


FIELDS: tuple[Field, ...] = (
    _field("ordinal", "Số thứ tự", "stt|so tt|tt|so thu tu|so tt trong so", "Khác"),
    _field(
        "full_name",
        "Họ và tên trẻ",
        "ho va ten tre|ho va ten tre em|ho ten tre em|ho ten tre|ho va ten|ho ten|ho ten khai sinh|ho chu dem va ten khai sinh|"
        "ho va ten khai sinh|ho chu dem va ten|ten tre|ten tre em|ho va ten con|ho ten con|ho va ten chau|ho ten chau|ho va ten hoc sinh|"
        "ho ten hoc sinh|ten be|ho ten be|ho va ten be|full name|name",
    ),
    _field("family_name", "Họ và tên đệm", "ho va ten dem|ho va dem|ho dem|ho ten dem|ho chu dem|ho va chu dem|ho lot|ho va ten lot"),
    _field("given_name", "Tên (tách riêng)", "ten"),
    _field("other_name", "Tên gọi khác", "ten goi khac|ten khac|ten o nha|ten thuong goi|bi danh|ten goi o nha"),
    _field(
        "birth_date",
        "Ngày sinh",
        "ngay thang nam sinh|ngay sinh|ngay thang nam sinh cua tre|ngay thang nam sinh tre|nam sinh|sinh ngay|ngay thang sinh|ntns|nts|n t n sinh|"
        "ngay sinh tre|ngay thang nam|date of birth|dob|ngay sinh cua tre|tre sinh ngay",
    ),
    _field("birth_day", "Ngày (cột riêng)", "ngay sinh ngay|ngay"),
    _field("birth_month", "Tháng (cột riêng)", "thang sinh|thang"),
    _field("birth_year", "Năm (cột riêng)", "nam"),
    _field("sex", "Giới tính", "gioi tinh|gioi|nam nu|phai|gtinh|gt|nam hay nu|gender|sex|gioi tinh tre"),
    _field("male", "Nam (đánh dấu hoặc ghi ngày sinh)", "nam"),
    _field("female", "Nữ (đánh dấu hoặc ghi ngày sinh)", "nu"),
    _field("ethnicity", "Dân tộc", "dan toc|d toc|thanh phan dan toc|dan toc tre|dt|ethnicity"),
    _field("religion", "Tôn giáo", "ton giao"),
    _field(
        "personal_number",
        "Số định danh cá nhân",
        "so dinh danh ca nhan|so dinh danh|ma dinh danh|ma dinh danh ca nhan|so cccd|cccd|so ddcn|ddcn|so can cuoc|so can cuoc cong dan|"
        "so dinh danh cccd|so dinh danh ca nhan cccd|ma so dinh danh|so cccd dinh danh|sdd|ma dinh danh tre|so dinh danh ca nhan so cccd|can cuoc",
    ),
    _field("national_code", "Mã trẻ em", "ma tre em|ma tre|ma so tre em|id tre em|ma treem|ma ho so tre em|ma so tre"),
    _field("birth_registered", "Đã đăng ký khai sinh", "khai sinh|dang ky khai sinh|da dang ky khai sinh|giay khai sinh|co giay khai sinh|da khai sinh|dkks|gks|da dk khai sinh"),
    _field("insurance", "Bảo hiểm y tế", "bhyt|the bhyt|bao hiem y te|the bao hiem y te|co the bhyt|so the bhyt|ma the bhyt|ma bhyt|so bhyt|co bhyt|tham gia bhyt"),
    _field(
        "circumstances",
        "Hoàn cảnh đặc biệt",
        "hoan canh dac biet|tre em co hoan canh dac biet|hcdb|tre co hcdb|tre em hcdb|nhom hoan canh dac biet|hoan canh|te co hcdb|nhom hoan canh|"
        "tre co hoan canh dac biet|doi tuong hoan canh dac biet|tinh trang hoan canh dac biet|ma hoan canh dac biet|doi tuong",
    ),
    _field("at_risk", "Nguy cơ rơi vào hoàn cảnh đặc biệt", "nguy co roi vao hoan canh dac biet|nguy co|nguy co roi vao hcdb|tre co nguy co|tre em co nguy co|nguy co hcdb"),
    _field("school_class", "Lớp", "lop|dang hoc lop|lop hoc|trinh do hoc van|hoc lop|trinh do van hoa"),
    _field("school", "Trường", "truong|truong hoc|ten truong|noi hoc|truong lop|dang hoc tai truong"),
    _field("note", "Ghi chú", "ghi chu|chu thich|ghi chu khac|note", "Khác"),
    _field("father_name", "Họ tên cha", "ho ten cha|ho va ten cha|ho ten bo|ho va ten bo|ten cha|ten bo|cha|bo", "Gia đình"),
    _field("mother_name", "Họ tên mẹ", "ho ten me|ho va ten me|ten me|me", "Gia đình"),
    _field(
        "carer_name",
        "Người nuôi dưỡng",
        "nguoi nuoi duong|nguoi cham soc|nguoi giam ho|ho ten nguoi nuoi duong|ho va ten nguoi nuoi duong|ho ten nguoi cham soc|ho va ten nguoi cham soc|"
        "ho ten nguoi giam ho|ho va ten nguoi giam ho|ho ten cha me|ho va ten cha me|ho ten bo me|ho va ten bo me|cha me|bo me|nguoi nuoi duong cham soc|"
        "ho ten cha me nguoi nuoi duong|ho ten bo hoac me|ho ten cha hoac me|ho va ten bo hoac me|phu huynh|ho ten phu huynh|ho ten bo me nguoi nuoi duong",
        "Gia đình",
    ),
    _field("carer_relation", "Quan hệ với trẻ", "quan he|quan he voi tre|moi quan he|quan he voi tre em|quan he voi chu ho", "Gia đình"),
    _field("father_birth", "Năm sinh của cha", "nam sinh cha|nam sinh bo|ngay sinh cha|ngay sinh bo|ngay thang nam sinh cha|ngay thang nam sinh bo", "Gia đình"),
    _field("mother_birth", "Năm sinh của mẹ", "nam sinh me|ngay sinh me|ngay thang nam sinh me", "Gia đình"),
    _field("father_number", "Số định danh của cha", "so cccd cha|so cccd bo|cccd cha|cccd bo|so dinh danh cha|so dinh danh bo|so dinh danh ca nhan cha", "Gia đình"),
    _field("mother_number", "Số định danh của mẹ", "so cccd me|cccd me|so dinh danh me|so dinh danh ca nhan me", "Gia đình"),
    _field("phone", "Điện thoại", "so dien thoai|dien thoai|sdt|so dt|dt lien he|dien thoai lien he|so dien thoai lien he|so dien thoai gia dinh|sdt lien he|so di dong|di dong|phone", "Gia đình"),
    _field("hamlet", "Thôn, bản, tổ dân phố", "thon ban|thon|ban|to dan pho|xom|ap|khu|thon to dan pho|thon ban to dan pho|thon xom|tdp|khu pho|khu dan cu|thon to|to thon|lang|buon|khom|to|thon ban tdp|thon khu|khu vuc", "Nơi ở"),
    _field("commune", "Xã, phường", "xa|phuong|xa phuong|xa phuong thi tran|xa phuong dac khu|ten xa|don vi|thi tran", "Nơi ở"),
    _field("address", "Địa chỉ", "dia chi|noi o|cho o|noi o hien nay|cho o hien nay|noi cu tru|noi thuong tru|ho khau thuong tru|dia chi thuong tru|noi o hien tai|hktt|cho o hien tai|thuong tru|dia chi noi o", "Nơi ở"),
    _field("household_code", "Mã hộ", "ma ho|ma ho gia dinh|so ho khau|ma gia dinh|so hk|ma so ho|ma ho gd|so so ho khau", "Hộ gia đình"),
    _field("household_head", "Chủ hộ", "chu ho|ho ten chu ho|ho va ten chu ho|ten chu ho", "Hộ gia đình"),
    _field("poverty", "Hộ nghèo, cận nghèo", "ho ngheo can ngheo|ho ngheo ho can ngheo|ngheo can ngheo|loai ho|dien ho|hoan canh kinh te|hoan canh gia dinh|dien chinh sach|ho ngheo cn|phan loai ho", "Hộ gia đình"),
    _field("poor", "Hộ nghèo (đánh dấu)", "ho ngheo|ngheo|thuoc ho ngheo|con ho ngheo", "Hộ gia đình"),
    _field("near_poor", "Hộ cận nghèo (đánh dấu)", "ho can ngheo|can ngheo|thuoc ho can ngheo|con ho can ngheo|ho cn", "Hộ gia đình"),
)  # fmt: skip

BY_KEY = {field.key: field for field in FIELDS}
# Columns in which what the register keeps under seal may be written; a free remark can say anything.
DELICATE = frozenset({"circumstances", "at_risk", "note"})
NAMING = ("full_name", "given_name", "family_name")


def label(key: str) -> str:
    return BY_KEY[key].label if key in BY_KEY else key
