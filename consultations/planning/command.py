"""`manage.py plan`: one JSON object in, one out; or JSON Lines, the schemas, readable text."""

import argparse
import gc
import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson

from consultations.planning import explain, schema, trace
from consultations.planning.engine import recommend
from consultations.planning.findings import FindingsError, parse
from consultations.planning.prices import DEFAULT, PriceList, parse_prices
from consultations.planning.reading import loads
from consultations.planning.recommendation import as_json

OK, BAD_LINE, BAD_INPUT = 0, 1, 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py plan", description="Findings in, a recommendation out, as JSON.")
    parser.add_argument("file", nargs="?", default="-", help="a file of findings; - or nothing is standard input")
    parser.add_argument("--lines", action="store_true", help="JSON Lines in, JSON Lines out")
    parser.add_argument("--prices", metavar="FILE", help="a price list in place of the built-in one")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of both sides")
    parser.add_argument("--explain", action="store_true", help="readable text in place of JSON")
    return parser


def main(argv: Sequence[str]) -> int:
    """Run the command; 0, or 1 for a bad line, or 2 for bad input."""
    asked = _parser().parse_args(argv)
    try:
        return _run(asked)
    except (FindingsError, OSError) as wrong:
        if isinstance(wrong, BrokenPipeError):
            sys.stdout = io.StringIO()  # the reader left; nothing more to say to it
            return BAD_LINE
        words = f"{wrong.filename}: {wrong.strerror}" if isinstance(wrong, OSError) else str(wrong)
        sys.stderr.write(" ".join(words.split()) + "\n")
        return BAD_INPUT


def _run(asked: argparse.Namespace) -> int:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    if asked.schema:
        sys.stdout.write(json.dumps(schema.both(), ensure_ascii=False, indent=2) + "\n")
        return OK
    prices = parse_prices(_load(asked.prices)) if asked.prices else DEFAULT
    gc.freeze()  # the modules stay, so the collector need not look at them again and again
    if asked.lines:
        return _each_line(asked, prices)
    sys.stdout.write(_answer(_load(asked.file), prices, readable=asked.explain) + "\n")
    sys.stdout.flush()
    return OK


def answer(obj: Any, prices: PriceList) -> bytes:
    """The recommendation for findings as JSON; raise FindingsError naming the key."""
    return orjson.dumps(as_json(recommend(parse(obj), prices)))


def _answer(obj: Any, prices: PriceList, *, readable: bool) -> str:
    if not readable:
        return answer(obj, prices).decode()
    told = parse(obj)
    return explain.text(recommend(told, prices), told, trace.of(told, prices))


def _each_line(asked: argparse.Namespace, prices: PriceList) -> int:
    status = OK
    with _opened(asked.file) as lines:
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            try:
                answer = _answer(loads(_decoded(raw)), prices, readable=asked.explain)
            except FindingsError as wrong:
                answer = json.dumps({"error": str(wrong), "line": number}, ensure_ascii=False)
                status = BAD_LINE
            sys.stdout.write(answer + "\n")
    sys.stdout.flush()
    return status


def _load(name: str) -> Any:
    with _opened(name) as source:
        return loads(_decoded(source.read()))


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FindingsError("expected text in UTF-8") from None


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as source:
        yield source
