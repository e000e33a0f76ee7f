"""Fill django-helpdesk: `python -m bench.others.helpdesk_fill OPEN AGENCIES OVERDUE SOON`, run by a Python that has it.

One queue per agency: the officer owns its tickets, the head is the queue's CC. A ticket is overdue by having waited
longer than the queue's days; the command knows no reminder before that, so the share due soon only waits.
"""

import sys
from datetime import timedelta

import django  # type: ignore[import-not-found, import-untyped, unused-ignore]

django.setup()

from django.contrib.auth.models import User  # type: ignore[import-not-found, import-untyped, unused-ignore] # noqa: E402
from django.utils import timezone  # type: ignore[import-not-found, import-untyped, unused-ignore] # noqa: E402
from helpdesk.models import Queue, Ticket  # type: ignore[import-not-found, unused-ignore] # noqa: E402

_DAYS, OFFICE = 30, "van-phong@huyen.example"


def main(count: int, agencies: int, overdue: float, soon: float) -> None:
    owners, queues = [], []
    for n in range(agencies):
        place = f"don-vi-{n:05}"
        owners.append(User.objects.create(username=place, email=f"officer.{n}@{place}.example", is_staff=True))
        head = f"head.{n}@{place}.example"
        queues.append(
            Queue.objects.create(
                title=place, slug=place, escalate_days=_DAYS, updated_ticket_cc=head, email_address=OFFICE
            )
        )
    late, near = round(count * overdue), round(count * (overdue + soon))
    tickets = [
        Ticket(
            title=f"OBL-{place + 1:07} Tổ chức thực hiện, báo cáo kết quả nhiệm vụ được giao tại địa bàn",
            queue=queues[place % agencies],
            assigned_to=owners[place % agencies],
        )
        for place in range(count)
    ]
    Ticket.objects.bulk_create(tickets, batch_size=500)
    now = timezone.now()
    for first, last, waited in [(0, late, _DAYS + 10), (late, near, _DAYS - 7), (near, count, 0)]:
        tokens = (f"OBL-{first + 1:07}", f"OBL-{last:07}~")
        Ticket.objects.filter(title__range=tokens).update(created=now - timedelta(days=waited))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
