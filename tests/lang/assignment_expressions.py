# The walrus: where it binds, where it may stand, its value, and the refused places.
if (n := len("abc")) > 2:
    print("long", n)
data = [5, 3, 8]
while (item := data.pop() if data else None) is not None:
    print(item, end=" ")
print(item)
print([y := 1, y ** 2, y + 1], y, (a := 5, b := 6), a, b, {(k := "key"): (v := "value")}, k, v)
print(f"{(w := 10):>5}|{w:=^6}|{(w := w + 1)}", w, (lambda: (inner := 3) + inner)(), "inner" in globals())
x = (p := 1) + (q := p + 1)
print(x, p, q, (z := [1, 2])[(i := 1)], i, not (flag := 0), flag, (m := 3) if (c := True) else (m := 4), m, c)
def f(value, key=None): return value, key
print(f(g := 7), g, f(key=(h := 8), value=1), h, f((t := 1, 2)), t)
results = [(name, length) for name in ("ab", "c", "def") if (length := len(name)) > 1]
print(results, length)
print(any((witness := n) % 7 == 0 for n in range(1, 20)), witness, {s: (d := s * 2) for s in "ab"}, d, sum((acc := e) for e in [1, 2]), acc)
# In functions, with nonlocal and global.
def scopes():
    outer = 0
    def change():
        nonlocal outer
        global from_walrus
        return (outer := outer + 1), (from_walrus := "global")
    return change(), outer
print(scopes(), from_walrus)
def generator():
    while (got := (yield "ready")) != "stop":
        print("got", got)
g = generator()
print(next(g), g.send(1), g.send(2))
match (subject := [1, 2]):
    case [first, *_] if (seen := first):
        print(subject, seen)
class Body:
    attribute = (bound := 3) + 1
    other = [bound for _ in range(1)] if False else bound
print(Body.bound, Body.attribute, Body.other)
with (ctx := __import__("_thread").allocate_lock()):
    print(ctx.locked())
try:
    raise (err := ValueError("raised"))
except ValueError as e:
    print(e is err)
assert (checked := True), "no"
del checked
print(0 or (short := 1) or (never := 2), short, "never" in globals(), 1 < (mid := 2) < 3, mid, (sl := "abcdef")[(lo := 1):(hi := 4)], lo, hi)
for source in ("x := 1", "(a.b := 1)", "(a[0] := 1)", "((a, b) := 1)", "f(a=b := 1)", "f(a := 1, b=2)", "def g(x=y := 1): pass", "x = y := 1", "(1 := 2)", "lambda: x := 1", "(lambda: (x := 1))", "[i := 0 for i in r]", "with (a := b): pass", "assert x := 1", "(x := 1, y := 2)", "a[b := 1]", "{a := 1}", "{a: b := 1}", "f'{x:=5}'", "(x := *y)", "if x := 1: pass", "(x: int := 1)", "del (x := 1)", "((x := 1) := 2)", "(None := 1)", "@(d := f)\ndef g(): pass", "x[y := 1, z := 2]", "x[y:=1:2]"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
