# round() with extreme numbers of digits, powers of zero and infinities.
inf, nan = float("inf"), float("nan")

for digits in (324, 400, 2**31, 2**63, 2**100):
    print(round(123.456, digits), round(-5e-324, digits), round(inf, digits))
for digits in (-309, -400, -(2**31), -(2**63), -(2**100)):
    print(round(123.456, digits), round(-123.456, digits))

for value in (0.5, 1.5, 2.5, -0.5, -1.5, 5e15 + 0.5, 2.675, 1e22):
    print(value, round(value), round(value, 1), round(value, 2))
print(round(12345.678, -2), round(15.0, -1), round(25.0, -1), round(-12355.0, -1))

try:
    round(1.6e308, -308)
except OverflowError as error:
    print(error)
for value in (inf, -inf, nan):
    try:
        round(value)
    except (OverflowError, ValueError) as error:
        print(type(error).__name__, error)
try:
    round(1.0, "2")
except TypeError as error:
    print(error)

for base in (0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, inf, -inf, nan):
    print(base, [base**exponent for exponent in (0.0, -0.0, 1.0, 3.0, inf, nan)], end=" ")
    print([base**-inf] if base == 0 else [base**-inf, base**-3.0, base**-2.0])
for base in (0.0, -0.0):
    for exponent in (-1.0, -2.5, -3):
        try:
            print(base**exponent)
        except ZeroDivisionError as error:
            print(error)
try:
    print(10.0**400)
except OverflowError as error:
    print(error)
