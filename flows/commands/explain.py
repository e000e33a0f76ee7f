"""explain: how a Due came by its day."""

import argparse
import json

from directive.explain import explained_kept
from directive.store import directives, replies
from tasks.rooms import rooms


def explain_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("due", type=int, metavar="KỲ-HẠN", help="số của kỳ hạn (dondoc status VĂN-BẢN)")
    parser.add_argument("--json", action="store_true", help="in JSON")


def run_explain(args: argparse.Namespace) -> int:
    with rooms() as site, site.store.reading() as conn:
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
