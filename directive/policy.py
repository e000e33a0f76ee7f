"""Bậc đôn đốc (chính sách): when something is said, to whom, in which order. Data, read from `vocabulary/policy.toml`.

A site's own file is laid over the one that comes with the software; single directives and obligations may differ by an
`[[override]]`. Whatever is wrong in a file is told with its line and the remedy, and nothing is sent until it is right.
"""

import json
import re
import tomllib
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from directive.agencies import Post
from directive.errors import BadInput
from directive.obligations import Kind, Progress
from directive.tracked import DueState
from directive.values import Frozen


class MomentKind(StrEnum):
    """What is said (loại mốc), in the order of urgency from the mildest."""

    REVIEW = "review"  # báo cáo chờ xem xét, for the reviewer
    DECISION = "decision"  # gia hạn, thẩm quyền chờ quyết định, for the assigner
    ASSIGNMENT = "assignment"  # giao nhiệm vụ, đề nghị xác nhận tiếp nhận
    ACKNOWLEDGE = "acknowledge"  # nhắc xác nhận tiếp nhận
    STATUS_REQUEST = "status_request"  # đề nghị báo cáo
    EXTENDED = "extended"  # thời hạn mới
    REMINDER = "reminder"  # nhắc việc
    DUE_TODAY = "due_today"  # đến hạn hôm nay
    RETURNED = "returned"  # báo cáo bị trả lại
    OVERDUE_NOTICE = "overdue_notice"  # quá hạn
    ESCALATION = "escalation"  # báo cáo lãnh đạo, theo cấp


class AnchorDay(StrEnum):
    """What a step is counted from."""

    ISSUED = "issued"
    CUT_OFF = "cut_off"
    DUE = "due"
    RETURNED = "returned"
    EXTENDED = "extended"
    MOVED = "moved"
    ASKED = "asked"


class Addressee(StrEnum):
    """Who is written to: posts of the owner, of the collector, of the assigner's office."""

    OFFICER = "officer"
    HEAD = "head"
    COLLECTOR = "collector"
    FOLLOWER = "follower"
    VICE_CHAIR = "vice_chair"
    CHAIRMAN = "chairman"


OFFICE = (Addressee.FOLLOWER, Addressee.VICE_CHAIR, Addressee.CHAIRMAN)
"""Addressees in the assigner's own office."""

MOVED = "moved"
"""Name of the step that tells of a date which moved other than by an extension; the message says from where and why."""

WEEKLY = "weekly"
"""Name of the weekly repetition; its key in the ledger carries the week."""


class Step(Frozen):
    """One rung of the ladder (một mốc của bậc đôn đốc). `days` is in working days from the anchor."""

    name: str = Field(pattern=r"^[a-z_]+([+-]\d+)?$", max_length=24)
    kind: MomentKind
    anchor: AnchorDay
    days: int = Field(ge=-250, le=250)
    to: tuple[Addressee, ...] = Field(min_length=1)
    level: int = Field(default=0, ge=0, le=9)
    only: Literal["always", "unacknowledged"] = "always"
    requests: Literal["yes", "no"]
    urgent: bool = False

    @model_validator(mode="after")
    def _level_belongs_to_escalation(self) -> Self:
        if (self.kind is MomentKind.ESCALATION) != (self.level > 0):
            raise ValueError("bậc leo thang (escalation) cần level từ 1; các bậc khác không có level")
        return self


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


class Weekly(Frozen):
    """What is repeated after the last step: one weekday for all, so that a person gets one message a week."""

    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday"]
    after_days: int = Field(ge=1, le=250)
    to: tuple[Addressee, ...]
    requests: Literal["yes", "no"] = "no"

    @property
    def number(self) -> int:
        return _WEEKDAYS.index(self.weekday)


class Leaders(Frozen):
    """Thư tuần: the leaders' weekly letter, from this weekday on (the next working day when it is off)."""

    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday"]
    to: tuple[Addressee, ...]

    @property
    def number(self) -> int:
        return _WEEKDAYS.index(self.weekday)


class Hours(Frozen):
    office_hours_only: bool = True


class Fatigue(Frozen):
    messages_per_day: int = Field(ge=1, le=20)
    messages_per_week: int = Field(ge=1, le=100)


class Stop(Frozen):
    progress: frozenset[Progress]
    states: frozenset[DueState]


class Channels(Frozen):
    order: tuple[str, ...] = Field(min_length=1)


class Delivery(Frozen):
    """`retry_minutes`: waiting times after each failure that may pass; after the last the message expires."""

    retry_minutes: tuple[int, ...]
    stale_minutes: int = Field(ge=1, le=1440)

    @property
    def stale_after(self) -> timedelta:
        return timedelta(minutes=self.stale_minutes)


class Health(Frozen):
    """When an address is given up: failures for good, failures that may pass, within some calendar days."""

    hard_limit: int = Field(ge=1, le=100)
    soft_limit: int = Field(ge=1, le=1000)
    within_days: int = Field(ge=1, le=366)


class Links(Frozen):
    valid_days: int = Field(ge=1, le=1000)


class Override(Frozen):
    """What differs for some directives, obligations or kinds; all named conditions must hold."""

    directives: frozenset[int] = frozenset()
    obligations: frozenset[int] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    skip: frozenset[str] = frozenset()
    days: dict[str, int] = Field(default_factory=dict)

    def covers(self, directive_id: int, obligation_id: int, kind: str) -> bool:
        return (
            (not self.directives or directive_id in self.directives)
            and (not self.obligations or obligation_id in self.obligations)
            and (not self.kinds or kind in self.kinds)
        )


class Policy(Frozen):
    """The whole ladder with its rhythm, stops and limits. `step` is in the order of rank."""

    step: tuple[Step, ...]
    weekly: Weekly
    leaders: Leaders
    instead: dict[Addressee, Addressee] = Field(default_factory=dict)
    hours: Hours
    fatigue: Fatigue
    stop: Stop
    channels: Channels
    delivery: Delivery
    health: Health
    links: Links
    override: tuple[Override, ...] = ()

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        names = [step.name for step in self.step]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"tên bậc bị lặp: {', '.join(sorted(twice))}")
        for number, override in enumerate(self.override):
            if unknown := (override.skip | set(override.days)) - {*names, WEEKLY}:
                raise ValueError(f"override thứ {number + 1} nêu bậc không có: {', '.join(sorted(unknown))}")
        return self

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with any rule."""
        said = json.dumps(self.model_dump(), default=sorted, sort_keys=True)  # sets have no order of their own
        return sha256(said.encode()).hexdigest()[:12]

    @cached_property
    def urgent(self) -> frozenset[str]:
        """Names of the steps that do not wait for the week's limit."""
        return frozenset({WEEKLY, *(step.name for step in self.step if step.urgent)})

    def steps_for(self, directive_id: int, obligation_id: int, kind: str) -> tuple[Step, ...]:
        """The ladder of one obligation, overrides applied."""
        if not self.override:
            return self.step
        return _overridden(self, tuple(o for o in self.override if o.covers(directive_id, obligation_id, kind)))

    def repeats_weekly(self, directive_id: int, obligation_id: int, kind: str) -> bool:
        """Whether the weekly repetition holds for one obligation."""
        if not self.override:  # asked for every Due of a sweep
            return True
        return not any(WEEKLY in o.skip and o.covers(directive_id, obligation_id, kind) for o in self.override)


def load_policy(path: Path | None = None) -> Policy:
    """The default ladder, or a site's file laid over it; BadInput names line and remedy."""
    if path is None:
        return default_policy()
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Không đọc được bậc đôn đốc {path}: {error}. Sửa DONDOC_POLICY_FILE.") from error
    return read_policy(text, name=path.name)


@cache
def default_policy() -> Policy:
    """The ladder that comes with the software."""
    return _checked(tomllib.loads(_default_text()), _default_text(), "policy.toml")


def read_policy(text: str, *, name: str = "policy.toml") -> Policy:
    """A site's file laid over the default one."""
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name}: không đúng dạng TOML ({error}). Sửa dòng đó.") from error
    return _checked(_laid_over(tomllib.loads(_default_text()), own), text, name)


def _default_text() -> str:
    return (files("directive.vocabulary") / "policy.toml").read_text("utf-8")


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = {**base, **own}
    for section, values in own.items():
        if isinstance(values, dict) and isinstance(base.get(section), dict):
            merged[section] = base[section] | values
    if isinstance(own.get("step"), list):
        merged["step"] = _merged_steps(base["step"], own["step"])
    return merged


def _merged_steps(base: Iterable[dict[str, Any]], own: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    steps = {step["name"]: step for step in base}
    for number, step in enumerate(own):
        name = step.get("name", f"?{number}")
        if step.get("off"):
            steps.pop(name, None)
        else:
            steps[name] = steps.get(name, {}) | {key: value for key, value in step.items() if key != "off"}
    return list(steps.values())


def _checked(values: dict[str, Any], text: str, name: str) -> Policy:
    try:
        return Policy.model_validate(values)
    except ValidationError as error:
        wrong = [_complaint(values, text, name, found["loc"], found["msg"]) for found in error.errors()]
        raise BadInput("Bậc đôn đốc sai:\n" + "\n".join(wrong)) from error


def _complaint(values: dict[str, Any], text: str, name: str, loc: tuple[int | str, ...], message: str) -> str:
    line = _line_of(values, text, loc)
    place = f"{name}, dòng {line}" if line else name
    key = ".".join(str(part) for part in loc)
    told = message.removeprefix("Value error, ")
    return f"  {place}: {key or 'tệp'}: {told}. Sửa giá trị hoặc bỏ dòng này để dùng mặc định."


def _line_of(values: dict[str, Any], text: str, loc: tuple[int | str, ...]) -> int | None:
    """The line of the file a complaint is about: the key after its step's name or its section's head."""
    lines = text.splitlines()
    start = 0
    if len(loc) > 1 and loc[0] == "step" and isinstance(loc[1], int):
        step_name = values["step"][loc[1]].get("name", "")
        start = _find(lines, rf'\s*name\s*=\s*"{re.escape(step_name)}"', 0) or 0
    elif loc and (head := _find(lines, rf"\s*\[+{re.escape(str(loc[0]))}\]+", 0)):
        start = head
    keys = [str(part) for part in loc if isinstance(part, str)]
    found = _find(lines, rf"\s*{re.escape(keys[-1])}\s*=", start) if keys else None
    return found or start or None


def _find(lines: list[str], pattern: str, start: int) -> int | None:
    return next((n for n, line in enumerate(lines[start:], start=start + 1) if re.match(pattern, line)), None)


@cache
def _overridden_steps(steps: tuple[Step, ...], skip: frozenset[str], days: tuple[tuple[str, int], ...]) -> Any:
    moved = dict(days)
    return tuple(
        step.model_copy(update={"days": moved[step.name]}) if step.name in moved else step
        for step in steps
        if step.name not in skip
    )


def _overridden(policy: Policy, overrides: tuple[Override, ...]) -> tuple[Step, ...]:
    if not overrides:
        return policy.step
    skip = frozenset(name for override in overrides for name in override.skip)
    days = {name: offset for override in overrides for name, offset in override.days.items()}
    steps: tuple[Step, ...] = _overridden_steps(policy.step, skip, tuple(sorted(days.items())))
    return steps


def post_of(addressee: Addressee) -> Post:
    """The post a person must hold to be this addressee; the collector is written to through its officer."""
    return Post.OFFICER if addressee is Addressee.COLLECTOR else Post(addressee.value)
