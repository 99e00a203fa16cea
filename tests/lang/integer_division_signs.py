# Floor division and modulo over all sign combinations, ints, big ints and floats, with divmod and identities.
for a in (7, -7):
    for b in (3, -3): print(a, b, a // b, a % b, divmod(a, b), -(-a // b), int(a / b), a - a // b * b == a % b)
print([(a, a // 4, a % 4) for a in range(-5, 6)], [(a, a // -4, a % -4) for a in range(-5, 6)])
pairs = [(a, b) for a in (-10**20, -17, -1, 0, 1, 17, 10**20, 2**63, -2**63) for b in (-10**15, -4, -1, 1, 4, 10**15, 2**62)]
print(all(a == a // b * b + a % b for a, b in pairs), all((a % b == 0 or (a % b > 0) == (b > 0)) and abs(a % b) < abs(b) for a, b in pairs), all(divmod(a, b) == (a // b, a % b) for a, b in pairs), all(-a // b == -(-(-a) // b) if (a % b == 0) else True for a, b in pairs))
floats = [(a / 4, b / 4) for a in (-17, -4, 0, 1, 30) for b in (-6, -1, 2, 9)]
print(all(abs(a - (a // b * b + a % b)) < 1e-12 for a, b in floats), [(a // b, a % b) for a, b in floats[:6]], 7.5 // -2, -7.5 % 2, 5 // 0.3, 5 % 0.3 > 0.19, -0.0 // 1, 1 % -1e300 if False else -1 % 3.0)
def ceil_div(a, b): return -(-a // b)
def trunc_div(a, b): return (abs(a) // abs(b)) * (1 if (a < 0) == (b < 0) else -1)
print([ceil_div(a, 3) for a in range(-4, 5)], [trunc_div(a, 3) for a in range(-4, 5)], all(trunc_div(a, b) == int(a / b) for a in range(-20, 21) for b in (-7, -2, 3, 5)))
for bad in (lambda: 1 // 0, lambda: 1 % 0, lambda: 10**30 // 0, lambda: 1.0 // 0, lambda: 1 % 0.0, lambda: divmod(1, 0), lambda: divmod(1.0, 0), lambda: 0 // 0, lambda: True // False, lambda: 1j // 1):
    try: print(bad())
    except (ZeroDivisionError, TypeError) as error: print(type(error).__name__, error)
def clock(minutes): return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
print([clock(m) for m in (-1, 0, 61, 1441, -1500)], [(-7) // 2, -7 // 2, -(7 // 2), 7 // -2, ~7 // 2], 2**100 // 3**20, 2**100 % 3**20, -2**100 // 3**20, -2**100 % 3**20, pow(-2, 101, 1000), -2**101 % 1000)
total = 0
for i in range(-200, 200): total += i // 7 * 3 + i % 7 - (i // -5) + i % -5
print(total)
