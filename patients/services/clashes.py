"""What a service raises when somebody else has saved in the meantime."""

from typing import Any

from smpclinic.accounts.access import Refused


class Clash(Refused):
    """The row has moved on since the form was shown; `current` is the row as it stands now."""

    def __init__(self, reason: str, current: Any) -> None:
        super().__init__(reason)
        self.current = current
