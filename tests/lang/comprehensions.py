# Comprehensions of every kind, nesting, conditions, walrus, scopes.
print([x * y for x in range(3) for y in range(3) if x != y])
print({x: x ** 2 for x in range(4)}, {c for c in "aab"} == {"a", "b"})
print([[j for j in range(i)] for i in range(4)])
x = "outer"
print([x for x in range(2)], x)
print([y := i * 2 for i in range(3)], y)
print([(a, b) for a, b in zip("ab", [1, 2])])
print(list((i, j) for i in range(2) for j in range(i + 1)))
print([i if i % 2 else -i for i in range(5)])
print(any(c == "z" for c in "xyz"), all(c != "q" for c in "xyz"))
def f():
    k = 3
    return [k + i for i in range(3)], [lambda: i for i in range(2)][0]()
print(f())
class C:
    n = 2
    r = [i for i in range(n)]
print(C.r)
print(sorted({len(w) for w in ["a", "bb", "cc"]}), dict(a=1, **{"b": 2}), [*range(3), *"ab"], {**{"x": 1}, "y": 2})
