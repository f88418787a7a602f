"""The channels of one sweep, each opened when the first message needs it and closed with the sweep."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from smpclinic.messaging import channels
from smpclinic.messaging.channels import Channel
from smpclinic.messaging.mail import EmailChannel
from smpclinic.messaging.texts import TextChannel

CHANNELS: Mapping[str, Callable[[], Channel]] = {channels.EMAIL: EmailChannel, channels.TEXT: TextChannel}


class Post:
    """Every channel by its name; with `only`, all messages take that one."""

    def __init__(self, only: Channel | None = None) -> None:
        self.only = only
        self.open: dict[str, Channel] = {}
        self.closing = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.close()

    def channel(self, name: str) -> Channel:
        """The open channel of this name."""
        if name not in self.open:
            self.open[name] = self.closing.enter_context(self.only or CHANNELS[name]())
        return self.open[name]
