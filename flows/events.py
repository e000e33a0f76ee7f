"""Milestones as Prefect events (`dondoc.*`), best effort: a site may hang its own automations on them.

Nothing of ours listens: an event emitted while the server is away is lost for good.
"""

from collections.abc import Mapping
from typing import Any

from prefect.events import emit_event


def milestone(event: str, resource_id: str, name: str, payload: Mapping[str, Any]) -> None:
    """Tell the server that something happened."""
    emit_event(
        event=event,
        resource={"prefect.resource.id": f"dondoc.{resource_id}", "prefect.resource.name": name},
        payload=dict(payload),
    )
