"""A list as .xlsx, .csv or .json. Text from outside is only ever text: no cell becomes a formula."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from directive.calendar import vietnamese_date
from directive.plain import clean

_LONGEST = 32_000  # letters of a cell; Excel holds 32,767
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for the start of one, also in .csv


Cell = str | int | date | None


class Listing(NamedTuple):
    """One list. `columns` are pairs of a key for programs and a heading for people."""

    name: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: Iterator[Sequence[Cell]]


def xlsx(listing: Listing) -> bytes:
    """A sheet with a heading that stays, a filter, real days and numbers."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    with Workbook(made, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        sheet = book.add_worksheet(listing.title[:31])
        day, wrap = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        sheet.write_row(0, 0, [title for _, title in listing.columns], head)
        last = 0
        for last, row in enumerate(listing.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(last, column, datetime.combine(cell, time(0)), day)
                elif isinstance(cell, int):
                    sheet.write_number(last, column, cell)
                elif cell:
                    sheet.write_string(last, column, clean(cell)[:_LONGEST], wrap)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), len(listing.columns) - 1)
        sheet.set_column(0, len(listing.columns) - 1, 18)
    return made.getvalue()


def as_csv(listing: Listing) -> bytes:
    """UTF-8 with its mark, so that Excel reads Vietnamese; a quote before what a spreadsheet would compute."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow([title for _, title in listing.columns])
    for row in listing.rows:
        writer.writerow([_cell(cell) for cell in row])
    return made.getvalue().encode("utf-8-sig")


def as_json(listing: Listing) -> bytes:
    """A list of objects by key; days as yyyy-mm-dd."""
    keys = [key for key, _ in listing.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in listing.rows]
    return (json.dumps(rows, ensure_ascii=False, indent=1, default=date.isoformat) + "\n").encode()


def _cell(cell: Cell) -> str:
    if isinstance(cell, date):
        return vietnamese_date(cell)
    text = clean(cell) if isinstance(cell, str) else "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_FORMULA) else text


WRITERS: dict[str, Callable[[Listing], bytes]] = {".xlsx": xlsx, ".csv": as_csv, ".json": as_json}
