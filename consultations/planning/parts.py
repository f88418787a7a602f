"""Things with parts that are worked out when first asked for, then kept; a watch may follow what each part reads."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


class Watch(Protocol):
    def part(self, whole: "Whole", name: str, work: Callable[[Any], Any]) -> Any:
        """The part, worked out if it was not yet, and noted as read by whatever asks for it."""


class Whole:
    """A thing with worked-out parts."""

    watch: Watch | None = None


class Worked(Generic[T]):
    """A part: its method runs once."""

    __slots__ = ("name", "work")

    def __init__(self, work: Callable[[Any], T]) -> None:
        self.work = work
        self.name = work.__name__

    def __get__(self, whole: Whole, kind: type) -> T:
        if whole.watch is not None:
            watched: T = whole.watch.part(whole, self.name, self.work)
            return watched
        part = self.work(whole)
        whole.__dict__[self.name] = part  # from now on the attribute itself
        return part
