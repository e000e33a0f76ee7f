"""relate, conflicts: how directives stand to each other, and where two of them ask for the same."""

import argparse
from datetime import date

from directive.related import WORDS, Relation
from directive.store import directives
from tasks.clock import business_day, now
from tasks.rooms import rooms

_SHOWN = 100
_VERBS = {
    "carries-out": Relation.CARRIES_OUT,
    "replaces": Relation.REPLACES,
    "corrects": Relation.CORRECTS,
    "recalls": Relation.RECALLS,
    "prolongs": Relation.PROLONGS,
}


def relate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directive", type=int, metavar="VĂN-BẢN", help="số thứ tự trong kho (dondoc status)")
    parser.add_argument("verb", nargs="?", choices=sorted(_VERBS), metavar="QUAN-HỆ", help="|".join(_VERBS))
    parser.add_argument("other", nargs="?", metavar="VĂN-BẢN-KIA", help="số trong kho, hoặc tên bằng chữ")
    parser.add_argument("--by", default="Văn thư", metavar="TÊN", help="người thực hiện, ghi vào nhật ký")


def run_relate(args: argparse.Namespace) -> int:
    from directive.errors import BadInput
    from directive.relations import relate
    from directive.store import relations

    if args.verb and not args.other:
        raise BadInput("Chưa cho biết văn bản kia. Viết `dondoc relate SỐ QUAN-HỆ SỐ-KIA`.")
    with rooms() as site:
        if args.verb:
            number = int(args.other) if args.other.isdigit() else None
            relate(
                site.store,
                directive_id=args.directive,
                relation=_VERBS[args.verb],
                other_id=number,
                other="" if number is not None else args.other,
                on=business_day(site.settings),
                at=site.settings.instant(now()),
                by=args.by,
            )
        with site.store.reading() as conn:
            here = directives.one(conn, args.directive)
            print(f"Văn bản {args.directive} ({here.number or 'chưa có số'}):")
            for one in relations.of(conn, args.directive):
                forward = one.directive_id == args.directive
                other = one.other_id if forward else one.directive_id
                name = f"văn bản {other} ({directives.one(conn, other).number})" if other else one.other
                print(f"  {WORDS[one.relation][0 if forward else 1]} {name}, ghi ngày {one.on:%d/%m/%Y}")
    return 0


def conflicts_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directive", type=int, nargs="?", metavar="VĂN-BẢN", help="chỉ những cặp có văn bản này")


def run_conflicts(args: argparse.Namespace) -> int:
    from directive.doubling import doubles
    from directive.store import open_dues, relations, sweeping

    with rooms() as site, site.store.reading() as conn:
        found = doubles(relations.open_duties(conn))
        if args.directive is not None:
            found = tuple(p for p in found if args.directive in (p.first.directive_id, p.second.directive_id))
        shown = found[:_SHOWN]
        letters = open_dues.letters(conn, {duty.directive_id for pair in shown for duty in pair[:2]})
        names = sweeping.agency_names(conn, {pair.first.owner_id for pair in shown})
    for pair in shown:
        what = "khác hạn" if pair.conflicts else "trùng"
        print(f"{names[pair.first.owner_id][0]} – {what} (giống nhau {pair.likeness:.0%}):")
        for duty in pair[:2]:
            number = letters[duty.directive_id].number
            print(f"  nhiệm vụ {duty.obligation_id}, {number}, hạn {_day(duty.due_on)}: {duty.title}")
    differ = sum(pair.conflicts for pair in found)
    print(f"{len(found)} cặp nhiệm vụ cùng đơn vị, cùng nội dung ở hai văn bản; {differ} cặp khác hạn.")
    return 0


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "chưa có"
