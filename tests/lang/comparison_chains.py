# Chained comparisons: each operand once, short circuit, mixed operators, results that are no bools.
def v(x):
    print(x, end=" ")
    return x
print(v(1) < v(2) < v(3), v(1) < v(0) < v(9), v(3) > v(2) >= v(2) != v(1))
print(1 < 2 > 1, 1 == 1.0 == True, 1 < 2 < 3 < 4 < 5, 1 < 3 < 2, 5 > 4 > 3 == 3 <= 3, "a" < "b" < "c", 1 in [1] == True, (1 in [1]) == True, 1 < 2 in [2], 0 == 0 in [0], not 1 < 2 < 0)
x = 5
print(0 < x < 10, 0 < x < 3, not 0 < x, 1 is 1 is not None, None is None is not 0, "a" in "abc" in ["abc"], [] == [] is not [], 1 < x != 5, x == 5 == x)
class Loud:
    def __init__(self, name, answer):
        self.name, self.answer = name, answer
    def __lt__(self, other):
        print(f"{self.name}<{getattr(other, 'name', other)}", end=" ")
        return self.answer
    def __gt__(self, other):
        print(f"{self.name}>{getattr(other, 'name', other)}", end=" ")
        return self.answer
a, b, c = Loud("a", "truthy"), Loud("b", ""), Loud("c", [0])
print(repr(a < b < c), repr(b < a < c), repr(a < c < b), repr(a < b > c))
class Broken:
    def __lt__(self, other): raise ValueError("no order")
    def __bool__(self): raise TypeError("no truth")
for expression in ("1 < Broken()", "Broken() < 1", "1 < 'a'", "'a' < 1 < undefined", "1 < 0 < undefined", "1 in 5", "5 in 'abc'", "None < None", "[1] < [None]", "(1, 'a') < (1, 2)", "{} < {}", "1j < 2j", "object() >= object()", "len < print", "int < str", "[] < ()", "range(3) < range(4)", "b'a' < 'a'", "...  > ..."):
    try:
        print(expression, "->", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
print([1, 2] < [1, 3], [1] < [1, 0], (2,) > (1, 99), [] < [0], "Z" < "a" < "é", b"a" < b"b", {1} < {1, 2}, {1} <= {1}, {1} < {2}, {1, 2} > {2}, frozenset() <= set(), {"a": 1} == {"a": 1.0}, [[1], [2]] == [[1], [2]])
print([nan == nan, nan != nan, nan < 1, nan in [nan], [nan] == [nan], (nan,) < (nan,)] if (nan := float("nan")) else 0, float("inf") > 10**400, -float("inf") < -10**400, 2**53 == float(2**53), 2**53 + 1 == float(2**53), 10**30 > 1e30, 0.1 + 0.2 == 0.3)
print(True < 2, False == 0, True is 1 if False else "no", 1 == 1 + 0j, "" == b"" if False else "skipped", (1, 2) == [1, 2], range(0) == range(1, 1), range(3) == range(0, 3, 1), slice(1) == slice(None, 1, None))
count = 0
for i in range(300):
    if 50 <= i < 100 or 200 < i <= 250 != 240:
        count += 1
print(count)
