"""Kinds of agency in words; the codes are those of law/codelists/agency_kinds.yaml."""

AGENCY_KINDS = {
    "committee": "Ủy ban nhân dân",
    "ministry": "Bộ, cơ quan ngang bộ",
    "department": "Sở",
    "office": "Phòng, văn phòng",
    "police": "Công an",
    "court": "Tòa án",
    "procuracy": "Viện kiểm sát",
    "army": "Quân đội, biên phòng",
    "health_station": "Trạm y tế",
    "school": "Trường học",
    "front": "Mặt trận Tổ quốc",
    "union": "Tổ chức chính trị - xã hội",
    "party": "Cơ quan Đảng",
    "press": "Báo, đài",
    "other": "Cơ quan khác",
}
