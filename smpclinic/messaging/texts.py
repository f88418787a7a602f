"""The channel that sends texts to phones, through the provider that SMS_URL names."""

import re
from dataclasses import replace
from types import TracebackType
from typing import Protocol, Self

from django.conf import settings

from smpclinic.messaging import channels, folder
from smpclinic.messaging.channels import Answer, Handed, Letter, Turned, Unreachable
from smpclinic.messaging.segments import parts
from smpclinic.messaging.twilio import Twilio

E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class Provider(Protocol):
    """Whoever carries texts: takes one, and says what came of it."""

    def send(self, letter: Letter) -> Answer: ...

    def close(self) -> None: ...


class Folder:
    """Development: each text is a file beside the mails."""

    def send(self, letter: Letter) -> Answer:
        return Handed("kept in the folder", "folder", folder.keep_text(letter.to, letter.text))

    def close(self) -> None:
        return None


class Nobody:
    """No provider is set: whatever was planned as a text waits."""

    def send(self, letter: Letter) -> Answer:
        return Unreachable("No provider of texts is set.")

    def close(self) -> None:
        return None


class TextChannel:
    """Texts to one mobile each, every wait limited."""

    name = channels.TEXT

    def __init__(self) -> None:
        self.provider = provider()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.provider.close()

    def hand_over(self, letter: Letter) -> Answer:
        """Hand the text over once, and say what came of it; what cannot be told is Unclear."""
        if channels.smuggles(letter):
            return Turned("The message holds a control character.")
        if not E164.fullmatch(letter.to):
            return Turned("The address is not one mobile number.")
        answer = self.provider.send(letter)
        return (
            replace(answer, words=f"{answer.words}, parts: {parts(letter.text)}")
            if isinstance(answer, Handed)
            else answer
        )


def is_on() -> bool:
    """Whether texts can be sent at all."""
    return str(settings.SMS_URL) != "none"


def provider() -> Provider:
    """The provider of the settings."""
    url = str(settings.SMS_URL)
    if url == "folder://":
        return Folder()
    return Twilio.of(url, sender=settings.SMS_FROM) if is_on() else Nobody()
