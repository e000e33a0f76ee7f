#!/usr/bin/env python3
"""Check an export of dondoc's log with nothing but the standard library: see verify.md."""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator

GENESIS = "0" * 64


def expected(event: dict) -> str:
    """The hash an event must have."""
    said = [event["prev"], event["stream"], event["seq"], event["at"], event["by"], event["digest"]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def is_as_said(event: dict) -> bool:
    """Whether the payload is the one that was recorded."""
    return hashlib.sha256((event["salt"] + event["payload"]).encode()).hexdigest() == event["digest"]


def erased_by(event: dict) -> set[tuple[str, int]]:
    """The events whose texts this one says were erased; only what is whole itself is believed."""
    if event["kind"] != "records.erased" or not is_as_said(event):
        return set()
    return {(one["stream"], seq) for one in json.loads(event["payload"])["reduced"] for seq in one["seqs"]}


def noted(path: str) -> dict[tuple[str, int], str]:
    """The heads of an earlier day: log and number -> hash."""
    with open(path, encoding="utf-8") as lines:
        fields = [line.rsplit(" ", 2) for line in lines.read().splitlines() if line]
    return {(stream, int(seq)): head for stream, seq, head in fields}


def breaks(
    events: Iterable[dict], heads: dict[str, tuple[int, str]], earlier: dict[tuple[str, int], str]
) -> Iterator[str]:
    """Every place where a chain does not hold; `heads` is filled with the last number and hash of each log."""
    changed: list[tuple[str, int]] = []
    erased: set[tuple[str, int]] = set()
    for event in events:
        stream = event["stream"]
        if earlier.pop((stream, event["seq"]), event["hash"]) != event["hash"]:
            yield f"{stream} event {event['seq']}: not the one that was noted earlier"
        seq, prev = heads.get(stream, (0, GENESIS))
        if event["seq"] != seq + 1:
            yield f"{stream}: after event {seq} comes event {event['seq']}"
        elif event["prev"] != prev:
            yield f"{stream} event {event['seq']}: does not follow the event before it"
        if event["hash"] != expected(event):
            yield f"{stream} event {event['seq']}: content and hash do not agree"
        elif not is_as_said(event):
            changed.append((stream, event["seq"]))
        erased |= erased_by(event)
        heads[stream] = (event["seq"], event["hash"])
    for stream, seq in earlier:
        yield f"{stream} event {seq}: was noted earlier and is not there any more"
    for stream, seq in changed:
        if (stream, seq) not in erased:
            yield f"{stream} event {seq}: content and hash do not agree"


def main(path: str, earlier: str = "") -> int:
    """Print what is wrong, or the heads; 1 when something is wrong."""
    heads: dict[str, tuple[int, str]] = {}
    with open(path, encoding="utf-8") as lines:
        wrong = list(breaks((json.loads(line) for line in lines), heads, noted(earlier) if earlier else {}))
    for line in wrong or (f"{stream} {seq} {head}" for stream, (seq, head) in sorted(heads.items())):
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
