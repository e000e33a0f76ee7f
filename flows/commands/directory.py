"""agencies: check and list a directory folder, and try names against it."""

import argparse
from collections import Counter
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from directive.agencies import Agency, Match, Standing, valid_on
from directive.directory import Directory
from directive.directory_files import DirectoryData, load_directory
from directive.errors import NotFound
from directive.name_lists import resolve_list
from directive.settings import day_of_text, load_settings
from tasks.clock import business_day

_STANDINGS = {Standing.SUBORDINATE: "trực thuộc", Standing.INDEPENDENT: "ngoài quyền chỉ đạo"}


def agencies_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="THƯ-MỤC", help="thư mục có agencies.csv")
    parser.add_argument("--on", metavar="NGÀY", help="danh bạ vào ngày này; mặc định hôm nay")
    parser.add_argument("--all", action="store_true", help="cả những cơ quan không còn hoặc chưa có vào ngày đó")
    parser.add_argument("--resolve", metavar="TÊN", action="append", default=[], help="thử một tên; nêu được nhiều lần")
    parser.add_argument("--office", metavar="MÃ", help="tên được hiểu từ nơi cơ quan này đứng")


def run_agencies(args: argparse.Namespace) -> int:
    data = load_directory(args.folder)
    directory = data.directory()
    on = day_of_text(args.on) if args.on else business_day(load_settings())
    if args.office and args.office not in directory.agencies:
        near = get_close_matches(args.office, directory.agencies, n=3)
        hint = f"Có phải {' hoặc '.join(near)}?" if near else "Xem các mã bằng --all."
        raise NotFound(f"Danh bạ không có cơ quan mã “{args.office}”. {hint}")
    if args.resolve:
        matches = [match for name in args.resolve for match in resolve_list(name, directory, on=on, office=args.office)]
        print("\n".join(line for match in matches for line in _resolved(match, directory, on)))
        return 0 if all(match.agency_ids for match in matches) else 1
    _list(data, directory, on, everything=args.all)
    return 0


def _resolved(match: Match, directory: Directory, on: date) -> list[str]:
    if len(match.agency_ids) == 1 and not match.plural:
        return [f"{match.name} → {match.agency_ids[0]}  {directory.full_name(match.agency_ids[0])}"]
    if match.agency_ids:
        group = f" ({directory.name(match.group_id)})" if match.group_id else ""
        listed = [f"    {one}  {directory.full_name(one)}" for one in match.agency_ids]
        return [f"{match.name} → {len(match.agency_ids)} cơ quan{group}:", *listed]
    if match.open:
        why = "không nêu rõ cơ quan nào; người rà soát phải chỉ định"
    elif match.group_id:
        why = f"nhóm “{directory.name(match.group_id)}” không có thành viên nào vào ngày {on:%d/%m/%Y}"
    else:
        why = f"không khớp chính xác tên nào vào ngày {on:%d/%m/%Y}"
    likely = [f"    có thể là {one}  {directory.full_name(one)}" for one in match.candidates]
    return [f"{match.name} → {why}", *likely]


def _list(data: DirectoryData, directory: Directory, on: date, *, everything: bool) -> None:
    shown = [agency for agency in data.agencies if everything or valid_on(agency, on)]
    width = max((len(agency.agency_id) for agency in shown), default=0)
    for agency in shown:
        print(f"{agency.agency_id:<{width}}  {directory.full_name(agency.agency_id)}{_remarks(agency)}")
    for group in data.groups:
        members = directory.members(group.group_id, on)
        if members or everything:
            print(f"{group.group_id:<{width}}  {group.name}: {len(members)} thành viên")
    when = "" if everything else f" vào ngày {on:%d/%m/%Y}"
    print(
        f"\nDanh bạ dùng được: {len(shown)} cơ quan{when} (tất cả {len(data.agencies)}), {len(data.groups)} nhóm, "
        f"{len(data.aliases)} tên gọi khác, {len(data.contacts)} người liên hệ."
    )
    _warn(data, directory, shown, on)


def _remarks(agency: Agency) -> str:
    remarks = [_STANDINGS[agency.standing]] if agency.standing is Standing.INDEPENDENT else []
    remarks += [f"từ {agency.valid_from:%d/%m/%Y}"] if agency.valid_from else []
    remarks += [f"đến {agency.valid_to:%d/%m/%Y}"] if agency.valid_to else []
    return f"  ({', '.join(remarks)})" if remarks else ""


def _warn(data: DirectoryData, directory: Directory, shown: list[Agency], on: date) -> None:
    """What is allowed but will leave letters unsent."""
    reachable = Counter(
        contact.agency_id for contact in data.contacts if valid_on(contact, on) and (contact.email or contact.zalo_id)
    )
    silent = [
        directory.full_name(agency.agency_id)
        for agency in shown
        if valid_on(agency, on) and not reachable[agency.agency_id]
    ]
    if silent:
        print(f"Chưa có địa chỉ liên hệ ({len(silent)}): {'; '.join(silent)}.")
