"""Requests that cannot be met. An unclear text is a `Note`; a failed channel is a `DeliveryError`."""


class DirectiveError(Exception):
    """Yêu cầu không thực hiện được.

    The message names the place, the cause and the remedy, in Vietnamese, for the person who asked.
    It is caught once at each edge: the command line prints it and exits with `exit_code`;
    the portal shows it with `http_status`.
    """

    exit_code = 1
    http_status = 400


class NotFound(DirectiveError):
    """The thing asked for is not in the store (không tìm thấy)."""

    http_status = 404


class BadInput(DirectiveError):
    """What was given cannot be used: a date that does not exist, a file that is not text."""

    exit_code = 2
    http_status = 422


class NotAllowed(DirectiveError):
    """The request is understood but the facts forbid it: a draft without a number, a closed reply."""

    exit_code = 3
    http_status = 409


class Secret(DirectiveError):
    """The document carries a secrecy marking (MẬT, TỐI MẬT, TUYỆT MẬT); it must not enter the system."""

    exit_code = 4


class MissingTool(DirectiveError):
    """The machine lacks a program this file needs; the message names the package to install."""

    exit_code = 5
