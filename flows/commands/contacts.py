"""contacts: who can be reached, people in from a sheet, people out into one."""

import argparse
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from directive.agencies import Contact, valid_on
from directive.errors import BadInput
from directive.settings import load_settings
from tasks.channels import channel_names
from tasks.clock import business_day, now
from tasks.rooms import Rooms, rooms

if TYPE_CHECKING:
    from directive.directory import Directory
    from directive.incoming import AddressState


class Reached(NamedTuple):
    """Who was looked at, and who cannot be reached."""

    directory: "Directory"
    wanted: list[str]
    contacts: list[Contact]
    troubled: "list[AddressState]"
    silent: list[tuple[str, str]]  # agency and why


def contacts_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", required=True)
    check = actions.add_parser("check", help="cơ quan nào không ai nhận được thông báo")
    check.add_argument("--all", action="store_true", help="mọi cơ quan, không chỉ cơ quan đang có nhiệm vụ")
    take = actions.add_parser("import", help="nạp người liên hệ từ .xlsx hoặc .csv; có một dòng sai thì không nạp gì")
    take.add_argument("file", type=Path, metavar="TỆP")
    take.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra")
    take.add_argument("--by", default="quản trị", metavar="TÊN", help="người nạp, ghi vào nhật ký")
    give = actions.add_parser("export", help="xuất ra .xlsx hoặc .csv, có mã để từng người đăng ký Zalo")
    give.add_argument("file", type=Path, metavar="TỆP")


def run_contacts(args: argparse.Namespace) -> int:
    with rooms(load_settings()) as site:
        if args.action == "check":
            return _check(site, everything=args.all)
        return _import(site, args) if args.action == "import" else _export(site, args.file)


# --- import and export --------------------------------------------------------------------------------------------


def _import(site: Rooms, args: argparse.Namespace) -> int:
    from directive.contact_files import read_contacts, told
    from directive.events import ConsentSet, DirectoryLoaded
    from directive.incoming import Consent
    from directive.site import site_directory
    from directive.store import directory

    at = now()
    with site.store.change(at=at, by=args.by) as change:
        change.alone()
        known = directory.contacts(change.conn)
        names = {*channel_names(site.settings), "mail", "zalo", "letter"}
        sheet = read_contacts(
            args.file,
            known=known,
            directory=site_directory(change.conn),
            channels=names,
            on=business_day(site.settings),
            first_number=max((one.contact_id for one in known), default=0) + 1,
        )
        if sheet.faults:
            raise BadInput(told(sheet))
        if sheet.contacts and not args.dry_run:
            if sheet.new:
                change.numbers("contact", sheet.new)
            change.record(DirectoryLoaded(contacts=sheet.contacts))
            before = {one.contact_id: one.zalo_consent for one in known}
            for one in sheet.contacts:
                if one.zalo_consent != before.get(one.contact_id, False):
                    how = f"danh sách {args.file.name}"
                    said = Consent(contact_id=one.contact_id, channel="zalo", given=one.zalo_consent, at=at, how=how)
                    change.record(ConsentSet(consent=said))
    done = "Sẽ nạp" if args.dry_run else "Đã nạp"
    print(f"{done} {sheet.new} người mới, {sheet.changed} người thay đổi.")
    return 0


def _export(site: Rooms, path: Path) -> int:
    from directive.contact_files import write_contacts
    from directive.store import directory
    from notifications.inbound.zalo_calls import consent_code

    with site.store.reading() as conn:
        contacts = directory.contacts(conn)
    codes = {"Mã gửi đến Zalo OA để đăng ký": lambda one: consent_code(one.contact_id, site.secret)}
    write_contacts(path, contacts, codes)
    print(f"Đã xuất {len(contacts)} người ra {path}. Mã Zalo chỉ đưa cho đúng từng người.")
    return 0


# --- check --------------------------------------------------------------------------------------------------------


def _check(site: Rooms, *, everything: bool) -> int:
    found = reached(site, everything=everything)
    known, wanted, silent = found.directory, found.wanted, found.silent
    on = business_day(site.settings)
    for agency_id, why in silent:
        print(f"✗ {known.full_name(agency_id)}: {why}")
    for one in found.troubled:
        state = (
            f"ngừng gửi từ {one.marked_at:%d/%m/%Y}" if one.marked_at else f"{one.hard} lần hỏng, {one.soft} lần chậm"
        )
        print(f"! {one.channel} {one.address}: {state} ({one.reason})")
    _without_head(known, wanted, found.contacts, on)
    print(f"{len(wanted)} cơ quan: {len(wanted) - len(silent)} nhận được thông báo, {len(silent)} không ai nhận được.")
    return 1 if silent else 0


def reached(site: Rooms, *, everything: bool = False) -> "Reached":
    """Whom messages reach: of agencies that have something to do, or of all there are today."""
    from directive.site import site_directory
    from directive.store import addresses, directory, sweeping
    from notifications.channels import reach_except

    on = business_day(site.settings)
    with site.store.reading() as conn:
        known = site_directory(conn)
        contacts = directory.contacts(conn)
        busy = {owner for owner, _ in sweeping.awake(conn, on=on, everything=True)}
        marked = addresses.marked(conn)
        troubled = addresses.troubled(conn)
    wanted = sorted(
        one for one, agency in known.agencies.items() if one in busy or (everything and valid_on(agency, on))
    )
    silent = list(_silent(wanted, contacts, on, channel_names(site.settings), reach_except(marked)))
    return Reached(known, wanted, contacts, troubled, silent)


def _silent(
    wanted: Iterable[str], contacts: list[Contact], on: date, names: tuple[str, ...], reach: object
) -> Iterator[tuple[str, str]]:
    """Agencies nobody of which can be reached by any channel but paper, and why."""
    assert callable(reach), "given by the channels"
    for agency_id in wanted:
        people = [one for one in contacts if one.agency_id == agency_id]
        there = [one for one in people if valid_on(one, on)]
        if not people:
            yield agency_id, "chưa có người liên hệ"
        elif not there:
            yield agency_id, "người liên hệ đều đã hết hoặc chưa đến thời gian phụ trách"
        elif not any(reach(one, name) for one in there for name in names if name != "letter"):
            paper = "; chỉ còn in thư giấy" if "letter" in names else ""
            yield agency_id, f"không có địa chỉ dùng được trên các kênh {', '.join(names)}{paper}"


def _without_head(known: "Directory", wanted: Iterable[str], contacts: list[Contact], on: date) -> None:
    from directive.agencies import Post

    heads = {one.agency_id for one in contacts if one.post is Post.HEAD and valid_on(one, on)}
    without = [known.full_name(one) for one in wanted if one not in heads]
    if without:
        print(f"Chưa có thủ trưởng ({len(without)}): {'; '.join(without[:10])}{' …' if len(without) > 10 else ''}.")
