# Specialised integer paths at the edges of 32, 62, 63 and 64 bits, in every operator.
def crossing(start, step, n=200):
    x, seen = start, []
    for i in range(n):
        x = x + step
        if i % 50 == 0: seen.append(x)
    return seen
for start, step in ((2**31 - 100, 1), (-2**31 + 100, -1), (2**62 - 100, 1), (2**63 - 100, 1), (-2**63 + 100, -1), (2**64 - 100, 1), (0, 2**61), (0, -2**62)):
    print(crossing(start, step))
def back(start, step):
    x = start
    for _ in range(300): x = x - step
    return x
print(back(2**64, 2**56), back(-2**63, 2**55), back(2**62, 1), back(0, 2**62))
def products():
    x, out = 1, []
    for i in range(1, 60):
        x = x * i if x < 10**30 else x // 10**29
        out.append(x.bit_length())
    return out
print(products())
def shifts():
    return [(1 << i) - 1 for i in range(25, 70, 6)], [(-1 << i) for i in (30, 31, 32, 61, 62, 63, 64)], [(2**70 >> i) for i in (5, 8, 9, 38, 39, 69, 70, 71)], [(-2**70) >> i for i in (8, 69, 70, 71)]
for _ in range(50): shifts()
print(shifts())
def compare(a, b): return (a < b, a == b, a > b, a <= b, a != b, a >= b)
for _ in range(100): compare(1, 2)
for a, b in ((2**31, 2**31 - 1), (2**62, 2**62), (2**63, 2**63 - 1), (-2**63, -2**63 - 1), (2**64, 1.8446744073709552e19), (2**53 + 1, 2.0**53), (10**30, 10.0**30), (True, 1), (0, -0.0)): print(compare(a, b))
def negate(x): return -x, abs(x), ~x, +x
for _ in range(100): negate(5)
print(negate(2**31), negate(-2**31), negate(2**62), negate(-2**62), negate(2**63), negate(-2**63), negate(True))
def index(seq, i): return seq[i]
for i in range(100): index([1, 2, 3], i % 3)
for i in (2**31, -2**31 - 1, 2**63, -2**63 - 1, 2**70):
    try: index([1, 2, 3], i)
    except IndexError as error: print(error)
count = 0
i = 2**62 - 5
while i < 2**62 + 5:
    count += 1
    i += 1
for j in range(2**62 - 2, 2**62 + 2): count += 1
for j in range(2**63 - 2, 2**63 + 2): count += 1
print(count, i, j, sum(range(2**62, 2**62 + 3)), sum([2**62] * 4), max(2**63, 2**62), divmod(2**64, 2**32), pow(2, 64) - 1)
