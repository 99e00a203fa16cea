# Generators: send, throw, close, yield from, return values, finally, generator expressions.
def g():
    try:
        x = yield 1
        print("got", x)
        y = yield x * 2
        print("then", y)
        return "done"
    finally:
        print("cleanup")

it = g()
print(next(it))
print(it.send(10))
try:
    it.send(20)
except StopIteration as e:
    print("stop", e.value)

it = g()
next(it)
it.close()
it = g()
next(it)
try:
    it.throw(ValueError("bad"))
except ValueError as e:
    print("thrown", e)

def sub():
    a = yield "s1"
    b = yield "s2", a
    return a, b
def main():
    r = yield from sub()
    print("sub returned", r)
    yield from [7, 8]
m = main()
print(next(m), m.send("A"), m.send("B"), next(m))
print(list(m))
print(sum(i * i for i in range(10) if i % 2))
def inf():
    n = 0
    while True:
        yield n
        n += 1
z = zip(inf(), "abc")
print(list(z))
def bad():
    yield 1
    raise StopIteration("oops")
try:
    list(bad())
except RuntimeError as e:
    print(e, "|", repr(e.__cause__))
def recur(n):
    if n:
        yield n
        yield from recur(n - 1)
print(list(recur(5)))
try:
    it = g()
    it.send(1)
except TypeError as e:
    print(e)
def handler():
    while True:
        try:
            yield "waiting"
        except KeyError as k:
            yield ("handled", k.args)
h = handler()
print(next(h), h.throw(KeyError("k")), next(h))
