# Assignment: targets of every kind, chains, order, unpacking protocols, and refused targets.
a = b = c = []
c.append(1)
print(a is b is c, a)
x, y = y_, x_ = 1, 2
print(x, y, y_, x_)
x, y = y, x
(z) = 3
(w,) = [4]
[u, [v, t]] = 5, (6, 7)
print(x, y, z, w, u, v, t)
class Obj: pass
o = Obj()
o.attr = 1
o.other, o.list = 2, [0, 0, 0]
o.list[0] = o.list[-1] = 9
o.list[1:2], o.nested = "ab", Obj()
o.nested.deep = {}
o.nested.deep["k"], (o.p, [o.q]) = 1, (2, "3")
print(vars(o)["list"], o.nested.deep, o.p, o.q, o.other)
i = 0
arr = [10, 20, 30]
i, arr[i] = 2, "at two"
print(i, arr)
arr[0], arr[1] = arr[1], arr[0]
first = second = third = arr.pop()
print(arr, first is third)
def swap(l, i, j): l[i], l[j], l[(i + j) // 2] = l[j], l[(i + j) // 2], l[i]
q = list("abc")
swap(q, 0, 2)
print(q)
# The right side is unpacked by iteration; strings, dicts, generators, one's own.
p1, p2 = "hi"
k1, k2 = {"one": 1, "two": 2}
g1, g2, g3 = (n * n for n in range(3))
class Pairs:
    def __iter__(self): return iter((7, 8))
class ByIndex:
    def __getitem__(self, i):
        if i > 1: raise IndexError
        return i * 11
m1, m2 = Pairs()
n1, n2 = ByIndex()
print(p1, p2, k1, k2, g1, g2, g3, m1, m2, n1, n2)
# A target that fails in the middle leaves the earlier ones assigned.
try:
    s1, (s2, s3), s4 = 1, (2,), 3
except ValueError as error:
    print(error, s1, "s2" in globals(), "s4" in globals())
try:
    r1, undefined_object.attr, r2 = 1, 2, 3
except NameError as error:
    print(error, r1, "r2" in globals())
for source in ("1 = x", "f() = 1", "a + b = 1", "'a' = 1", "None = 1", "True, a = 1", "(a, 1) = x", "[a, f()] = x", "a = 1 = b", "-a = 1", "not a = 1", "a < b = c", "a and b = 1", "lambda: 1 = 2", "[x for x in y] = 1", "{} = 1", "{a} = 1", "{a: b} = 1", "(x for x in y) = 1", "f'{a}' = 1", "a if b else c = d", "... = 1", "__debug__ = 1", "a.b() = 1", "a() = b = c", "a = b() = c", "(a := 1) = 2", "x = = 1", "x == 1 = y", "await_ = 1", "print = print", "yield = 1", "def = 1", "class = 1", "a, b += 1", "(a) += 1", "f() += 1", "a + 1 += 2", "[a] += [1]", "None += 1", "a += b += c", "a = b += c", "a: int = b = c", "a.b.c[0].d, e = 1, 2", "(a, b), = c", "a, = b", "((((a)))) = 1", "for f() in x: pass", "for 1 in x: pass", "with a as 1: pass", "with a as f(): pass", "import a.b as c.d", "except x as y.z: pass", "del (a), b", "global a.b"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
