# Float arithmetic: operators, special values, comparison, exact sums, modulo and power, errors.
inf, nan = float("inf"), float("nan")
print(0.1 + 0.2, 0.1 * 3, 1 / 3, 7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(7.5, 2), divmod(-7.5, 2.0), 2.0 ** 0.5, 2 ** 0.5, (-8.0) ** (1 / 3), 1e308 * 10, -1e308 * 10, 5.0 // 0.1, 1.0 % 0.1)
print(inf + 1, inf - inf, inf * 0, inf / inf, inf // 1, inf % 2, 5 % inf, -5 % inf, 1 / inf, -1 / inf, inf ** 0, 0.0 ** 0, nan ** 0, 1 ** nan, (-1) ** inf, 2 ** inf, 2 ** -inf, 0.5 ** inf, (-inf) ** 3, (-inf) ** 2.0)
print(inf == inf, nan == nan, nan != nan, inf > 10**400, -inf < -10**400, nan < 1, not nan > 1, 0.0 == -0.0, min(1, nan), min(nan, 1), max(1, nan), sorted([3, inf, -inf, 0]), 1e16 == 10**16, 1e23 == 10**23, 0.1 == 1 / 10)
print(-0.0, 0.0 * -1, -0.0 + 0.0, 0.0 - 0.0, -0.0 - 0.0, str(-0.0), 1 / -inf, abs(-0.0), round(-0.4), -0.0 % 5, 0.0 // -3, 0.0 % -3, (-0.0) ** 3)
for expression in ("1.0 / 0", "1.0 // 0", "1.0 % 0", "divmod(1.0, 0.0)", "0.0 ** -1", "10.0 ** 400", "1.5 & 1", "1.5 << 1", "1.5 + 'a'", "int(inf)", "int(nan)", "round(nan)", "round(inf)", "float('x')", "float([])", "float(None)", "float(1j)", "1.5 @ 2", "(-2.0) ** 0.5", "1.5 < 'a'", "1.5 < 1j", "inf.as_integer_ratio()", "nan.as_integer_ratio()", "2.5.x", "1.5()", "1.5[0]", "len(1.5)", "range(1.5)"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
print((0.75).as_integer_ratio(), (-0.1).as_integer_ratio(), (1e20).as_integer_ratio(), 2.0.is_integer(), 2.5.is_integer(), inf.is_integer(), 3.7.__trunc__(), (-3.7).__floor__(), (-3.2).__ceil__(), 3.5.__round__(), 2.5.__round__(), 2.675.__round__(2), 1.5.conjugate(), 1.5.real, 1.5.imag)
print(round(0.5), round(1.5), round(2.5), round(-1.5), round(1.25, 1), round(1.35, 1), round(1e300, 2), round(123.456, -1), round(123.456, -3), round(5e-324, 323), round(1.5, None), round(inf, 2), round(-2.5, 0), round(0.1 + 0.2, 15), round(1e16, 3), round(999.9999, 3))
print(sum([0.1] * 10), sum([1e16, 1, -1e16]), sum([0.1] * 3), sum([1, 2.5, True]), sum([inf, -inf]), 0.1 + 0.1 + 0.1, float(10**16 + 1), float(2**53 + 1), float("1" * 30), 1e22 + 1, 123456789012345678 / 1)
class F(float):
    def __add__(self, other): return "own add"
f = F(1.5)
print(f, f + 1, 1 + f, f * 2, type(f * 2).__name__, f == 1.5, hash(f) == hash(1.5), F("2.5"), float(f), type(float(f)).__name__, f"{f:.2f}", isinstance(f, float))
x = 0.0
for i in range(300):
    x += 0.1 if i < 100 else 1 if i < 200 else 2**70
print(x, [repr(v) for v in (1e15, 1e16, 123456789.0, 1.0, 1e-4, 1e-5, 0.00012345, 100000.0, 1234567890123456.7)])
