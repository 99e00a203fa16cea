# Starred targets and starred expressions: unpacking in assignment, for, with, return, yield, index and calls.
a, *b = 1, 2, 3
*c, d = "xyz"
e, *f, g = range(2)
[h, *i], j = (1, 2, 3), 4
(*k,) = iter("ab")
*l, = {}
m, (n, *o), *p = 1, "pqr", 5, 6
print(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
class T: pass
t, items = T(), [0, 0, 0]
t.head, *t.tail = [1, 2, 3]
items[0], *items[1:], q = "abcd"
print(t.head, t.tail, items, q)
for first, *rest in [(1, 2, 3), "xy", [9]]:
    print(first, rest, end="; ")
print([(x, y) for x, *y in [(1, 2), (3,)]], dict((k, v) for k, *v in [("a", 1, 2)]))
def returns(): return 1, *[2, 3]
def yields(): yield 0, *"ab"
print(returns(), next(yields()), (*returns(), 4), [*returns()], {*returns()}, *returns())
x = *"ab", *"cd"
y = *(), 
print(x, y, *[], *"z", sep="-")
for s in *[1], *[2]:
    print(s, end=" ")
d = {(1, 2): "tuple key", (0, 1, 2, 3): "star key"}
print(d[*[1, 2]], d[0, *range(1, 4)])
for statement in ("a, *b = ()", "a, b = 1, 2, 3", "a, b, c = 1, 2", "a, b = 5", "*a, b, c = [1]", "a, b = 'x'", "a, = []", "a, b = {1}", "(a, b), c = 1, 2", "a, *b, c = 1,", "[a] = [1, 2]", "a, b = None", "for a, b in [1]: pass", "a, b = iter([1, 2, 3])", "a, b, *c = iter([1])", "() = [1]", "[] = 5", "a, b = range(10**6)", "a, b = {'k': 1, 'l': 2, 'm': 3}"):
    try:
        exec(statement)
        print(statement, "fine")
    except Exception as error:
        print(statement, "->", type(error).__name__, error)
for source in ("*a = 1", "*a, *b = 1", "a, *b, *c = x", "*a", "f(*)", "*a + b", "(*a)", "x = *a", "return *a" , "[*a for a in b]", "del *a", "*a += 1", "for *a in b: pass", "*a: int = 1", "print(*a b)", "a = yield *b", "with x as *y: pass", "*(a, b) = c", "*a, = b", "a[*b] = c", "a[*b:c]", "(a, *b): int", "lambda: *a", "not *a", "*a if b else c", "{*a: b}", "**a", "(**a)", "[**a]", "f(**a, *b)", "f(a=1, *b)", "f(**a, b)", "f(a for a in b, *c)"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
class Counted:
    def __init__(self, n): self.n = n
    def __iter__(self):
        for i in range(self.n):
            print("give", i, end=" ")
            yield i
try:
    u, v = Counted(5)
except ValueError as error:
    print(error)
u, *v = Counted(3)
print(u, v)
total = 0
for i in range(300):
    first, *middle, last = range(i % 7 + 2)
    w, z = (i, 1) if i % 2 else [1, i]
    total += first + len(middle) + last + w * z
print(total)
