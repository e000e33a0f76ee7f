"""Kiểm tra danh bạ: what single rows cannot show: ids given twice, references to nothing, days the wrong way round."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from directive.agencies import Agency, Alias, Contact, Group, Membership, valid_on
from directive.succession import Passing, Succeeds
from directive.values import Frozen

Value = TypeVar("Value", bound=Frozen)

_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")


class Fault(NamedTuple):
    """Where something is wrong, why, and what to do."""

    file: str
    line: int | None
    column: str | None
    cause: str
    remedy: str = ""

    def __str__(self) -> str:
        place = self.file
        place += f", dòng {self.line}" if self.line else ""
        place += f", cột {self.column}" if self.column else ""
        remedy = self.remedy.rstrip(".") + ("" if self.remedy.endswith(("?", "…")) else ".")
        return f"{place}: {self.cause.rstrip('.')}." + (f" {remedy}" if self.remedy else "")


class Placed(NamedTuple, Generic[Value]):
    """A value and the line it was read from."""

    file: str
    line: int
    value: Value

    def fault(self, column: str, cause: str, remedy: str) -> Fault:
        return Fault(self.file, self.line, column, cause, remedy)


def faults_between(
    agencies: Sequence[Placed[Agency]],
    aliases: Sequence[Placed[Alias]],
    groups: Sequence[Placed[Group]],
    members: Sequence[Placed[Membership]],
    contacts: Sequence[Placed[Contact]],
) -> Iterator[Fault]:
    """Everything wrong between the rows of a directory."""
    agency_ids = {row.value.agency_id for row in agencies}
    group_ids = {row.value.group_id for row in groups}
    yield from _twice(agencies, "agency_id", lambda one: one.agency_id)
    yield from _twice(groups, "group_id", lambda one: one.group_id)
    yield from _twice(aliases, "alias", lambda one: (one.alias, one.target_id))
    yield from _twice(members, "agency_id", lambda one: (one.group_id, one.agency_id))
    yield from _twice(contacts, "contact_id", lambda one: one.contact_id)
    dated: list[Placed[Any]] = [*agencies, *aliases, *members, *contacts]
    for row in dated:
        first, last = row.value.valid_from, row.value.valid_to
        if first and last and last < first:
            yield row.fault(
                "valid_to", f"{last:%d/%m/%Y} trước ngày bắt đầu {first:%d/%m/%Y}", "Sửa một trong hai ngày"
            )
    yield from _agency_faults(agencies, agency_ids)
    yield from _group_faults(groups, agency_ids)
    for alias in aliases:
        if alias.value.target_id not in agency_ids | group_ids:
            yield alias.fault("target_id", f"không có cơ quan hay nhóm “{alias.value.target_id}”", "Sửa mã")
    for member in members:
        if member.value.group_id not in group_ids:
            yield member.fault("group_id", f"không có nhóm “{member.value.group_id}” trong groups.csv", "Sửa mã")
        if member.value.agency_id not in agency_ids:
            yield member.fault("agency_id", f"không có cơ quan “{member.value.agency_id}”", "Sửa mã")
    yield from _contact_faults(contacts, agency_ids)


def _twice(rows: "Sequence[Placed[Value]]", column: str, key: "Callable[[Value], Hashable]") -> Iterator[Fault]:
    lines: dict[Hashable, int] = {}
    for row in rows:
        first = lines.setdefault(key(row.value), row.line)
        if first != row.line:
            yield row.fault(column, f"trùng với dòng {first}", "Bỏ một dòng, hoặc đặt mã khác")


def _agency_faults(agencies: "Sequence[Placed[Agency]]", agency_ids: set[str]) -> Iterator[Fault]:
    parents = {row.value.agency_id: row.value.parent_id for row in agencies}
    for row in agencies:
        agency = row.value
        if not _ID.fullmatch(agency.agency_id) or len(agency.agency_id) > 120:
            remedy = "Dùng chữ thường không dấu, số, chấm, gạch ngang, ví dụ binh-son.phong-y-te"
            yield row.fault("agency_id", f"mã “{agency.agency_id}” sai dạng", remedy)
        if agency.parent_id and agency.parent_id not in agency_ids:
            yield row.fault("parent_id", f"không có cơ quan “{agency.parent_id}”", "Thêm cơ quan cấp trên hoặc sửa mã")
        elif _is_circle(agency.agency_id, parents):
            yield row.fault("parent_id", "cơ quan cấp trên đi vòng về chính nó", "Sửa mã cấp trên")


def _is_circle(agency_id: str, parents: dict[str, str | None]) -> bool:
    step, steps = parents.get(agency_id), 0
    while step is not None and step != agency_id and steps <= len(parents):
        step, steps = parents.get(step), steps + 1
    return step == agency_id


def _group_faults(groups: "Sequence[Placed[Group]]", agency_ids: set[str]) -> Iterator[Fault]:
    for row in groups:
        if row.value.parent_id and row.value.parent_id not in agency_ids:
            yield row.fault("parent_id", f"không có cơ quan “{row.value.parent_id}”", "Sửa mã")
        if row.value.group_id in agency_ids:
            yield row.fault("group_id", f"mã “{row.value.group_id}” đã là mã của một cơ quan", "Đặt mã khác")


def _contact_faults(contacts: "Sequence[Placed[Contact]]", agency_ids: set[str]) -> Iterator[Fault]:
    for row in contacts:
        contact = row.value
        if contact.agency_id not in agency_ids:
            yield row.fault("agency_id", f"không có cơ quan “{contact.agency_id}”", "Sửa mã")
        if contact.email and not _MAIL.fullmatch(contact.email):
            yield row.fault("email", f"“{contact.email}” không phải một địa chỉ thư", "Ghi đúng một địa chỉ")
        if contact.zalo_consent and not contact.zalo_id:
            yield row.fault("zalo_consent", "có đồng ý nhưng không có zalo_id", "Điền zalo_id hoặc bỏ đồng ý")


def succession_faults(rows: Sequence[Placed[Succeeds]], agencies: Mapping[str, Agency]) -> Iterator[Fault]:
    """A predecessor ends the day before, a successor lives on the day; both stand in the directory."""
    yield from _twice(rows, "successor_id", lambda one: (one.predecessor_id, one.successor_id, one.on))
    for row in rows:
        said = row.value
        before = said.on - timedelta(days=1)
        old, new = agencies.get(said.predecessor_id), agencies.get(said.successor_id or "")
        if old is None:
            yield row.fault("predecessor_id", f"không có cơ quan “{said.predecessor_id}”", "Sửa mã")
        elif old.valid_to != before:
            remedy = f"Sửa valid_to trong agencies.csv thành {before:%d/%m/%Y}, hoặc sửa cột on"
            yield row.fault("on", f"{old.name} không kết thúc ngày {before:%d/%m/%Y}", remedy)
        if (said.kind is Passing.ENDS) != (said.successor_id is None):
            yield row.fault(
                "successor_id", "kind là “ends” khi và chỉ khi không có đơn vị kế thừa", "Sửa một trong hai"
            )
        elif said.successor_id and new is None:
            yield row.fault("successor_id", f"không có cơ quan “{said.successor_id}”", "Sửa mã")
        elif new and not valid_on(new, said.on):
            yield row.fault("successor_id", f"{new.name} không hoạt động vào ngày {said.on:%d/%m/%Y}", "Sửa ngày")
