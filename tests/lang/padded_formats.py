# Formats that say how wide: the usual ones, and those that look like them.
def attempt(value, spec):
    try:
        return format(value, spec)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


SPECS = (
    "1", "3", "8", "12", "99", "100", "0", "00", "05", "012", "<6", ">6", "^7", "^8", "<06", ">012", "=8", "8d", "05d", "<8d",
    "^9d", "8s", "<8s", ">8s", "^8s", "05s", "d", "s", "<", ">", "8x", "+8", " 8", "*^9", "-8", "8,", "8_", "8.", "8.3", "<8.2",
    "8 ", " ", "<<8", "<>8", "8<",
)
for value in (0, 7, -7, 12345678901234, -99, 2**70, "", "text", "a" * 70, "a" * 100, "a" * 101, "grün", 1.5, None, b"x"):
    print(repr(value)[:20], [attempt(value, spec) for spec in SPECS])


class Text(str):
    def __format__(self, spec):
        return f"Text {spec}"


class Number(int):
    pass


print(f"{Text('x'):>8} {Number(5):>8} {Number(-5):05} {3:>{4}} {'y':<{3}}|", "{:>5}|{:<5}|{:^5}|{:05d}".format(1, "b", -3, -4))
