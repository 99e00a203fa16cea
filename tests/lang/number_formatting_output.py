# How numbers print in every path: str, repr, %, format, f-strings, containers, round trips.
values = [0, -1, 10**18, 2**64, True, 0.0, -0.0, 1.0, 1e16, 1e-5, 123456789.125, 0.1, 1 / 3, 1e300, 5e-324, float("inf"), float("-inf"), float("nan"), 1j, -1 - 0j, complex(0.0, -0.0), 1.5 + 2.5j]
for v in values: print(str(v), repr(v), f"{v}", "%s" % (v,), "{}".format(v), [v], (v,), {v: 1} if v == v else "nan", sep=" | ")
for v in values[:18]:
    if isinstance(v, float): assert v != v or float(repr(v)) == v
    elif v is not True: assert int(str(v)) == v
for spec in ("d", ",d", "x", "b", "o", "e", ".2f", "g", "%", "+d", "010d", "_d", "^12d", "c"):
    row = []
    for v in (0, 7, 65, -255, 12345678):
        try: row.append(format(v, spec))
        except (ValueError, OverflowError) as error: row.append(type(error).__name__)
    print(spec, row)
for n in range(-8, 24, 4): print(10.0 ** n, 1.5 * 10.0 ** n, f"{10.0 ** n:g}", f"{10.0 ** n:.3e}", "%g" % 10.0 ** n, round(10.0 ** n / 3, 2))
print([round(x, 1) for x in (0.05, 0.15, 0.25, 0.35, 0.45)], [f"{x:.0f}" for x in (0.5, 1.5, 2.5, 3.5)], [f"{x:.1f}" for x in (0.25, 0.35, 0.05, 1e22)], "%.15g %.16g %.17g" % (0.1, 0.1, 0.1), f"{2**0.5:.40f}"[:30], f"{1e22:f}", f"{123456789:e}")
print(0.1 + 0.2, 1e22 + 1, 1 - 0.9, 100 * 1.1, 3 * 0.1, 1e15 + 0.3, 1e16 + 1, 2.0 ** 53, 2.0 ** 63, -2.0 ** 31, 4.35 * 100, 1.005 * 1000)
