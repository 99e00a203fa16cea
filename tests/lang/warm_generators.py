# Generators driven from warm loops: creation, sends, early exits, nesting, shared state, expressions.
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
def squares(source):
    for x in source: yield x * x
def take(source, n):
    for x in source:
        if n == 0: return
        n -= 1
        yield x
def chain(*sources):
    for s in sources: yield from s
total = 0
for _ in range(50): total += sum(count(20)) + sum(squares(count(10))) + sum(take(squares(count(1000)), 5)) + sum(chain(count(3), [10], (x for x in (1, 2))))
print(total)
def accumulator():
    total = 0
    while True:
        x = yield total
        if x is None: return total
        total += x
g = accumulator()
next(g)
for i in range(200): last = g.send(i)
print(last)
try: g.send(None)
except StopIteration as stop: print(stop.value)
def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found if p * p <= n):
            found.append(n)
            yield n
        n += 1
print([p for p, _ in zip(primes(), range(20))], sum(take(primes(), 100)))
def tree(n): return None if n == 0 else (tree(n - 1), n, tree(n - 1))
def walk(node):
    if node:
        yield from walk(node[0])
        yield node[1]
        yield from walk(node[2])
print(list(walk(tree(3))), sum(walk(tree(8))))
def round_robin(*iterables):
    pending = [iter(i) for i in iterables]
    while pending:
        for it in list(pending):
            try: yield next(it)
            except StopIteration: pending.remove(it)
print("".join(round_robin("abc", "1", "xy")), sum(round_robin(range(50), range(30), count(40))))
def permutations(items):
    if not items: yield []
    for i, x in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]): yield [x] + rest
print(len(list(permutations(list("abcde")))), list(permutations([1, 2, 3]))[-1])
def coroutine_pipeline():
    out = []
    def sink():
        while True: out.append((yield))
    def filtering(pred, target):
        next(target)
        while True:
            x = yield
            if pred(x): target.send(x)
    f = filtering(lambda v: v % 7 == 0, sink())
    next(f)
    for i in range(100): f.send(i)
    return out
print(coroutine_pipeline())
def try_in_loop():
    handled = 0
    while True:
        try: x = yield handled
        except ValueError: handled += 1
        except KeyError: return
g = try_in_loop()
next(g)
for i in range(100): r = g.throw(ValueError) if i % 3 else g.send(i)
print(r)
expressions = [sum(x * y for x in range(5) for y in range(x)) for _ in range(60)]
print(expressions[-1], any(x > 8 for x in count(10)), all(x < 8 for x in count(10)), max(count(5)), list(zip(count(2), count(3))), [*count(2), *squares(count(3))], dict(enumerate(squares(count(3)))))
