"""explain: how a Due came by its day; with --message, why a person received a message."""

import argparse
import json

from directive.errors import BadInput
from directive.explain import explained_kept
from directive.store import directives, messages, replies
from tasks.rooms import Rooms, rooms


def explain_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("due", type=int, nargs="?", metavar="KỲ-HẠN", help="số của kỳ hạn (dondoc status VĂN-BẢN)")
    parser.add_argument(
        "--message", type=int, metavar="SỐ", help="vì sao có thông báo này: bậc nào, ngày nào (dondoc messages)"
    )
    parser.add_argument("--json", action="store_true", help="in JSON")


def run_explain(args: argparse.Namespace) -> int:
    if (args.due is None) == (args.message is None):
        raise BadInput("Ghi số của một kỳ hạn, hoặc --message và số của một thông báo.")
    with rooms() as site:
        return _due(site, args) if args.message is None else _message(site, args)


def _due(site: Rooms, args: argparse.Namespace) -> int:
    with site.store.reading() as conn:
        due = directives.due(conn, args.due)
        obligation = directives.obligation(conn, due.obligation_id)
        asked = replies.extensions(conn, due_ids=[due.due_id])
    if args.json:
        extensions = [extension.model_dump(mode="json") for extension in asked]
        print(json.dumps(due.model_dump(mode="json") | {"extensions": extensions}, ensure_ascii=False, indent=1))
        return 0
    print(f"Kỳ hạn {due.due_id} của nhiệm vụ {obligation.obligation_id}: {obligation.title}")
    for line in explained_kept(due, extensions=asked):
        print(line)
    return 0


def _message(site: Rooms, args: argparse.Namespace) -> int:
    from directive.policy import load_policy
    from directive.site import site_calendar
    from directive.store import directory, pending
    from directive.why_told import told_in, told_of_waiting, why_json, why_lines

    policy = load_policy(site.settings.policy_file)
    with site.store.reading() as conn:
        found = messages.messages(conn, ids=[args.message])
        if not found:
            raise BadInput(f"Không có thông báo số {args.message}. Xem danh sách bằng `dondoc messages`.")
        entries = messages.told_in(conn, args.message)
        dues = {due.due_id: due for due in directives.dues(conn, ids={entry.due_id for entry in entries})}
        laid = directives.obligations(conn, ids={due.obligation_id for due in dues.values()})
        told = told_in(
            entries,
            dues=dues,
            obligations={obligation.obligation_id: obligation for obligation in laid},
            directives={i: directives.one(conn, i) for i in {due.directive_id for due in dues.values()}},
            policy=policy,
            calendar=site_calendar(conn),
        )
        said = pending.told_in(conn, args.message)
        things = pending.named(conn, {key for key, _ in said})
        names = {agency.agency_id: agency.name for agency in directory.agencies(conn)}
        waiting = told_of_waiting(said, things=things, names=names, policy=policy, calendar=site_calendar(conn))
        people = {contact.contact_id: contact for contact in directory.contacts(conn)}
    if args.json:
        print(json.dumps(why_json(found[0], told, waiting), ensure_ascii=False, indent=1))
    else:
        print("\n".join(why_lines(found[0], told, people, waiting)))
    return 0
