"""Invented directives of an invented department, in official form."""

# ruff: noqa: E501 - paragraphs of an official letter are one line each

LETTER = """UBND TỈNH ĐIỆN BIÊN
SỞ Y TẾ

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 415/SYT-TE
V/v triển khai Tháng hành động vì trẻ em năm 2026

Điện Biên, ngày 12 tháng 5 năm 2026

Kính gửi: Ủy ban nhân dân các xã, phường

Thực hiện Kế hoạch số 88/KH-UBND ngày 20/4/2026 của UBND tỉnh Điện Biên về công tác trẻ em năm 2026, Sở Y tế đề nghị UBND các xã, phường triển khai các nhiệm vụ sau:

1. Tổ chức lễ phát động Tháng hành động vì trẻ em tại địa phương, hoàn thành trước ngày 10/6/2026; tuyên truyền trên hệ thống loa truyền thanh.

2. Rà soát các điểm có nguy cơ đuối nước, cắm biển cảnh báo. Vận động gia đình làm hàng rào quanh ao, hố nước. Báo cáo kết quả trước ngày 30/6/2026.

3. Kiểm tra, rà soát trẻ em có hoàn cảnh đặc biệt để hỗ trợ kịp thời.

Đề nghị UBND các xã, phường báo cáo kết quả về Sở Y tế trước ngày 15/7/2026. Thông tin liên hệ: Phòng Trẻ em, điện thoại 0215.3825.000./.

Nơi nhận:
- Như trên;
- Lưu: VT.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
"""

REPLACING = (
    LETTER.replace("415/SYT-TE", "502/SYT-TE")
    .replace("ngày 12 tháng 5 năm 2026", "ngày 28 tháng 5 năm 2026")
    .replace(
        "Thực hiện Kế hoạch số 88/KH-UBND ngày 20/4/2026 của UBND tỉnh Điện Biên về công tác trẻ em năm 2026,",
        "Văn bản này thay thế Công văn số 415/SYT-TE ngày 12/5/2026 của Sở Y tế. Căn cứ tình hình thực tế mùa mưa lũ, nắng nóng kéo dài và lịch nghỉ hè mới của học sinh toàn tỉnh,",
    )
    .replace("Tổ chức lễ phát động", "Hoãn tập trung đông người; tổ chức phát động trực tuyến")
    .replace(
        "Vận động gia đình làm hàng rào quanh ao, hố nước.",
        "Phối hợp công an, đoàn thanh niên trực các điểm nguy hiểm trong suốt mùa mưa.",
    )
    .replace("Kiểm tra, rà soát trẻ em", "Lập danh sách và hỗ trợ khẩn cấp trẻ em")
)

PLAN = """ỦY BAN NHÂN DÂN
TỈNH ĐIỆN BIÊN

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 88/KH-UBND

Điện Biên, ngày 20 tháng 4 năm 2026

KẾ HOẠCH
Công tác trẻ em năm 2026

Căn cứ Chỉ thị số 20-CT/TW ngày 05/11/2012 của Bộ Chính trị về tăng cường sự lãnh đạo của Đảng đối với công tác chăm sóc, giáo dục và bảo vệ trẻ em, UBND tỉnh ban hành kế hoạch như sau:

1. Giao Sở Y tế hướng dẫn các địa phương tổ chức Tháng hành động vì trẻ em.

2. Giao Công an tỉnh tăng cường phòng, chống xâm hại trẻ em, báo cáo trước ngày 15/12/2026.
"""

NEWS = """Sáng nay, trường tiểu học xã tổ chức hội thi vẽ tranh. Các em học sinh đã vẽ nhiều bức tranh đẹp về quê hương.
Ban giám khảo trao giải nhất cho lớp 5A. Phụ huynh đến xem rất đông và vui.
"""
