"""Words that tell work from reasons, results, formulas and quotations."""

from __future__ import annotations

import re

from chungtay.directives.reader.patterns import any_of, word, words

IMPERATIVE = re.compile(word(any_of(words("verbs", "imperatives"))))
BACKGROUND = re.compile(rf"[\s\"*_(]*(?:{any_of(words('sections', 'background'))})(?![a-zà-ỹđ])")
ISSUED = re.compile(
    r"(?<![a-zà-ỹđ])(?:ban hành|có|ký|gửi|phê duyệt|nhận được|phát đi)\s+(?:ban hành\s+)?(?:công văn|văn bản"
    r"|kế hoạch|công điện|chỉ thị|quyết định|hướng dẫn|thông báo|nghị quyết|chương trình|tờ trình"
    r"|thư)(?![a-zà-ỹđ])|(?:vừa|đã|mới) được [^.;]{0,60}(?:ban hành|phê duyệt|ký)"
)
INTRO_END = re.compile(
    r"(?:như sau|sau đây|sau|gồm|cụ thể|nội dung|nhiệm vụ|việc|yêu cầu|chỉ thị|kết luận|các nội dung|đề nghị|là"
    r"|quyết nghị|quyết định|thực hiện)\s*[:.]?[\s*_]*$"
)
GENERIC = re.compile(
    r"(?:(?:tập trung|chỉ đạo|chủ động|nghiêm túc|khẩn trương|phối hợp|và|tổ chức|,)\s*)*(?:triển khai"
    r"|thực hiện)(?:\s+(?:thực hiện|tốt|hiệu quả|nghiêm túc|có hiệu quả|đồng bộ))*\s+(?:một số|các|những"
    r"|\d+)?\s*(?:nội dung|nhiệm vụ|công việc|giải pháp|việc|hoạt động)[^.;:]{0,80}[.:]?$"
)
REPORTS = re.compile(r"báo cáo|trước ngày|chậm nhất|gửi về|đôn đốc|theo dõi|tổng hợp")
IN_FORCE = re.compile(
    r"[\s\"*_(]*(?:quyết định|chỉ thị|kế hoạch|nghị quyết|quy chế|thông tư|hướng dẫn|công điện"
    r"|quy định)(?: này)? (?:đã |sẽ )?(?:có hiệu lực|thay thế|được|áp dụng|phổ biến|bãi bỏ|gồm|quy định)"
    r"|[\s\"*_(]*(?:bãi bỏ|thay thế|hủy bỏ) (?:quyết định|kế hoạch|chỉ thị|nghị quyết|công văn|quy)"
)
CARRIED_OUT = re.compile(
    r"chịu trách nhiệm (?:tổ chức )?thi hành|(?:^|[.:\n]\s*)\(?ban hành kèm theo|kèm theo (?:quyết định|công văn|thông báo"
    r"|chỉ thị|kế hoạch) này|(?:căn cứ|chiếu) quyết định (?:này )?thi hành"
    r"|thi hành quyết định|thông báo (?:để|đến|tới) [^.]{3,200} biết"
    r"|(?:để|được|địa phương|đơn vị) biết(?:,| và)?\s+(?:và\s+)?(?:tổ chức\s+|triển khai\s+|phối hợp\s+)*thực hiện\W*$"
)
BASIS = re.compile(
    r"[\s\"*_(]*(?:căn cứ\s+(?:vào\s+)?(?:luật|bộ luật|nghị|quyết|thông|hiến|chỉ thị|kế hoạch|công văn|công điện"
    r"|điều|pháp lệnh|chương trình|văn bản|hướng dẫn|tờ trình)|(?:xét|theo)\s+(?:đề nghị|tờ trình|đề xuất)"
    r"|sau khi|\(?ban hành kèm)"
)
EVALUATES = re.compile(r"tuy nhiên|còn nhiều|vẫn còn|chưa được|đã được|đã có|tiếp tục được")
MEMBERS = re.compile(r"gồm (?:các|những)? ?(?:ông|bà|đồng chí|thành viên|thành phần)|có tên sau|thành viên gồm|gồm:$")
WHO = re.compile(r"tổ chức thực hiện|phân công|trách nhiệm")
# People who are quoted and what was seen on the spot: a page's colour, no work.
VOICE = re.compile(
    word(
        "cho rằng|chia sẻ|cho biết|cho hay|lo ngại|bày tỏ|tâm sự|kể lại|nhận định|cho thấy|ghi nhận|theo (?:ông"
        "|bà|anh|chị|cô|thầy|em|bác)|(?:ông|bà|anh|chị|cô|thầy|em|vị này) [^.,]{0,40}(?:nói|kể|chia sẻ)|phấn khởi"
        "|vui mừng"
    )
)
# A page's paragraph that tells what happened before, elsewhere or afterwards.
TOLD = re.compile(
    r"[\s\"*_(]*(?:trước đó|cùng ngày|sau (?:lễ|hội nghị|buổi|cuộc|chương trình|phần)|(?:cũng )?(?:trong |nhân )?dịp này"
    r"|tại (?:buổi lễ|lễ phát động|chương trình|ngày hội|sự kiện))(?![a-zà-ỹđ])"
)
CLAUSE = re.compile(
    word("để|nhằm|kết thúc|nhân dịp|với mục đích|trước tình hình|trước thực trạng|trên cơ sở|thực hiện|căn cứ")
)
# "Cơ quan chủ trì: …", "Thời gian: …" under a task say who and when of that task.
ATTRIBUTE = re.compile(
    r"[\s(*_-]*(?:(?:các\s+)?(?:cơ quan|đơn vị|bộ phận|người|lãnh đạo)\s*(?:/\s*đơn vị\s*)?(?:chủ trì|phối hợp"
    r"|thực hiện|chịu trách nhiệm|phụ trách|đầu mối)(?:\s+(?:thực hiện|chính))?"
    r"|chủ trì|phối hợp|thời gian(?:\s+(?:thực hiện|hoàn thành|tổ chức))?|thời hạn(?:\s+hoàn thành)?"
    r"|tiến độ(?:\s+(?:thực hiện|hoàn thành))?|sản phẩm|kết quả đầu ra|kinh phí(?:\s+thực hiện)?|nguồn kinh phí"
    r"|địa điểm|đối tượng|số lượng|thành phần|hình thức|nội dung)\s*:"
)
PREAMBLE = re.compile(word("thực hiện|căn cứ|triển khai|hưởng ứng|tiếp tục thực hiện|nhằm"))
NO_NAME = re.compile(r"(?<!\w)về(?!\w)|công tác|nhiệm vụ|giải pháp|nội dung|cấp tỉnh|cấp huyện|cấp xã")
# A closing sentence without an agency: "Kết quả thực hiện gửi về … trước ngày …".
REPORT_DUE = re.compile(
    r"[\s\"*_(]*(?:báo cáo|kết quả|danh sách|kế hoạch|hồ sơ|đăng ký|số liệu|văn bản)[^.;]{0,200}?(?:gửi|nộp|báo cáo|về)"
    r"[^.;]{0,160}?(?:trước|chậm nhất|hạn)"
)
