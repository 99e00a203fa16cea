# The format specification mini-language for int, float, complex and bool: every option.
for spec in ("", "d", "5", "<5", ">5", "^5", "=5", "+", "-", " ", "+5", "05", "+05", "*^7", "x", "X", "#x", "#X", "#b", "#o", "b", "o", ",", "_", "_x", "_b", "010,", "+,", "e", ".2e", "f", ".1f", "g", "%", ".0%", "n", "#010x", "z", "0<6", "=+8", " =6", "^+9,"):
    row = []
    for value in (42, -7, 123456789):
        try:
            row.append(format(value, spec))
        except ValueError as error:
            row.append(f"!{error}")
    print(f"{spec!r:9}", row)
for spec in ("", "10", "<10", "^10", "=10", "010", "+", " ", "e", "E", ".3e", "f", "F", ".0f", ".10f", "#.0f", "g", "G", ".3g", "#.3g", "%", ".1%", ",", ",.2f", "_", "_.1f", "n", "z.1f", "z", "+.2", ".0", ".3", "*>12.2f", "08.2f", "-.1f", "x^9.1e", "015,.1f", "0=8"):
    row = []
    for value in (3.14159, -0.04, 1234567.891, float("inf"), float("-nan"), 0.0, 1e-7, 1e22):
        try:
            row.append(format(value, spec))
        except ValueError as error:
            row.append(f"!{error}")
    print(f"{spec!r:9}", row)
for value, spec in ((5, "s"), (5, ".2"), (5, ".2d"), (5, "q"), (5, "5x5"), (5, "{"), (5, ",x"), (5, "c,"), (5, "+c"), (5, "#c"), (-1, "c"), (0x110000, "c"), (5.5, "d"), (5.5, "x"), (5.5, "c"), (5.5, "s"), (5.5, ",_"), (5, "_,"), (5, ",,"), (5.5, ".f"), (5.5, "."), (5, "99999999999999999999"), (5.5, ".99999999999999999999f"), (True, "d"), (True, ""), (True, "5"), (True, "x"), (1j, "d"), (1j, "=5"), (1j, "05"), (1j, "%"), (5, "ñ^5"), (5, "5d "), (5, "\n"), (5, "<"), (5, "=="), (5, "0"), (5, "00005"), (5.0, "_,"), (5, "n,"), (5.25, ",n"), (5, "zd"), (5, "z.1f"), (10**30, ",d"), (10**30, "e"), (10**400, "f"), (2**100, "x"), (2**100, "_b"), (1.5, "_.3"), (1234.5678, ",.2"), (1234567.5678, ".3,f"), (1234.56789012, "._f"), (5, ".,")):
    try:
        print(repr(spec), "->", format(value, spec))
    except Exception as error:
        print(repr(spec), "->", type(error).__name__, error)
