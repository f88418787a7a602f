"""What a log line may not hold: the token of a patient's link."""

import logging
import re

# The address of a link is /i/TOKEN/, /plan/TOKEN/ or /stop/TOKEN/.
TOKEN = re.compile(r"(/(?:i|plan|stop)/)[^/\s\"']{8,}")


def without_tokens(text: str) -> str:
    """The text with every token of a link left out."""
    return TOKEN.sub(r"\1…", text)


class WithoutTokens(logging.Filter):
    """Takes the tokens out of a line before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_tokens(record.getMessage()), ()
        return True
