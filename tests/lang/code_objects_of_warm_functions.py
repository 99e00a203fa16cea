# Running changes a function's instructions, but not what its code object shows, equals, hashes to and is copied as.
import marshal


def arithmetic(n, items, text):
    total = 0
    for i in range(n):
        total = total + i * 2
        if total > 1000:
            total = total - 1000
        items[i & 3] = total
        total += items[1]
    for item in items:
        total += len(text) + item
    return total


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def sum(self):
        x, y = self.x, self.y
        return x + y


def objects(point):
    total = 0.0
    while total < 50.0:
        total = total + point.sum() * 1.5
        point.x = point.x + 1
    return total


def generator(n):
    while n:
        yield n
        n -= 1


def work():
    return arithmetic(20, [1, 2, 3, 4], "ab"), objects(Point(1, 2)), sum(generator(10))


functions = [arithmetic, objects, generator, Point.__init__, Point.sum, work]
before = [(f.__code__.co_code, hash(f.__code__), marshal.dumps(f.__code__), list(f.__code__.co_lines())) for f in functions]
cold = work()
for _ in range(100):
    assert work() == cold
print(cold)
for f, (code, hashed, dumped, lines) in zip(functions, before):
    now = f.__code__
    print(f.__name__, now.co_code == code, hash(now) == hashed, marshal.dumps(now) == dumped, list(now.co_lines()) == lines)
    copy = now.replace()
    loaded = marshal.loads(marshal.dumps(now))
    print(copy == now, copy is now, loaded == now, now.replace(co_name="other") == now, copy.co_code == code)
    f.__code__ = copy
    assert work() == cold
    f.__code__ = loaded
    assert work() == cold
    for _ in range(100):
        work()
    print(work() == cold, f.__code__ == now)
