"""Dữ kiện về Zalo as values: read from `zalo.toml`, a site's own file laid over it. Nothing about Zalo is in code."""

import re
import tomllib
from datetime import datetime, time
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field, ValidationError, field_validator

from directive.calendar import VIETNAM
from directive.errors import BadInput
from directive.values import Frozen

OA, TEMPLATE = "oa", "template"
_PHONE = re.compile(r"(?:\+?84|0)([35789]\d{8})")


class Action(StrEnum):
    """What is done about an error; see `zalo.toml`."""

    LATER = "later"
    SLOW = "slow"
    NIGHT = "night"
    NEXT_DAY = "next_day"
    OTHER_WAY = "other_way"
    REFRESH = "refresh"
    STOP = "stop"
    BUG = "bug"


class Meaning(NamedTuple):
    """What an error means for us."""

    action: Action
    words: str


class Service(Frozen):
    oauth_url: str
    openapi_url: str
    business_url: str
    timeout_seconds: float = Field(gt=0, le=300)
    proof: bool


class Token(Frozen):
    renew_before_minutes: int = Field(ge=0, le=1440)
    lease_seconds: int = Field(ge=1, le=3600)
    wait_seconds: int = Field(ge=1, le=3600)


class MessageRules(Frozen):
    max_characters: int = Field(ge=200)
    free_hours: int = Field(ge=0)
    window_days: int = Field(ge=0)
    pay_within_window: bool


class TemplateRules(Frozen):
    id: str
    quiet_from: time
    quiet_until: time
    params: dict[str, str]
    caps: dict[str, int]

    def is_quiet(self, at: datetime) -> bool:
        """Whether an instant lies in the quiet hours, which may span midnight."""
        now = at.astimezone(VIETNAM).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= now < self.quiet_until
        return now >= self.quiet_from or now < self.quiet_until


class UploadRules(Frozen):
    endings: tuple[str, ...]
    max_bytes: int


class Rate(Frozen):
    per_second: float = Field(gt=0)
    pauses_seconds: tuple[float, ...]


class ZaloFacts(Frozen):
    """Everything we hold to be true of Zalo."""

    service: Service
    token: Token
    message: MessageRules
    template: TemplateRules
    upload: UploadRules
    rate: Rate
    errors: dict[str, dict[int, tuple[Action, str]]]

    @field_validator("errors", mode="before")
    @classmethod
    def _codes_are_numbers(cls, value: Any) -> Any:
        return {api: {int(code): said for code, said in table.items()} for api, table in value.items()}

    def meaning(self, api: str, code: int) -> Meaning:
        """What a code of one API means. An unknown one is not tried again: a person looks at it."""
        known = self.errors.get(api, {}).get(code)
        return Meaning(*known) if known else Meaning(Action.BUG, "mã lỗi chưa biết")


@cache
def default_facts() -> ZaloFacts:
    """The facts that come with the software."""
    return ZaloFacts.model_validate(_default())


def load_facts(path: Path | None) -> ZaloFacts:
    """The facts of a site; BadInput names what is wrong in its file."""
    if path is None:
        return default_facts()
    try:
        own = tomllib.loads(path.read_text("utf-8"))
        return ZaloFacts.model_validate(_laid_over(_default(), own))
    except OSError as error:
        raise BadInput(f"DONDOC_ZALO_FILE: không đọc được {path}: {error.strerror}. Sửa đường dẫn.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path}: không đúng dạng TOML ({error}). Sửa dòng đó.") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadInput(f"{path}: {wrong}. So với zalo.toml đi kèm phần mềm.") from error


def phone_for_zalo(text: str) -> str | None:
    """84 and nine digits, the one form both APIs take; None when it is no Vietnamese mobile number."""
    found = _PHONE.fullmatch(re.sub(r"[\s.()-]", "", text))
    return f"84{found[1]}" if found else None


def _default() -> dict[str, Any]:
    return tomllib.loads((files("notifications.channels") / "zalo.toml").read_text("utf-8"))


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in own.items():
        both = isinstance(value, dict) and isinstance(base.get(name), dict)
        merged[name] = _laid_over(base[name], value) if both else value
    return merged
