# del: names, attributes, items, slices, targets in tuples, and what remains.
a = b = c = 1
del a
del b, c
print([n for n in "abc" if n in globals()])
x = [0, 1, 2, 3, 4, 5, 6]
del x[0]
del x[-1], x[1:3]
print(x)
del x[::2]
print(x)
del x[:]
print(x)
d = {1: "a", 2: "b"}
del d[1]
class Thing:
    attr = "class"
t = Thing()
t.attr = "own"
del t.attr
print(d, t.attr)
p, q, r, s = 1, 2, 3, 4
del (p, [q, r]), (s)
print("p" in globals(), "s" in globals())
del ()
del []

def local():
    x = 1
    del x
    try:
        x
    except UnboundLocalError as error:
        print(error)
    try:
        del x
    except UnboundLocalError as error:
        print(error)
    x = 2
    return x
print(local())
def conditional(flag):
    value = "bound"
    if flag:
        del value
    return value
print(conditional(False))
for _ in range(200):
    conditional(False)
try:
    conditional(True)
except UnboundLocalError as error:
    print(error)
for statement in ("del nothing", "del t.nothing", "del d[9]", "del [1, 2][5]", "del (1, 2)[0]", "del 'abc'[0]", "del t[0]", "del Thing.nothing", "del (1).real"):
    try:
        exec(statement)
    except Exception as error:
        print(type(error).__name__, error)
for source in ("del 1", "del f()", "del a + b", "del (a, 1)", "del None", "del *a", "del a if b else c", "del (x for x in y)", "del a, b.c(), d", "del 'a'", "del x = 1", "del a := 1", "del __debug__", "del [], (a.b, c[0]), ()"):
    try:
        compile(source, "<test>", "exec")
        print("fine")
    except SyntaxError as error:
        print(error.msg)
# Order: from left to right; those before an error stay deleted.
order = {"one": 1, "two": 2}
try:
    del order["one"], order["missing"], order["two"]
except KeyError as error:
    print(error, order)
# The exception variable is deleted at the end of its handler, even if it was rebound or deleted there.
try:
    raise ValueError("v")
except ValueError as e:
    e = "rebound"
print("e" in globals())
try:
    raise ValueError("v")
except ValueError as e:
    del e
print("e" in globals())
