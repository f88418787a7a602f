"""What a part of the answer reads: the findings, the numbers and the other parts, followed as they are asked for."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast

from consultations.planning.book import Book
from consultations.planning.findings import Findings
from consultations.planning.parts import Whole
from consultations.planning.picture import Picture
from consultations.planning.protocol import Figure

T = TypeVar("T")
NUMBER = "number:"  # stands before the name of a figure of the protocol


class Reading:
    """A watch that notes, for each part, every key and number that it was worked out from."""

    def __init__(self) -> None:
        self._open: list[set[str]] = [set()]
        self._kept: dict[tuple[int, str], tuple[Whole, Any, frozenset[str]]] = {}

    def note(self, name: str) -> None:
        self._open[-1].add(name)

    def follow(self, work: Callable[[], T]) -> tuple[T, frozenset[str]]:
        """The result of the work and everything that it read."""
        self._open.append(set())
        try:
            return work(), frozenset(self._open[-1])
        finally:
            self._open.pop()

    def part(self, whole: Whole, name: str, work: Callable[[Any], Any]) -> Any:
        kept = self._kept.get((id(whole), name))
        if kept is None:
            value, read = self.follow(lambda: work(whole))
            kept = self._kept[id(whole), name] = (whole, value, read)  # held, so that no other takes its id
        self._open[-1] |= kept[2]
        return kept[1]


def watched(told: Findings, book: Book) -> tuple[Picture, Reading]:
    """A picture whose every look at a finding or a number is noted."""
    watch = Reading()
    return Picture(cast(Findings, _Told(told, "", watch)), cast(Book, _Numbers(book, watch)), watch), watch


class _Told:
    """A part of the findings that notes which of its keys are read."""

    def __init__(self, section: Any, prefix: str, watch: Reading) -> None:
        self._section, self._prefix, self._watch = section, prefix, watch
        self._parts = {one.name for one in fields(section) if is_dataclass(getattr(section, one.name))}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._section, name)
        if name in self._parts:
            return _Told(value, f"{name}.", self._watch)
        if name == "told":
            return _Keys(value, self._watch)
        self._watch.note(self._prefix + name)
        return value

    def tells(self, *starts: str) -> bool:
        for start in starts:
            self._watch.note(f"{start}*")
        return bool(self._section.tells(*starts))


class _Keys:
    """The keys that were given, which notes those that are asked about."""

    def __init__(self, keys: frozenset[str], watch: Reading) -> None:
        self._keys, self._watch = keys, watch

    def __contains__(self, key: str) -> bool:
        self._watch.note(key)
        return key in self._keys


class _Numbers:
    """The numbers in force, which note those that are read."""

    def __init__(self, book: Book, watch: Reading) -> None:
        self._book, self._watch = book, watch
        self.version = book.version

    def __getitem__(self, figure: Figure[T]) -> T:
        self._watch.note(NUMBER + figure.name)
        return self._book[figure]
