# Augmented assignment: the in-place methods, falling back, and where the result is stored.
class Tally:
    def __init__(self):
        self.log = []
    def __iadd__(self, other):
        self.log.append(("iadd", other))
        return self
    def __sub__(self, other):
        return ("sub", other)
    def __imul__(self, other):
        return NotImplemented
    def __mul__(self, other):
        return ("mul", other)
t = u = Tally()
t += 1
print(t is u, t.log)
t -= 2
print(t)
t = u
t *= 3
print(t)
t = u
try:
    t //= 2
except TypeError as error:
    print(error)

# The whole family.
class All:
    pass
names = {"iadd": "+=", "isub": "-=", "imul": "*=", "imatmul": "@=", "itruediv": "/=", "ifloordiv": "//=", "imod": "%=",
         "ipow": "**=", "ilshift": "<<=", "irshift": ">>=", "iand": "&=", "ixor": "^=", "ior": "|="}
for name, sign in names.items():
    setattr(All, f"__{name}__", lambda self, other, sign=sign: f"{sign}{other}")
for sign in names.values():
    x = All()
    exec(f"x {sign} 5")
    print(x, end=" ")
print()

# A list grows in place; a tuple is replaced.
a = b = [1]
a += (2, 3)
a *= 2
print(a is b, b)
p = q = (1,)
p += (2,)
print(p, q)
s = r = {1}
s |= {2}
s -= {1}
s ^= {2, 3}
print(s is r, r)
d = e = {1: "a"}
d |= [(2, "b")]
print(e)
# The target is read once, and stored even where the operation worked in place.
class Index:
    def __init__(self):
        self.calls = 0
    def __call__(self):
        self.calls += 1
        return 0
index = Index()
data = [10]
data[index()] += 5
print(data, index.calls)
holder = ([1], 2)
try:
    holder[0] += [9]
except TypeError as error:
    print(error, holder)
class Attr:
    pass
attr = Attr()
attr.items = []
alias = attr.items
attr.items += ["x"]
print(alias, attr.items is alias)
for wrong in ("a = []; a += 5", "a = 1; a += 'x'", "a = 'x'; a += 1", "undefined_name += 1", "a = {}; a |= 3", "a = (); a += []"):
    try:
        exec(wrong, {})
    except Exception as error:
        print(type(error).__name__, error)
# Warm: int overflow in a specialised +=.
n = 2**30
for i in range(300):
    n += 2**55
print(n)
