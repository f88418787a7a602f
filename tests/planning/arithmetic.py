"""Reads a formula of the trace and works it out again."""

import ast
import math
import operator
import re
from collections.abc import Callable
from typing import Any

SIGNS = {"×": "*", "÷": "/", "−": "-", "⌈": "up(", "⌉": ")", "⌊": "down(", "⌋": ")", "⟨": "nearest(", "⟩": ")"}
NAMES: dict[str, Callable[..., float]] = {
    "up": math.ceil,
    "down": math.floor,
    "nearest": round,
    "min": min,
    "max": max,
}
OPERATIONS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
}


def both_sides(formula: str) -> tuple[float, float]:
    """What the left side of a formula comes to, and what its right side says."""
    left, right = formula.rsplit(" = ", 1)
    return worked_out(left), worked_out(right)


def worked_out(words: str) -> float:
    text = re.sub(r"(?<=\d),(?=\d{3})", "", words)
    for sign, code in SIGNS.items():
        text = text.replace(sign, code)
    return _value(ast.parse(text, mode="eval").body)


def _value(node: Any) -> float:
    match node:
        case ast.Constant():
            return float(node.value)
        case ast.BinOp():
            return OPERATIONS[type(node.op)](_value(node.left), _value(node.right))
        case ast.UnaryOp():
            return OPERATIONS[type(node.op)](_value(node.operand))
        case ast.Call():
            return NAMES[node.func.id](*(_value(one) for one in node.args))
    raise AssertionError(ast.dump(node))
