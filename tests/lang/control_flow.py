# Loops, else clauses, break and continue, conditional expressions, del, global.
for i in range(5):
    if i == 3: break
else:
    print("never")
for i in range(2): pass
else:
    print("else ran", i)
n = 0
while n < 5:
    n += 1
    if n == 2: continue
    if n == 4: break
    print(n)
else:
    print("no")
while n: n -= 1
else: print("while else")
print("y" if n == 0 else "n")
total = 0
def g():
    global total
    total += 5
g(); print(total)
a, *b, c = range(6)
print(a, b, c)
(x, y), z = (1, 2), 3
print(x, y, z)
x, y = y, x
print(x, y)
d = {"a": 1}
del d["a"]
l = [0, 1, 2, 3]
del l[1], l[-1]
print(d, l)
i = 10
def f():
    try:
        print(i)
    except UnboundLocalError as e:
        print(e)
    i = 1
f()
for k, (p, q) in {"a": (1, 2)}.items(): print(k, p, q)
try:
    a, b = [1]
except ValueError as e: print(e)
try:
    a, b = [1, 2, 3]
except ValueError as e: print(e)
try:
    a, *b, c = [1]
except ValueError as e: print(e)
try:
    a, b = 5
except TypeError as e: print(e)
s = 0
for i in range(10, 0, -3): s += i
print(s, list(range(5, 5)), list(reversed(range(3))))
print([i for i in iter(lambda it=iter([1, 2, 0, 3]): next(it), 0)])
