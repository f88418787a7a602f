"""Money between the database's exact decimals and the engine's integers, and as people read it."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from consultations.planning.prices import exponent

SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€", "TRY": "₺", "JPY": "¥", "INR": "₹", "ILS": "₪", "KRW": "₩"}


def decimals(currency: str) -> int:
    """How many decimals an amount in the currency may have."""
    return exponent(currency)


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in the currency's smallest unit; raise ValueError when it cannot be paid exactly."""
    minor = amount.scaleb(decimals(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} is finer than the smallest unit of {currency}")
    return int(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    """The exact amount of so many of the currency's smallest units."""
    return Decimal(minor).scaleb(-decimals(currency))


def shown(minor: int, currency: str) -> str:
    """An amount as people read it: £2,100; a currency without a sign of its own as CHF 2,100."""
    return _sign(currency, minor < 0) + _digits(abs(minor), currency)


def shown_range(low: int, high: int, currency: str) -> str:
    """A range as people read it, £5,200–6,300; equal ends are one amount, a falling range is spelt out."""
    if low == high:
        return shown(low, currency)
    if low < 0 or low > high:
        return f"{shown(low, currency)} to {shown(high, currency)}"
    return f"{shown(low, currency)}–{_digits(high, currency)}"


def shown_change(low: int, high: int, currency: str) -> str:
    """What is added or taken away, in words: $380 to $1,360 more; up to $2,400 less; up to $50 less or $100 more."""
    least, most = sorted((low, high))
    if least < 0 < most:
        return _("up to %(less)s less or %(more)s more") % {
            "less": shown(-least, currency),
            "more": shown(most, currency),
        }
    near, far = sorted((abs(low), abs(high)))
    amount = {"near": shown(near, currency), "far": shown(far, currency)}
    if near == far:
        return (_("%(far)s less") if least < 0 else _("%(far)s more")) % amount
    if not near:
        return (_("up to %(far)s less") if least < 0 else _("up to %(far)s more")) % amount
    return (_("%(near)s to %(far)s less") if least < 0 else _("%(near)s to %(far)s more")) % amount


def _sign(currency: str, negative: bool) -> str:
    return ("−" if negative else "") + SYMBOLS.get(currency, f"{currency}\u00a0")


def _digits(minor: int, currency: str) -> str:
    amount = from_minor(minor, currency)
    places = 0 if amount == amount.to_integral_value() else decimals(currency)
    return number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)
