"""What lists find: equal is equal whatever the class, and `__eq__` may change the list meanwhile."""

import math


class Same:
    def __init__(self, number, do=None):
        self.number, self.do = number, do

    def __eq__(self, other):
        if self.do:
            self.do()
        return self.number == other


class Named(int):
    pass


numbers = [10, 20, 2.0, True, "x", 1 << 70, Named(7), Same(8), None, 30, 20]
for wanted in 10, 20, 30, 2, 1, 7, 8, 9, 0, -1, 1 << 70, "x", None, 2.0, 20.0, (), (1 << 62) - 1:
    found = numbers.index(wanted) if wanted in numbers else None
    print(wanted, wanted in numbers, numbers.count(wanted), found)
print([numbers.index(20, start) for start in (0, 1, 2, -1, -100)])
for bounds in (2, 10), (11,), (100,), (0, 0), (-1, -1), (5, 2):
    try:
        print(numbers.index(20, *bounds))
    except ValueError as error:
        print(error)
for items in [5] * 3, [], [4, 4, 4], [4, 4, 5]:
    try:
        items.remove(5)
    except ValueError as error:
        print(error)
    print(items, 5 in items, items.count(4))

shrinking = [1, 2, Same(0, lambda: shrinking.clear()), 3]
print(3 in shrinking, shrinking)
growing = [1, Same(0, lambda: growing.append(9)), 2]
print(growing.index(9), len(growing))

pairs = [(1, 2), (1, (2, "x")), (1, 2.0), (True, 2), (1, None)]
for wanted in (1, 2), (1, 3), (1, (2, "x")), (1, (2, "y")), (1.0, 2), (1,), (1, 2, 3), (0, 2):
    print(wanted, [pair == wanted for pair in pairs], wanted in pairs, wanted in {(1, 2): 0, (1, (2, "x")): 0})

cases = [(0, 0), (0, -6), (12, 18), (-12, 18), (17, 5), (1 << 60, 1 << 40), (1 << 61, 3 << 59), ((1 << 61) - 1, (1 << 61) - 2)]
print([math.gcd(*case) for case in cases], math.gcd(), math.gcd(-4), math.gcd(1 << 80, 1 << 70, 96), math.gcd(True, 5))
print(math.gcd(*[-(1 << 61)] * 2), all(math.gcd(a, b) == math.gcd(b, a % b) for a in range(60) for b in range(1, 60)))
