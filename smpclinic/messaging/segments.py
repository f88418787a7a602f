"""How many parts a text costs: 160 letters of the phones' own alphabet, 70 of any other, a little less when joined."""

# GSM 03.38, and those of its letters that count twice because a mark goes before them.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
MARKED = frozenset("\f^{}\\[~]|€")
PLAIN, PLAIN_JOINED = 160, 153
WIDE, WIDE_JOINED = 70, 67


def parts(text: str) -> int:
    """The parts in which this text travels."""
    if set(text) <= BASIC | MARKED:
        return _parts([2 if letter in MARKED else 1 for letter in text], PLAIN, PLAIN_JOINED)
    return _parts([len(letter.encode("utf-16-le")) // 2 for letter in text], WIDE, WIDE_JOINED)


def _parts(weights: list[int], alone: int, joined: int) -> int:
    """One part when all fits; else parts with a joint each, and no letter torn between two."""
    if sum(weights) <= alone:
        return 1
    count, room = 1, joined
    for weight in weights:
        if weight > room:
            count, room = count + 1, joined
        room -= weight
    return count
