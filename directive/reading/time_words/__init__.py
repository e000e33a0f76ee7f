"""Thời hạn: what the words of a directive say about time, as values of `directive.deadlines`.

>>> from datetime import date
>>> text = "Thường xuyên rà soát; báo cáo trước\\n  ngày 30/6 theo Công văn số 5/UBND ngày 02/01/2024."
>>> for deadline in find(text, signed=date(2024, 2, 15)):
...     print(deadline.kind, deadline.span.start, repr(deadline.text))
continuous 0 'Thường xuyên'
on_date 30 'trước\\n  ngày 30/6'
>>> read_phrase("05 ngày làm việc kể từ ngày nhận được").unit
<Unit.WORKING_DAY: 'working_day'>
>>> read_phrase("định kỳ 6 tháng, 1 năm").also
(<Period.YEAR: 'year'>,)

How a piece of text is read:

1. `flat` makes it flat: lower case, single blanks, page furniture gone, every character traced to where it was.
2. `finding` walks over it once. At each word that may begin a phrase it tries, in a fixed order of precedence, the
   rules that begin so; the first that gives a value wins, and the walk goes on behind it.
3. A rule is a pattern and a reader. The pattern is made of surface forms (`forms`, `every`); the reader looks at the
   words around (`surroundings`) and refuses what only looks like a time: citations, figures, effect, meetings, names.
   It may also refuse because the period is over at `signed`: what is told of the past is no order.
4. A piece made of words of time only is a field: there "Quý II/2026" or "2024 - 2025" counts without any other word.

The kinds: `fixed` and `windows` (days), `relative` (periods from an anchor), `recurring` (days that come back),
`rhythm` (how often), `fields` (short forms), `rest` (always, on an event, by reference, only if). To teach a phrase:
add a row to the catalogue in the tests, then widen the fragment or rule it belongs to; above each pattern stand a text
it must match and one it must not.
"""

from directive.reading.time_words.finding import find, read_phrase

__all__ = ["find", "read_phrase"]
