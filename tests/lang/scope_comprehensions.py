# Scopes of comprehensions: their own variables, what they can see, and where the first iterable is evaluated.
i = "outside"
print([i for i in range(3)], i, {i for i in "a"}, {i: i for i in "b"}, list(i for i in "c"), i)

# The first iterable belongs to the enclosing scope, the others to the comprehension.
class C:
    data = [1, 2]
    ok = [n * 10 for n in data]
    try:
        bad = [m for n in data for m in data]
    except NameError as error:
        message = str(error)
    pairs = (lambda data: [(a, b) for a in data for b in data])(data)
print(C.ok, C.message, C.pairs)

def function(n):
    k = 3
    squares = [n * k for n in range(n)]
    nested = [[n + k for n in range(2)] for k in range(2)]
    functions = [lambda: n for n in range(3)]
    defaults = [lambda n=n: n for n in range(3)]
    return squares, nested, n, k, [f() for f in functions], [f() for f in defaults]
print(function(4))

# An assignment expression binds outside; the loop variable does not.
def walrus():
    found = [last := x for x in range(5) if x % 2]
    return found, last, "x" in locals()
print(walrus())
total = 0
partial = [total := total + v for v in [1, 2, 3]]
print(partial, total)
print(any((hit := w) > 2 for w in [1, 2, 3, 4]), hit)

# Errors inside a comprehension leave the outer variables alone.
x = "kept"
try:
    [x / 0 for x in [1]]
except ZeroDivisionError:
    print(x)
# A name of the same spelling inside and outside, as cell and local.
def tricky():
    x = "outer"
    def show(): return x
    inner = [x for x in "ab"]
    captured = [(lambda: x) for x in "cd"]
    return show(), inner, [c() for c in captured], x
print(tricky())
# locals() inside; a generator expression looks globals up late.
print([sorted(locals()) for y in [1]][0][:0], list(late for _ in [1]) if "late" in globals() else "not yet")
gen = (late + n for n in [1, 2])
late = 100
print(list(gen))
for source in ("[x := 1 for x in y]", "[(i := 0) for i in r]", "[i for i in (j := [1])]", "class C:\n [y := 1 for z in w]", "[*x for x in y]", "{**x for x in y}", "[x, y for x in z]", "[yield x for x in y]", "def f():\n [(yield 1) for x in y]", "(x for x in y, z)", "f(x for x in y, 1)", "[x for x in]", "[for x in y]"):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        print(error.msg)
