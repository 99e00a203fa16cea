# and, or, not: short circuit, values, precedence, and truth that raises.
def t(x):
    print(x, end=" ")
    return x
print(t(1) and t(2), t(0) and t(2), t(1) or t(2), t(0) or t(2), t("") or t([]) or t({}), t(1) and t("a") and t(()), not t(0))
print(1 or 2 and 3, (1 or 2) and 3, not 1 or 2, not (1 or 2), not 0 and 5, 0 or not 0, not not "x", 1 and not 0, None or False, None and 1 or 2, "" and 1 or None, not None == True)
print([] or "default", 0 and 1 / 0, 1 or 1 / 0, (0 or {}) == {}, [x or "-" for x in ("a", "", "b")], {k: v and v * 2 for k, v in {"p": 1, "q": 0}.items()})
def default(arg=None):
    arg = arg or "made"
    return arg
print(default(), default(""), default("given"), default(0))
class Truth:
    def __init__(self, v): self.v = v
    def __bool__(self):
        print(f"bool {self.v}", end=" ")
        if self.v == "error":
            raise RuntimeError("undecidable")
        return bool(self.v)
    def __repr__(self): return f"T{self.v}"
print(Truth(1) and Truth(0) and Truth(2), Truth(0) or Truth(3) or Truth(4))
if Truth(1) and not Truth(0) or Truth(9):
    print("taken")
while Truth(0) or Truth(0):
    pass
print("left")
for expression in ("Truth('error') and 1", "1 and Truth('error')", "0 or Truth('error')", "not Truth('error')", "Truth('error') or 1", "1 and Truth('error') and 2", "undefined and 1", "0 and undefined", "1 or undefined", "0 or undefined"):
    try:
        print(expression, "->", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
# Used as values in calls, indexes, defaults, conditions, assertions, comprehensions.
print("abc"[0 or 1], len([] or [1, 2]), (lambda a, b: a and b)(1, []), max(0 or 3, 1 and 2), dict(a=0 or 1), f"{0 or 'f'}{1 and 'g'}", [i for i in range(6) if i and not i % 2 or i == 5])
assert 0 or 1, "never"
x = 5
print(x > 3 and x < 10, x < 3 or x > 4, not x > 3, x and x + 1, x == 5 and "five" or "other", bool(x and 0) is False, not x is None, (x and None) is None)
count = 0
for a in range(20):
    for b in range(20):
        if a and b and a % b == 0 or not (a or b) or (a == 3 and not b > 2):
            count += 1
print(count)
