"""Loops that are compiled, over iterators of every class, and with operators of what is no small number."""

import sys


def count(iterable):
    found = []
    for item in iterable:
        found.append(item)
    return len(found), found[0], found[-1]


NUMBERS = list(range(3000))
TABLE = {str(number): number for number in NUMBERS}
for _ in range(2):
    print(count(reversed(NUMBERS)), count("abc" * 1000), count(map(abs, filter(None, NUMBERS))))
    print(count(zip(NUMBERS, "xyz" * 1000)), count(enumerate(NUMBERS)), count(TABLE), count(TABLE.values()))
    print(count(map(lambda n: -n, NUMBERS)), count(iter(lambda numbers=iter(NUMBERS): next(numbers), 2999)))


def nested():
    """The inner loops end often: going on behind them is compiled as well."""
    total = 0
    for i in range(2000):
        for character in "ab":
            total += len(character)
        for number in reversed((1, 2, 3)):
            total += number
        for _ in map(abs, ()):
            total += 1000
        total += i
    return total


print(nested())


class Steps:
    def __init__(self, end, error):
        self.at, self.end, self.error = 0, end, error

    def __iter__(self):
        return self

    def __next__(self):
        self.at += 1
        if self.at >= self.end:
            raise self.error
        return self.at


def until(iterable):
    last = None
    try:
        for last in iterable:
            pass
    except Exception as error:
        return last, type(error).__name__, str(error), error.__traceback__.tb_lineno - until.__code__.co_firstlineno
    return last


for error in StopIteration, ValueError("enough"):
    print(until(Steps(2500, error)), until(map(str, Steps(2500, error))))


def grow(table):
    last = 0
    try:
        for key in table:
            last = key
            if key == 2500:
                table[-1] = 0
    except RuntimeError as error:
        return last, str(error)


print(grow(dict.fromkeys(range(3000))))


class Vector:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        if self.x > 2500:
            raise OverflowError(f"{self.x} is too much")
        return Vector(self.x + other)

    def __iadd__(self, other):
        self.x += 2
        return self


def add():
    vector = Vector(0)
    try:
        for _ in range(5000):
            vector = vector + 1
    except OverflowError as error:
        return str(error), vector.x


def add_in_place():
    vector = same = Vector(0)
    for _ in range(3000):
        vector += 1
    return vector is same, vector.x


def big(divisor):
    number, total = 3**100, 0
    try:
        for i in range(3000):
            number = number * 3 - 1 >> 1
            number ^= 1 << 90
            total += number % (divisor - i)
            items = [i] + [number]
            items *= 2
    except ZeroDivisionError as error:
        return str(error), i, total % 10**20, number % 10**20
    return total % 10**20, number % 10**20, len(items)


def strange():
    try:
        for i in range(3000):
            [i] + (i if i > 2900 else [])
    except TypeError as error:
        return str(error), i


print(add(), add_in_place(), big(5000), big(2800), strange())


# A default that is found before the call turns out to be one of another function.
class Token:
    pass


token = Token()


def first(*, key=token):
    return 1


def second(*, key=token):
    return 2


def calls_in_turn(functions, count):
    total = 0
    for n in range(count):
        total += functions[(n * 7 >> 3) & 1]()
    return total


before = sys.getrefcount(token)
print(calls_in_turn([first, second], 5000), sys.getrefcount(token) - before)


# Products that are no words of their own: what was done for an instruction must not be done again by the interpreter.
def second_items(a, b):
    return a[1] + b[1]


def pair(x, n):
    a = (token, n)
    b = (x * 1e60, n)
    return second_items(a, b)


def pairs(numbers):
    total = 0
    for n, x in enumerate(numbers):
        total += pair(x, n)
    return total


def stores(numbers):
    kept = []
    for n, x in enumerate(numbers):
        a = 0
        b = 0
        a, b = (x * 1e60, n), [n]
        kept.append(b)
        other = [0]
        kept.append(other)
    return all(item == [n // 2 if n % 2 == 0 else 0] for n, item in enumerate(kept))


def length_of_third(first, second, third):
    return len(third)


def below_a_loop(numbers):
    holder, items, total = Token(), list(range(100)), 0
    holder.item = token
    for x in numbers:
        total += length_of_third(holder.item, x * 1e60, [y for y in items])
    return total


numbers = [1e70 if n % 7 == 3 and n > 1000 else 1.5 for n in range(3000)]
for function in pairs, stores, below_a_loop:
    before = sys.getrefcount(token)
    print(function(numbers), sys.getrefcount(token) - before)


# Many tuples that nobody asks for before the innermost call.
def collects(depth, *rest):
    return collects(depth - 1, 1, 2, 3, 4, 5, 6, 7, depth) if depth else len(rest)


def deep_tuples(count):
    total = 0
    for n in range(count):
        total += collects(40)
    return total


print(deep_tuples(1000))
