"""What people fill in in the Prefect UI speaks Vietnamese, field by field."""

import importlib
from typing import Any

import pytest
import yaml
from prefect.utilities.callables import parameter_schema

from flows.engine import deployments_file

DEPLOYMENTS = yaml.safe_load(deployments_file().read_text("utf-8"))["deployments"]


def form(deployment: dict[str, Any]) -> dict[str, dict[str, Any]]:
    module, _, name = deployment["entrypoint"].rpartition(".")
    flow = getattr(importlib.import_module(module), name)
    return dict(parameter_schema(flow).properties)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=[d["entrypoint"] for d in DEPLOYMENTS])
def test_every_field_of_a_form_has_a_vietnamese_name(deployment: dict[str, Any]) -> None:
    for name, field in form(deployment).items():
        assert field["title"] != name, f"{deployment['name']}: {name}"


def test_the_span_of_a_report_is_chosen_from_a_list() -> None:
    fields = form(next(d for d in DEPLOYMENTS if d["name"] == "Báo cáo chung"))

    assert fields["kind"]["enum"] == ["Tháng", "Quý", "6 tháng", "Năm"]
    assert (fields["number"]["title"], fields["number"]["minimum"], fields["number"]["maximum"]) == ("Thứ", 1, 12)
    assert "Mã hoặc tên" in fields["agency"]["description"]
