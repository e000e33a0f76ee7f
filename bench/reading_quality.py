"""How well directives are read: python -m bench.reading_quality FOLDER.

FOLDER holds texts (`NN.txt`) and beside each what a careful clerk would extract (`NN.json`, see tests/samples).
Prints precision, recall and F1 for each measure, over all texts; exit status 0.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from directive.document import Document
from directive.reading.document import read

HEAD = ("issuer", "number", "date", "type", "subject", "signer")


def main(folder: Path) -> int:
    """Print the table."""
    hit, wanted, found = Counter[str](), Counter[str](), Counter[str]()
    texts = sorted(folder.glob("*.txt"))
    for path in texts:
        gold = json.loads(path.with_suffix(".json").read_text("utf-8"))
        for measure, expected, got in compared(gold, read(path.read_text("utf-8"))):
            wanted[measure] += expected.total()
            found[measure] += got.total()
            hit[measure] += (expected & got).total()
    print(f"{'measure':14}{'precision':>10}{'recall':>9}{'F1':>8}{'gold':>7}   ({len(texts)} texts of {folder})")
    for measure in wanted:
        precision = hit[measure] / found[measure] if found[measure] else 1.0
        recall = hit[measure] / wanted[measure] if wanted[measure] else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        print(f"{measure:14}{precision:10.3f}{recall:9.3f}{f1:8.3f}{wanted[measure]:7d}")
    return 0


def compared(gold: dict[str, Any], document: Document) -> Iterator[tuple[str, Counter[Any], Counter[Any]]]:
    """Each measure with what was wanted and what was read, as bags."""
    for field, got in zip(HEAD, _head(document), strict=True):
        yield field, Counter([json.dumps(gold[field])]), Counter([json.dumps(got)])
    assignments = [(a.label, a) for a in document.assignments]
    wanted = gold["assignments"]
    yield "assignments", _bag(a["label"] for a in wanted), _bag(a.label for a in document.assignments)
    for role in ("owners", "partners"):
        told = [(a["label"], name) for a in wanted for name in a[role]]
        yield role, _bag(told), _bag((label, p.name) for label, a in assignments for p in getattr(a, role))
    told = [(a["label"], *deadline) for a in wanted for deadline in a["deadlines"]]
    yield (
        "deadlines",
        _bag(told),
        _bag((label, d.kind, getattr(d, "text", "")) for label, a in assignments for d in a.deadlines),
    )
    clause, report = document.report_clause, gold["report"]
    yield (
        "report clause",
        _bag([(report["to"], report["via"])] if report else []),
        _bag([(clause.to, clause.via)] if clause else []),
    )


def _head(document: Document) -> Iterator[Any]:
    yield document.issuer
    yield document.number
    yield document.date.isoformat() if document.date else None
    yield document.doc_type.value
    yield document.subject
    signer = document.signer
    yield [signer.mode, signer.title, signer.name] if signer else None


def _bag(things: Iterable[Any]) -> Counter[Any]:
    return Counter(things)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
