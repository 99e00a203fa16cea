# Recursion limits reached through every kind of call, after the calls have specialized, and recovery from them.
import sys

sys.setrecursionlimit(400)


def plain(n):
    return 0 if n == 0 else 1 + plain(n - 1)


def defaulted(n, step=1):
    return 0 if n == 0 else 1 + defaulted(n - step)


def keywords(*, n):
    return 0 if n == 0 else 1 + keywords(n=n - 1)


def starred(*args):
    return 0 if args[0] == 0 else 1 + starred(*[args[0] - 1])


class Node:
    def __init__(self, n):
        self.next = Node(n - 1) if n else None

    def method(self, n):
        return 0 if n == 0 else 1 + self.method(n - 1)

    @property
    def depth(self):
        return 0 if self.next is None else 1 + self.next.depth

    def __getitem__(self, n):
        return 0 if n == 0 else 1 + self[n - 1]

    def __add__(self, n):
        return 0 if n == 0 else 1 + (self + (n - 1))

    def __call__(self, n):
        return 0 if n == 0 else 1 + self(n - 1)

    def __eq__(self, other):
        return self.next == other.next

    def __repr__(self):
        return f"N{self.next!r}"

    def __getattr__(self, name):
        return getattr(self, name[:-1]) if len(name) > 1 else name


def generator(n):
    if n:
        yield from generator(n - 1)
    yield n


def attempt(function, *args):
    try:
        return function(*args)
    except RecursionError:
        return "RecursionError"


leaf = Node(0)
cases = {
    "plain": plain,
    "defaulted": defaulted,
    "keywords": lambda n: keywords(n=n),
    "starred": starred,
    "lambda": (f := lambda n: 0 if n == 0 else 1 + f(n - 1)),
    "method": leaf.method,
    "getitem": lambda n: leaf[n],
    "add": lambda n: leaf + n,
    "call": leaf,
    "init": lambda n: Node(n).depth,
    "generator": lambda n: sum(generator(n)),
    "sorted": (s := lambda n: 0 if n == 0 else sorted([n], key=lambda m: s(m - 1))),
    "map": (m := lambda n: 0 if n == 0 else list(map(m, [n - 1]))[0] + 1),
    "eval": (e := lambda n: 0 if n == 0 else eval("e(n - 1) + 1", {"e": e, "n": n})),
}
for name, function in cases.items():
    warm = [attempt(function, 20) for _ in range(20)][-1]
    print(name, warm, attempt(function, 5000), attempt(function, 20) == warm)
print(attempt(repr, Node(30)), attempt(getattr, leaf, "abc"), attempt(lambda: getattr(leaf, "x" * 3000)))
print(attempt(lambda: Node(60) == Node(60)))
nested = []
for _ in range(100_000):
    nested = [nested]
print(attempt(lambda: nested == [nested]))
depth = 0


def bounce():
    global depth
    depth += 1
    try:
        bounce()
    finally:
        depth -= 1


print(attempt(bounce), depth, sys.getrecursionlimit())
