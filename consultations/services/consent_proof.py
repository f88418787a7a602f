"""Proving the signed consents: each by its own mark, each patient's by their chain, all of them by the trail."""

from dataclasses import dataclass

from consultations.models import Signature
from smpclinic.audit.models import Entry


@dataclass(frozen=True)
class Proof:
    """How many there are, and the numbers of the rows behind each kind of problem."""

    signed: int
    problems: dict[str, list[int]]

    @property
    def holds(self) -> bool:
        return not any(self.problems.values())


def verify() -> Proof:
    """Look at every row and every line of the trail once, in order."""
    changed, broken, untold = [], [], []
    told = {
        entry.record_id: str(entry.detail.get("sha256", ""))
        for entry in Entry.objects.filter(record_type="signature", what="consent signed").iterator()
    }
    last: Signature | None = None
    count = 0
    for row in Signature.objects.order_by("patient", "number").iterator():
        count += 1
        if row.seal() != row.sha256:
            changed.append(row.pk)
        before = last if last and last.patient_id == row.patient_id else None
        if (row.number, row.previous) != ((before.number + 1, before.sha256) if before else (1, "")):
            broken.append(row.pk)
        if told.pop(row.pk, None) != row.sha256:
            untold.append(row.pk)
        last = row
    problems = {
        "changed since signing": changed,
        "out of the chain": broken,
        "not as in the trail": untold,
        "in the trail, but gone": sorted(told),
    }
    return Proof(count, problems)
