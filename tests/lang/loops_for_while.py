# for and while: else, break, continue, nested exits, targets, changing what is iterated.
def search(items, wanted):
    for index, item in enumerate(items):
        if item == wanted:
            found = index
            break
    else:
        found = "missing"
    return found
print(search("abc", "b"), search("abc", "z"), search("", "a"))
n = 0
while n < 5:
    n += 1
    if n == 2:
        continue
    if n == 9:
        break
    print(n, end=" ")
else:
    print("exhausted", n)
while True:
    n -= 1
    if n < 3: break
else:
    print("never")
for i in range(3):
    for j in range(3):
        if j == 1: continue
        if i == 1: break
        print((i, j), end=" ")
    else:
        print("inner done", i, end=" ")
        continue
    print("inner broken", i)
print(i, j)
# Targets of every kind; the loop variable lives on, and keeps its old value if nothing is iterated.
class T: pass
t, d, l = T(), {}, [0, 0]
for t.a, d["k"], (l[0], *l[1:]) in [(1, 2, "xyz"), (3, 4, "pq")]: pass
print(t.a, d, l)
for k in []: pass
print("k" in globals())
for m, in [(1,), (2,)]: print(m, end=" ")
for [p, q] in {"ab": 1, "cd": 2}: print(p + q, end=" ")
print()
# A list changed while it is iterated; a dict and a set refuse.
growing = [1]
for item in growing:
    if len(growing) < 5: growing.append(item * 2)
print(growing)
shrinking = list(range(6))
for item in shrinking: shrinking.remove(item)
print(shrinking)
for container, change in (({1: 1}, lambda c: c.update({2: 2})), ({1}, lambda c: c.add(2)), ({1: 1, 2: 2}, lambda c: c.pop(2))):
    try:
        for item in container: change(container)
    except RuntimeError as error:
        print(error)
values = {1: 1, 2: 2}
for key in values: values[key] += 10
print(values)
def clean():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print("body", i, end=" ")
        finally:
            print("finally", i, end=" ")
    else:
        print("not here")
    while True:
        try:
            return "returned"
        finally:
            print("last", end=" ")
print(clean())
for statement in ("for x in 5: pass", "for x in None: pass", "for a, b in [(1, 2, 3)]: pass", "for a, b in [1]: pass", "while 1 / 0: pass", "for x in undefined: pass"):
    try:
        exec(statement)
    except Exception as error:
        print(type(error).__name__, error)
for source in ("break", "continue", "for x in y:\n pass\nelse:\n break", "while x: pass\nelse: continue", "def f(): break", "for x in y:\n def f(): continue", "class C: break", "if x: continue", "for x in y:\n class C:\n  break", "for x: pass", "for in y: pass", "for x in: pass", "while: pass", "while x", "for x in y", "for x in y:\npass", "else: pass", "for x, in y: pass", "for (x, y) z in w: pass", "for x = 1 in y: pass", "for x of y: pass", "while x = 1: pass", "try:\n pass\nfinally:\n continue", "with x:\n break", "for x in y: pass else: pass", "for x in *a, b: pass", "for x in (yield): pass", "async for x in y: pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
