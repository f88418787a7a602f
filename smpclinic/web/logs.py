"""What a log line does not hold: the token of a patient's link, and a trace where nothing went wrong."""

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


class TurnedAway(logging.Filter):
    """Leaves the trace of calls out of a line about somebody who was turned away: that is no fault of the program."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info = None
        return True
