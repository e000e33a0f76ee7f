"""Fill a Roundup tracker: `python roundup_fill.py HOME OPEN AGENCIES OVERDUE SOON`, run by a Python that has Roundup.

One user per agency, every issue open and assigned. Roundup's reminder knows no due date; the same shares become
priorities.
"""

import sys

from roundup import instance, password  # type: ignore[import-not-found, unused-ignore]


def main(home: str, count: int, agencies: int, overdue: float, soon: float) -> None:
    db = instance.open(home).open("admin")
    config = db.config
    owners = [
        db.user.create(
            username=f"don-vi-{n:05}",
            realname=f"Đơn vị số {n}",
            address=f"officer.{n}@don-vi-{n:05}.example",
            password=password.Password("bench", scheme="plaintext", config=config),
            roles="User",
        )
        for n in range(agencies)
    ]
    late, near = round(count * overdue), round(count * (overdue + soon))
    critical, urgent, usual = (db.priority.lookup(name) for name in ("critical", "urgent", "bug"))
    under_way = db.status.lookup("in-progress")
    for place in range(count):
        db.issue.create(
            title=f"OBL-{place + 1:07} Tổ chức thực hiện, báo cáo kết quả nhiệm vụ được giao tại địa bàn",
            priority=critical if place < late else urgent if place < near else usual,
            status=under_way,
            assignedto=owners[place % agencies],
        )
    db.commit()
    db.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5]))
