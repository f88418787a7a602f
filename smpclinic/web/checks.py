"""The check that no template breaks the content policy or paints with colours that are not ours."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.template import engines
from django.template.backends.django import DjangoTemplates

# What a page may not contain, and why.
FORBIDDEN = (
    ("E001", re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE), "an inline style"),
    ("E002", re.compile(r"<style\b", re.IGNORECASE), "a style element"),
    ("E003", re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE), "an inline script"),
    ("E004", re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "an event attribute"),
    ("E005", re.compile(r"\|\s*safe\b|\{%\s*autoescape off"), "unescaped text"),
    (
        "E006",
        re.compile(r"\b(?:text|bg)-(?:primary|secondary|success|danger|warning|info|light|dark|muted|white|black)\b"),
        "a Bootstrap colour where a token belongs",
    ),
)


def breaches(text: str) -> Iterator[tuple[str, int, str]]:
    """Each thing in a template that may not be there: its code, its line and its name."""
    for code, pattern, name in FORBIDDEN:
        for found in pattern.finditer(text):
            yield code, text.count("\n", 0, found.start()) + 1, name


def our_templates() -> Iterator[Path]:
    """Every HTML template in the project's own template folders."""
    for engine in engines.all():
        if isinstance(engine, DjangoTemplates):
            for folder in engine.engine.dirs:
                yield from sorted(Path(folder).rglob("*.html"))


def templates_keep_the_content_policy(**_: Any) -> Iterable[CheckMessage]:
    """One error for each inline style, inline script, event attribute, unescaped text and foreign colour."""
    for template in our_templates():
        for code, line, name in breaches(template.read_text(encoding="utf-8")):
            yield Error(f"{template.name} line {line} has {name}.", obj=str(template), id=f"web.{code}")
