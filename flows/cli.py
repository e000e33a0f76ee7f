"""The command line, `dondoc` (dòng lệnh): the composition root, the one place that may import everything.

Each command lives in a module of `flows.commands` with two functions: `arguments(parser)` and `run(args) -> int`.
Only the module of the command that was asked for is imported, so `--help` and `read` never load Prefect.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from directive.errors import DirectiveError

COMMANDS: dict[str, tuple[str, str]] = {
    # văn bản
    "read": ("reading", "đọc một văn bản và in những gì đọc được (--json)"),
    "add": ("intake", "tiếp nhận một văn bản vào kho, ở dạng dự thảo"),
    "review": ("review", "xem và sửa đề xuất của một dự thảo"),
    "confirm": ("intake", "xác nhận đề xuất sau khi rà soát"),
    "issue": ("intake", "ghi số và ngày: kỳ hạn bắt đầu tính"),
    "end": ("intake", "kết thúc, thu hồi hoặc thay thế một văn bản"),
    "relate": ("relations", "ghi, xem quan hệ: thực hiện, thay thế, đính chính, thu hồi, gia hạn văn bản khác"),
    "conflicts": ("relations", "nhiệm vụ trùng lặp hoặc khác hạn giữa các văn bản"),
    "explain": ("explain", "giải trình vì sao một kỳ hạn rơi vào ngày đó"),
    "status": ("reporting", "tình hình thực hiện: tất cả, hoặc từng nhiệm vụ của một văn bản"),
    "dashboard": ("dashboard", "bảng điều hành dạng Markdown; của hôm nay, hoặc như đã biết lúc nào đó (--as-of)"),
    "report": ("reporting", "lập, chốt và so sánh báo cáo tổng hợp"),
    "urge": ("papers", "soạn, lưu văn bản đôn đốc các nhiệm vụ quá hạn"),
    "handover": ("papers", "soạn, lưu danh sách bàn giao khi đơn vị kết thúc"),
    # xem xét, quyết định
    "accept": ("deciding", "xác nhận báo cáo của đơn vị"),
    "return": ("deciding", "trả lại báo cáo kèm nhận xét"),
    "extend": ("deciding", "xin, cho hoặc từ chối gia hạn"),
    "pause": ("deciding", "tạm dừng nhiệm vụ"),
    "resume": ("deciding", "cho nhiệm vụ tiếp tục"),
    # thời gian
    "date": ("time", "tính một thời hạn từ câu chữ và giải trình"),
    "calendar": ("calendar", "lịch làm việc: kiểm tra, xem, đề xuất, nạp, xác nhận, thêm ngày nghỉ"),
    "received": ("rescheduling", "ghi ngày nhận văn bản và tính lại kỳ hạn"),
    "happened": ("rescheduling", "ghi ngày của sự kiện, phiên họp mà kỳ hạn tính từ đó"),
    "date-due": ("rescheduling", "ấn định ngày cho kỳ hạn chưa xác định"),
    # danh bạ
    "load": ("load", "nạp danh bạ cơ quan, người liên hệ vào kho"),
    "contacts": ("contacts", "kiểm tra, nạp, xuất người liên hệ"),
    "succeed": ("succession", "bàn giao nhiệm vụ khi đơn vị kết thúc, sáp nhập, chia tách, đổi tên"),
    "agencies": ("directory", "kiểm tra, liệt kê một thư mục danh bạ; thử một tên"),
    # trao đổi với hệ thống khác
    "import": ("importing", "nạp danh sách nhiệm vụ, cơ quan của hệ thống khác"),
    "export": ("exporting", "xuất danh sách, lịch hạn, gói trả lời và trạng thái edXML"),
    # đôn đốc
    "sweep": ("follow_up", "lượt đôn đốc trong ngày: lập và gửi thông báo"),
    "preview": ("follow_up", "xem trước ai sẽ nhận gì và vì sao; không ghi gì"),
    "weekly": ("weekly", "thư tuần gửi lãnh đạo: gửi, hoặc xem trước"),
    "deliver": ("follow_up", "gửi các thông báo còn chờ"),
    "messages": ("follow_up", "sổ thông báo đã lập, đã gửi"),
    "collect": ("channels", "thu thư trả lời, thư hoàn và tin Zalo"),
    "channels": ("channels", "kiểm tra các kênh, địa chỉ hỏng, số tin mỗi người; kết nối Zalo"),
    "policy": ("follow_up", "in hoặc kiểm tra bậc đôn đốc"),
    "simulate": ("simulation", "mô phỏng những tháng tới của một văn bản, trong bộ nhớ"),
    # vận hành
    "up": ("operate", "chạy máy chủ Prefect, bộ chạy luồng và cổng thông tin"),
    "portal": ("portal", "chạy riêng cổng thông tin"),
    "door": ("portal", "tạo liên kết vào một cửa của cổng thông tin"),
    "keys": ("keys", "khoá API của hệ thống khác: tạo, liệt kê, thu hồi"),
    "demo": ("operate", "chạy bản trình diễn với công văn mẫu của huyện Bình Sơn"),
    "doctor": ("doctor", "khám: phiên bản, kho, lịch, kênh, Prefect, lượt đôn đốc, đĩa, đồng hồ (--json)"),
    "backup": ("backup", "sao lưu kho, tệp, cấu hình (không có bí mật) trong khi vẫn chạy"),
    "verify": ("backup", "kiểm tra một bản sao lưu: mọi mã băm, nhật ký, thử khôi phục"),
    "restore": ("backup", "khôi phục một bản sao lưu vào kho còn trống, SQLite hoặc PostgreSQL"),
    "upgrade": ("operate", "tạo hoặc nâng cấp kho"),
    "retention": ("retention", "nộp lưu hồ sơ, xoá nội dung hết thời hạn bảo quản"),
    "audit": ("audit", "kiểm tra, xuất nhật ký"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = words[0] if words and words[0] in COMMANDS else None
    parser = _parser(only=name)
    args = parser.parse_args(words)
    if not args.command:
        parser.print_help()
        return 0
    try:
        return int(args.run(args))
    except DirectiveError as error:
        print(f"dondoc: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader of our output went away (`dondoc ... | head`)
        sys.stderr.close()
        return 0


def _parser(only: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dondoc", description="Đôn đốc việc thực hiện văn bản chỉ đạo.")
    parser.add_argument("--version", action=_Version, nargs=0, help="in số phiên bản")
    commands = parser.add_subparsers(dest="command", metavar="LỆNH", title="các lệnh")
    for name, (module, summary) in COMMANDS.items():
        if only not in (None, name):
            continue  # thirty parsers that nobody asks cost as much as reading a letter
        command = commands.add_parser(name, help=summary, description=summary)
        if name == only:
            room = importlib.import_module(f"flows.commands.{module}")
            getattr(room, f"{name.replace('-', '_')}_arguments")(command)
            command.set_defaults(run=getattr(room, f"run_{name.replace('-', '_')}"))
    return parser


class _Version(argparse.Action):
    """Looks the version up only when asked: importlib.metadata costs 30 ms."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"dondoc {version('dondoc')}")
        parser.exit()


if __name__ == "__main__":
    sys.exit(main())
