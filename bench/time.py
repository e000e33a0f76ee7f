"""How fast time is counted: python -m bench.time [--dues N].

Prints, in processor time, how many dues of each kind are computed a second, and how long it takes to count N open dues
again under a calendar with one changed day (both calendars computed, who-moved list built), with the peak of memory.
"""

import argparse
import random
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta

from directive.calendar import CalendarDay, official_calendar, with_site_days
from directive.deadlines import Anchor, AnchorKind, Deadline, Every, OnDate, Period, Unit, Within
from directive.dues import Anchors
from directive.occurrences import counting_settings
from directive.periods import reporting_calendar
from directive.recounting import Counted, computed, recomputed
from directive.values import Span

SPAN = Span(0, 1)
ISSUED = date(2024, 1, 2)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dues", type=int, default=250_000, help="open dues to count again")
    args = parser.parse_args()
    calendar = official_calendar()
    start = ISSUED
    print(f"nth_working_day {_each(lambda: calendar.nth_working_day(start, 10), 200_000):7.2f} us")
    for name, one in _samples().items():
        found = computed(one, calendar=calendar)
        each = _each(lambda one=one: computed(one, calendar=calendar), 5_000) / len(found)  # type: ignore[misc]
        print(f"{name:<16}{each:7.1f} us a due ({1e6 / each:9,.0f} a second)")
    _recount(args.dues)


def _recount(n: int) -> None:
    old = official_calendar()
    day = CalendarDay(day=date(2024, 6, 12), is_working=False, reason="Nghỉ phòng chống bão", legal_basis="QĐ")
    new = with_site_days(old, [day])
    for what, open_dues in (("22 agencies a letter", _open_dues(n, agencies=22)), ("all different", _open_dues(n))):
        begun = time.process_time()
        moved = sum(1 for _ in recomputed(open_dues, old=old, new=new))
        took = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"recount {n:,} dues, {what}: {took:.1f} s of processor time ({moved:,} moved), peak {peak} MB")


def _open_dues(n: int, *, agencies: int = 1) -> list[Counted]:
    """Dues of letters spread over a year, of the kinds letters use; each letter's words differ from all others'."""
    chance = random.Random(20240102)
    samples = list(_samples().values())
    found: list[Counted] = []
    while len(found) < n:
        letter = len(found) // agencies
        one = _one(f"văn bản {letter}", samples[letter % len(samples)], chance.randrange(300))
        found += [one._replace(owner=len(found) + agency) for agency in range(agencies)]
    return found[:n]


def _one(words: str, sample: Counted, later: int) -> Counted:
    issued = ISSUED + timedelta(days=later)
    horizon = issued + timedelta(days=200 if isinstance(sample.deadline, Every) else 4_000)
    deadline = sample.deadline.model_copy(update={"text": words})
    return sample._replace(deadline=deadline, anchors=Anchors(issued=issued), horizon=horizon)


def _samples() -> dict[str, Counted]:
    issued = Anchor(kind=AnchorKind.ISSUED)
    received = Anchor(kind=AnchorKind.RECEIVED)
    deadlines: dict[str, Deadline] = {
        "working days": Within(text="", span=SPAN, n=10, unit=Unit.WORKING_DAY, anchor=received),
        "calendar days": Within(text="", span=SPAN, n=30, unit=Unit.DAY, anchor=issued),
        "named day": OnDate(text="", span=SPAN, day=date(2024, 6, 15), before=True),
        "half-yearly": Every(text="", span=SPAN, period=Period.HALF_YEAR, by_rule=True),
    }
    return {
        name: Counted(0, deadline, Anchors(issued=ISSUED), reporting_calendar(), counting_settings(), date(2025, 1, 31))
        for name, deadline in deadlines.items()
    }


def _each(act: Callable[[], object], times: int) -> float:
    begun = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - begun) / times * 1e6


if __name__ == "__main__":
    main()
