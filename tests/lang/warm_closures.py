# Closures and cells at warm sites: counters, late binding, nonlocal, deletion, comprehension cells, many levels.
def counter(start=0):
    n = start
    def bump(step=1):
        nonlocal n
        n += step
        return n
    return bump
counters = [counter(i * 100) for i in range(5)]
for i in range(300): counters[i % 5](i % 3)
print([c(0) for c in counters])
def make_all():
    fs = []
    for i in range(5):
        fs.append(lambda: i)
        fs.append(lambda i=i: i)
    return [f() for f in fs], i
for _ in range(50): r = make_all()
print(r)
def account(balance):
    history = []
    def deposit(x):
        nonlocal balance
        balance += x
        history.append(("d", x))
        return balance
    def withdraw(x):
        nonlocal balance
        if x > balance: raise ValueError("insufficient")
        balance -= x
        history.append(("w", x))
        return balance
    return deposit, withdraw, lambda: (balance, len(history))
d, w, info = account(10)
for i in range(200):
    try: d(i % 7) if i % 3 else w(i % 11)
    except ValueError: d(50)
print(info())
def levels():
    a = 1
    def l1():
        b = a + 1
        def l2():
            c = a + b
            def l3():
                nonlocal b, c
                b += 1; c += 1
                return a, b, c
            return l3
        return l2
    return l1()()
l3 = levels()
for _ in range(100): out = l3()
print(out)
def cell_deleted():
    x = 1
    def read(): return x
    read()
    del x
    try: read()
    except NameError as error: return str(error)
print({cell_deleted() for _ in range(60)})
def compose(*fs):
    def composed(x):
        for f in reversed(fs): x = f(x)
        return x
    return composed
inc, double = (lambda x: x + 1), (lambda x: x * 2)
f = compose(inc, double, inc)
print(f(5), sum(f(i) for i in range(100)), compose()(7))
def memoize(f):
    cache = {}
    def wrapper(*args):
        if args not in cache: cache[args] = f(*args)
        return cache[args]
    wrapper.cache = cache
    return wrapper
@memoize
def grid(r, c): return 1 if r == 0 or c == 0 else grid(r - 1, c) + grid(r, c - 1)
print(grid(16, 16), len(grid.cache))
adders = {n: (lambda n: lambda x: x + n)(n) for n in range(10)}
print(sum(adders[i % 10](i) for i in range(200)), adders[3].__closure__[0].cell_contents, adders[3].__code__.co_freevars)
def swap_cells():
    x, y = 1, 2
    def swap():
        nonlocal x, y
        x, y = y, x
        return x, y
    return swap
s = swap_cells()
print([s() for _ in range(101)][-1])
f = counter(5)
f.__closure__[0].cell_contents = 1000
print(f(), counter.__code__.co_cellvars, f.__code__.co_freevars, type(f.__closure__[0]).__name__)
