"""Codes of documents and topics with their Vietnamese words."""

from __future__ import annotations

KINDS = {
    "cong_van": "Công văn",
    "cong_dien": "Công điện",
    "ke_hoach": "Kế hoạch",
    "chi_thi": "Chỉ thị",
    "quyet_dinh": "Quyết định",
    "thong_bao": "Thông báo",
    "huong_dan": "Hướng dẫn",
    "nghi_quyet": "Nghị quyết",
    "nghi_dinh": "Nghị định",
    "thong_tu": "Thông tư",
    "ket_luan": "Kết luận",
    "chuong_trinh": "Chương trình",
    "de_an": "Đề án",
    "quy_che": "Quy chế",
    "quy_dinh": "Quy định",
    "bao_cao": "Báo cáo",
    "to_trinh": "Tờ trình",
    "giay_moi": "Giấy mời",
    "luat": "Luật",
}
TOPICS = {
    "truyen_thong": "Truyền thông",
    "dich_vu_bao_ve": "Dịch vụ bảo vệ trẻ em",
    "xam_hai_bao_luc": "Phòng, chống xâm hại, bạo lực",
    "tai_nan_duoi_nuoc": "Tai nạn thương tích, đuối nước",
    "moi_truong_mang": "Môi trường mạng",
    "lao_dong_tre_em": "Lao động trẻ em",
    "thang_hanh_dong": "Tháng hành động vì trẻ em",
    "trung_thu": "Tết Trung thu",
    "tham_gia_dien_dan": "Tham gia của trẻ em, diễn đàn",
    "hoan_canh_dac_biet": "Trẻ em có hoàn cảnh đặc biệt",
    "suc_khoe_dinh_duong": "Sức khỏe, dinh dưỡng",
    "giao_duc": "Giáo dục",
    "vui_choi_van_hoa": "Vui chơi, văn hóa",
    "phoi_hop_lien_nganh": "Phối hợp liên ngành",
    "nhan_luc_to_chuc": "Nhân lực, tổ chức",
    "ngan_sach_nguon_luc": "Ngân sách, nguồn lực",
    "kiem_tra_thanh_tra": "Kiểm tra, thanh tra",
    "thong_ke_bao_cao": "Thống kê, báo cáo",
    "chinh_sach_phap_luat": "Chính sách, pháp luật",
    "xa_phuong_phu_hop": "Xã, phường phù hợp với trẻ em",
    "thien_tai": "Thiên tai",
    "an_toan_thuc_pham": "An toàn thực phẩm",
    "khac": "Khác",
}


def kind_words(code: str) -> str:
    return KINDS.get(code, code.replace("_", " ").capitalize())


def topic_words(codes: list[str]) -> str:
    return ", ".join(TOPICS.get(code, code) for code in codes)
