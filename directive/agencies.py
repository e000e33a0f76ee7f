"""Cơ quan, đơn vị: the words for agencies, their names, groups and people. All have days of validity.

`directive.directory` takes the names of a text to agencies, as of the directive's date.
"""

from datetime import date
from enum import StrEnum

from directive.values import Frozen, Span


class Level(StrEnum):
    """Cấp hành chính."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Standing(StrEnum):
    """Whether the assigner commands a body, or may only ask it (quan hệ chỉ đạo)."""

    SUBORDINATE = "subordinate"  # phòng, ban, UBND cấp dưới: orders, and they escalate
    INDEPENDENT = "independent"  # MTTQ, tổ chức chính trị - xã hội, hội: requests, and they never escalate


class Agency(Frozen):
    """Một cơ quan hoặc đơn vị. `agency_id` is a stable slug ("binh-son.phong-y-te"); codes are data, never keys.

    `parent_id` is the body whose territory or house it belongs to: a phòng, a xã, and also an independent Hội of huyện
    Bình Sơn have "UBND huyện Bình Sơn". Valid on days `valid_from <= day <= valid_to`; None is open.
    """

    agency_id: str
    name: str
    short: str | None = None
    level: Level
    standing: Standing = Standing.SUBORDINATE
    parent_id: str | None = None
    code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


class Alias(Frozen):
    """A name an agency or a group is called by, in some period."""

    alias: str
    target_id: str  # agency_id or group_id
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


class Group(Frozen):
    """A collective name ("UBND các xã, thị trấn"); its members depend on the day."""

    group_id: str
    name: str
    parent_id: str | None = None  # whose group it is: "các phòng, ban" of which huyện; None is everybody's
    open: bool = False  # "các cơ quan liên quan": nobody knows the members until a person names them
    source: str = ""


class Membership(Frozen):
    """One agency's time in a group."""

    group_id: str
    agency_id: str
    valid_from: date | None = None
    valid_to: date | None = None


class Post(StrEnum):
    """What a person is to an agency (vai trò liên hệ)."""

    OFFICER = "officer"  # cán bộ đầu mối
    HEAD = "head"  # thủ trưởng
    FOLLOWER = "follower"  # chuyên viên Văn phòng theo dõi, đôn đốc
    VICE_CHAIR = "vice_chair"  # Phó Chủ tịch phụ trách
    CHAIRMAN = "chairman"  # Chủ tịch
    OPERATOR = "operator"  # quản trị


class Contact(Frozen):
    """A person to write to. Posts FOLLOWER and above belong to the assigner's own office."""

    contact_id: int
    agency_id: str
    name: str
    post: Post
    email: str | None = None
    phone: str | None = None
    zalo_id: str | None = None
    zalo_consent: bool = False
    channels: tuple[str, ...] = ()  # order of preference; empty is the site's order
    valid_from: date | None = None
    valid_to: date | None = None


class Absence(Frozen):
    """A person away from `first` to `last`, both days included; the substitute is written to instead."""

    contact_id: int
    substitute_id: int
    first: date
    last: date


def valid_on(thing: Agency | Alias | Membership | Contact, day: date) -> bool:
    """Whether the day lies in the thing's days of validity, both ends included."""
    return (thing.valid_from is None or thing.valid_from <= day) and (thing.valid_to is None or day <= thing.valid_to)


class Match(Frozen):
    """A party of the text and what the directory says about it.

    `agency_ids` are the agencies it stands for on the directive's date, a group expanded; empty when nothing or
    more than one thing fits, then `candidates` are what a person may choose from.
    """

    name: str
    span: Span | None = None
    agency_ids: tuple[str, ...] = ()
    group_id: str | None = None
    candidates: tuple[str, ...] = ()
    lead: bool = False
    plural: bool = False  # the words mean several bodies, each for itself: "UBND các xã", "các phòng, ban"
    open: bool = False  # the words leave open who is meant: "các cơ quan liên quan"
    remainder: bool = False  # all members that were not named before: "các xã còn lại"
