# is, is not, in, not in: what they ask, interned constants, and the fallbacks of membership.
x = []
y = x
print(x is y, x is not [], x == [], None is None, True is True, ... is Ellipsis, NotImplemented is NotImplemented, () is (), "" is "", 1 is 1 if True else 0)
def f(): pass
print(f is f, f is not f.__call__, int is int, type(x) is list, (lambda: 0) is (lambda: 0), f.__code__ is f.__code__, x is not None and not x)
class NoEq:
    def __eq__(self, other):
        raise AssertionError("is never asks __eq__")
n = NoEq()
print(n is n, n is not NoEq(), n in [n], n in (1, n) if False else "identity first")
# Membership in each built-in container.
print(2 in [1, 2], 2 in (1, 2), 2 in {1, 2}, 2 in {2: 1}, "b" in "abc", "" in "abc", "bc" in "abc", "ac" in "abc", 98 in b"abc", b"bc" in b"abc", 2 in range(5), 2.0 in range(5), 2.5 in range(5), 10**20 in range(10**21), "a" in {"a": 1}.keys(), 1 in {"a": 1}.values(), ("a", 1) in {"a": 1}.items(), ("a", 2) in {"a": 1}.items(), "a" not in {"a": 1}.items())
print(1 in iter([0, 1]), 3 in (i for i in range(2)), True in [1], 1.0 in {1}, None in [None], [] in [[]], {1} in [{1}], float("inf") in range(3), "1" in [1], (1,) in {(1,): 0}, {1} in {frozenset({1})})
it = iter([1, 2, 3, 4])
print(2 in it, list(it))
class Equal:
    def __init__(self, answer): self.answer = answer
    def __eq__(self, other):
        print("eq", end=" ")
        return self.answer
    __hash__ = None
print(Equal(True) in [1], 1 in [Equal("truthy")], 1 in [Equal(False), Equal(0), Equal(1)], [1].count(Equal(True)), 5 in (Equal([]),))
try:
    Equal(1) in {1}
except TypeError as error:
    print(error)
class Contains:
    def __contains__(self, item):
        return item if item else None
print(5 in Contains(), 0 in Contains(), 0 not in Contains(), "a" in Contains())
class Raises:
    def __contains__(self, item): raise KeyError(item)
class EqRaises:
    def __eq__(self, other): raise ValueError("compare")
for expression in ("1 in Raises()", "1 in [EqRaises()]", "1 in None", "1 in 1.5", "1 in 'a'", "'a' in b'a'", "[] in {}", "[] in {1}", "-1 in b''", "256 in b''", "1 in type", "1 in f"):
    try:
        print(expression, "->", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
print(1 not in [2], not 1 in [2], not (1 in [2]), 1 in [2] or 2 in [2], [1 in [1], 2] , (1 in [0]) is False)
hits = sum(1 for i in range(300) if i in {3, 5, 7} or i % 10 in (1, 2) or str(i) in "123" or i not in range(290))
print(hits)
