"""The ladder as data: what ships is right, what a site writes is checked, errors name line and remedy."""

import pytest

from directive.errors import BadInput
from directive.policy import MomentKind, default_policy, read_policy


def test_the_default_ladder_is_the_one_of_the_rules() -> None:
    steps = {step.name: step for step in default_policy().step}

    assert [s.days for s in default_policy().step if s.kind is MomentKind.REMINDER] == [-7, -3, -1]
    assert (steps["overdue+1"].days, steps["overdue+1"].to) == (1, ("officer", "head"))
    assert [(s.level, s.days, s.to) for s in default_policy().step if s.kind is MomentKind.ESCALATION] == [
        (1, 3, ("follower",)),
        (2, 7, ("vice_chair",)),
        (3, 10, ("chairman",)),
    ]


def test_requests_never_climb() -> None:
    assert all(s.requests == "no" for s in default_policy().step if s.kind is MomentKind.ESCALATION)
    assert default_policy().weekly.requests == "no"


def test_a_site_changes_one_value_and_keeps_the_rest() -> None:
    policy = read_policy('[[step]]\nname = "escalation+3"\ndays = 2\n')

    changed = {s.name: s.days for s in policy.step}
    assert changed == {s.name: s.days for s in default_policy().step} | {"escalation+3": 2}
    assert policy.version != default_policy().version


def test_a_site_switches_a_step_off() -> None:
    policy = read_policy('[[step]]\nname = "reminder-7"\noff = true\n')

    assert "reminder-7" not in {s.name for s in policy.step}


def test_an_override_changes_the_ladder_of_its_directives_only() -> None:
    policy = read_policy('[[override]]\ndirectives = [12]\nskip = ["reminder-7"]\ndays = { "escalation+3" = 1 }\n')

    ours = {s.name: s.days for s in policy.steps_for(12, 1, "perform")}
    assert "reminder-7" not in ours
    assert ours["escalation+3"] == 1
    assert policy.steps_for(13, 1, "perform") == default_policy().step


def test_the_version_does_not_depend_on_the_process() -> None:
    import subprocess
    import sys

    script = "from directive.policy import default_policy; print(default_policy().version)"
    found = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip

    assert found == {default_policy().version}


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("\n[fatigue]\nmessages_per_week = 0\n", 3, "messages_per_week"),
        ('[[step]]\nname = "reminder-7"\ndays = "sáu"\n', 3, "days"),
        ('# bậc\n[[step]]\nname = "due_today"\nto = ["ông Ba"]\n', 4, "to"),
        ('[weekly]\nweekday = "sunday"\n', 2, "weekday"),
        ("[hours]\noffice_hour_only = false\n", 2, "office_hour_only"),
        ('[[step]]\nname = "new_one"\nkind = "reminder"\nanchor = "due"\nto = ["head"]\nrequests = "no"\n', 2, "days"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_the_remedy(text: str, line: int, told: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_policy(text, name="rieng.toml")

    assert f"rieng.toml, dòng {line}:" in str(raised.value)
    assert told in str(raised.value)
    assert "Sửa" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[fatigue\n", "không đúng dạng TOML"),
        ('[[override]]\nskip = ["reminder-9"]\n', "reminder-9"),
        ('[[step]]\nname = "reminder-7"\nlevel = 2\n', "level"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_policy(text)
