"""Hành vi giả định: how agencies act in a simulation. Data with a seed; the same seed is the same year."""

import random
import tomllib
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from directive.errors import BadInput
from directive.values import Frozen

Chance = Field(ge=0, le=1)


class Conduct(Frozen):
    """How one agency acts. Chances are 0-1, days are working days."""

    acknowledges: float = Chance  # that it ever confirms having received the assignment
    acknowledge_days: tuple[int, int] = (0, 2)  # after the first message
    answers: float = Chance  # that it answers a Due at all
    answer_days: tuple[int, int] = (-3, 3)  # around the due day
    returned: float = Field(default=0, ge=0, le=1)  # that the reviewer sends an answer back, once
    review_days: tuple[int, int] = (1, 3)  # after the answer
    yields_to: int = Field(default=99, ge=0, le=99)  # escalations it takes before it answers after all; 99: never

    @model_validator(mode="after")
    def _ranges_run_forward(self) -> "Conduct":
        for first, last in (self.acknowledge_days, self.answer_days, self.review_days):
            if first > last or not -250 <= first <= last <= 250:
                raise ValueError(f"khoảng ngày [{first}, {last}] phải tăng và nằm trong -250..250")
        return self


class Behaviour(Frozen):
    """The conduct of all, and of single agencies by their id."""

    default: Conduct
    agencies: dict[str, Conduct] = Field(default_factory=dict)

    def of(self, agency_id: str) -> Conduct:
        """How an agency acts."""
        return self.agencies.get(agency_id, self.default)


USUAL = Behaviour(default=Conduct(acknowledges=0.9, answers=0.85, answer_days=(-2, 4), returned=0.1))
"""When no file is given: most answer, some of them late, a few never."""


def read_behaviour(path: Path) -> Behaviour:
    """[default] and [agencies."mã"] of a TOML file; an agency's values are laid over the default ones."""
    try:
        given = tomllib.loads(path.read_text("utf-8"))
        default = given.get("default", USUAL.default.model_dump())
        agencies = {name: default | own for name, own in given.get("agencies", {}).items()}
        unknown = given.keys() - {"default", "agencies"}
        if unknown:
            raise BadInput(f"{path}: mục lạ {', '.join(sorted(unknown))}. Chỉ dùng [default] và [agencies.MÃ].")
        return Behaviour.model_validate({"default": default, "agencies": agencies})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"Không đọc được tệp hành vi {path}: {error}") from error
    except ValidationError as error:
        told = ((".".join(map(str, e["loc"])), e["msg"].removeprefix("Value error, ")) for e in error.errors())
        wrong = "; ".join(f"{place}: {said}" for place, said in told)
        raise BadInput(f"{path}: {wrong}. Sửa giá trị rồi chạy lại.") from error


def chance_of(seed: int, *what: object) -> random.Random:
    """The dice for one thing: the same for the same seed, whatever else happens."""
    return random.Random("/".join(map(str, (seed, *what))))
