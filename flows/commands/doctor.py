"""doctor: is this site in order? One line each, with the remedy."""

import argparse
import json


def doctor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="cho hệ thống giám sát")
    parser.add_argument("--quick", action="store_true", help="chỉ phần nhanh, không qua mạng (như lúc khởi động)")
    parser.add_argument(
        "--no-engine", action="store_true", help="nơi này không dùng Prefect (cron chạy `dondoc sweep`)"
    )
    parser.add_argument("--heartbeat", action="store_true", help="gọi DONDOC_HEARTBEAT_URL khi mọi thứ tốt")


def run_doctor(args: argparse.Namespace) -> int:
    """0: in order, perhaps with remarks; 1: something does not work."""
    from directive.settings import load_settings
    from flows import doctor
    from flows.heartbeat import call
    from tasks.clock import now

    settings, at = load_settings(), now()
    found = []
    for finding in (
        doctor.look(settings, at) if args.quick else doctor.look_closely(settings, at, engine=not args.no_engine)
    ):
        found.append(finding)
        if not args.json:
            print(doctor.line(finding), flush=True)
    broken = doctor.worst(found) is doctor.Grade.BAD
    if args.json:
        print(json.dumps(doctor.as_json(found, at=at), ensure_ascii=False, indent=1))
    elif not broken:
        print(f"Mọi thứ hoạt động ({len(found)} mục).")
    if args.heartbeat and not broken and settings.heartbeat_url.get_secret_value():
        call(settings.heartbeat_url.get_secret_value())
    return int(broken)
