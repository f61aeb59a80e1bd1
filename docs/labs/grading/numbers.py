"""Numbers as people of all countries write them: 45,666 or 45.666 or 45 666 for the same thing, 1.5 or 1,5 too."""

import re

NUMBER = re.compile(r"[-+−]?\d[\d.,'’_   ]*(?:[eE][-+]?\d+)?")
SPACES = re.compile(r"[   '’_]")


def readings(text):
    """What the first number of a text can mean, most likely first: one separator before three digits may be either's."""
    found = NUMBER.search(text)
    if not found:
        return []
    number = SPACES.sub("", found.group().replace("−", "-")).rstrip(".,")
    mantissa, exponent = re.fullmatch(r"([-+\d.,]+)((?:[eE][-+]?\d+)?)", number).groups()
    return [float(reading + exponent) for reading in mantissa_readings(mantissa)]


def mantissa_readings(mantissa):
    separators = [c for c in mantissa if c in ".,"]
    if not separators:
        return [mantissa]
    if len(set(separators)) == 2:  # 1,234.5 or 1.234,5: the last is the decimal one
        decimal = separators[-1]
        thousands = "," if decimal == "." else "."
        return [mantissa.replace(thousands, "").replace(decimal, ".")]
    whole = mantissa.replace(separators[0], "")
    if len(separators) > 1:
        return [whole]
    decimal = mantissa.replace(separators[0], ".")
    is_group = re.search(r"[.,]\d{3}$", mantissa) and not re.match(r"[-+]?0", mantissa)
    return [whole, decimal] if is_group else [decimal]
