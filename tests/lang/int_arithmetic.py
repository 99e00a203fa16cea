# Integer arithmetic: every operator on small and large values, floor semantics, powers, errors.
small, big = 7, 10**30
print(small + 3, small - 10, small * -3, small / 2, small // 2, small % 3, small ** 3, -small, +small, abs(-small))
print(big + 1, big - 10**30, big * big, big / 10**29, big // 7, big % 7, big ** 2 % 1000, -big // 3, -big % 3)
print([(a // b, a % b, divmod(a, b)) for a in (7, -7) for b in (2, -2)], divmod(-10**25, 7), divmod(10**25, -7))
print(2**100, 2**-2, (-2)**3, 0**0, (-1)**0.5, 10**-3, pow(3, 200, 13), pow(3, -1, 7), pow(-2, 5, 7), pow(2, 10, -7), pow(10, 0, 1))
print(1 << 70, (1 << 70) >> 68, -1 >> 5, -5 >> 1, -5 << 3, 5 >> 100, -5 >> 100, 0 << 5)
print(6 & 3, 6 | 3, 6 ^ 3, ~6, -6 & 3, -6 | 3, -6 ^ 3, ~-1, (1 << 80) & -(1 << 70), -(1 << 80) | 5, (1 << 80) ^ (1 << 80), ~(1 << 64))
print(7 == 7.0, 2**53 + 1 == 2.0**53, 10**30 < 1e31, -10**30 < -1e29, True + 2, True * False, -True, ~True, True & 3, True | False, True ^ True, type(True & False).__name__, type(True & 1).__name__)
for expression in ("1 / 0", "1 // 0", "1 % 0", "divmod(1, 0)", "0 ** -1", "1 << -1", "1 >> -1", "pow(2, -1, 4)", "pow(2, 3, 0)", "pow(2, 3.0, 5)", "pow(2.0, 3, 5)", "10**400 / 3", "1.0 * 10**400", "10**400 + 1.0", "float(10**400)", "1 & 1.0", "1 << 1.0", "1 + None", "1 + '1'", "'1' + 1", "[1] + 1", "1 @ 1", "~1.0", "pow(1)", "pow('a', 2)", "5 // 'a'", "1 % 'a'"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
print(10**400 // 10**398, 10**400 % 7, 10**400 / 10**399, 3 * 10**400 > 2 * 10**400, round(10**20 + 5, -1), round(-15, -1), round(12345, -5), (10**20).bit_length(), (-5).bit_count(), (255).to_bytes(2), int.from_bytes(b"\xff\xfe", "little", signed=True))
# Overflow of machine integers in a warm loop, in both directions.
x, seen = 2**62 - 100, 0
for i in range(300):
    x += 1
    seen += x > 2**62
y = -(2**62)
for i in range(200): y -= 2**56
z = 1
for i in range(200): z = z * 3 % (10**18 + 9)
print(x, seen, y, z)
