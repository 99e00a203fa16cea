# Unpacking sites: tuples, lists, other iterables, wrong lengths, swaps, stars, nested, while warm.
def two(x):
    a, b = x
    return a, b
def three(x):
    (a, b), c = x
    return a, b, c
def star(x):
    first, *rest, last = x
    return first, rest, last
class Own:
    def __iter__(self): return iter("xy")
for _ in range(100): two((1, 2)); star([1, 2, 3])
print([two(x) for x in ((1, 2), [3, 4], "ab", {5: 0, 6: 0}, range(2), b"ab", Own(), (i for i in (7, 8)), {"k": 1, "l": 2}.items(), iter([9, 10]))])
for bad in ((1,), (1, 2, 3), [], "abc", 5, None, range(3), {1}, Own, (i for i in (1,)), (i for i in range(10))):
    try: two(bad)
    except (ValueError, TypeError) as error: print(error)
print(three(((1, 2), 3)), three(["ab", "c"]), star("abcd"), star((1, 2)), star(range(5)))
for bad in (((1,), 2), (1, 2), [1], "a"):
    for function in (three, star):
        try: function(bad)
        except (ValueError, TypeError) as error: print(error)
a, b, c = 1, 2, 3
for i in range(101): a, b, c = b, c, a
print(a, b, c)
def fib(n):
    a, b = 0, 1
    for _ in range(n): a, b = b, a + b
    return a
print(fib(10), fib(90), fib(100), fib(300) % 10**9)
def swap(items, i, j): items[i], items[j] = items[j], items[i]
x = list(range(10))
for i in range(100): swap(x, i % 10, i * 3 % 10)
print(x)
total = 0
for i in range(300):
    (p, q), [r, *s] = (i, i + 1), [i, 1, 2]
    t, = [i]
    u = v, w = i, -i
    total += p + q + r + len(s) + t + u[0] + v + w
print(total)
pairs = {i: (i, str(i)) for i in range(50)}
total = 0
for key, (num, text) in pairs.items(): total += key + num + len(text)
for i, (k, (n, _)) in enumerate(pairs.items()): total += i - n
print(total)
def returns_many(n): return n, n + 1, [n]
total = 0
for i in range(200):
    one, two_, (three_,) = returns_many(i)
    total += one + two_ + three_
    *_, last = returns_many(i)
    total += last[0]
print(total)
log = []
class Target:
    def __setattr__(self, name, value): log.append((name, value))
t, d = Target(), {}
for i in range(3): t.a, d[i], *t.b = i, -i, 1, 2
print(log, d)
