# Functions in functions: name resolution at every level, parameters as cells, defaults, recursion, class in between.
x = "module"
def a(p):
    x = "a"
    def b(q=x):
        def c(r=p):
            def d(): return x, p, q, r
            return d
        return c
    x = "a changed"
    return b
print(a(1)()()(), a(2)("Q")("R")())
def params(first, *rest, key, **more):
    def inner(): return first, rest, key, sorted(more)
    first = first + 1
    return inner
print(params(1, 2, 3, key="k", z=0)())
def outer():
    def even(n): return True if n == 0 else odd(n - 1)
    def odd(n): return False if n == 0 else even(n - 1)
    return even(10), odd(7), even(7)
print(outer())
def between():
    v = "function"
    class K:
        v = "class"
        def m(self): return v
        w = [v for _ in "a"][0]
        z = (lambda: v)()
        def nested(self):
            def inner(): return v, self.v
            return inner()
    return K().m(), K.w, K.z, K().nested()
print(between())
def shadow(len):
    def inner(sum): return len, sum, max(1, 2)
    return inner
print(shadow("L")("S"))
def loops():
    fs, gs = [], []
    for i in range(3):
        def f(): return i
        def g(i=i): return i
        fs.append(f); gs.append(g)
    i = "after"
    return [f() for f in fs], [g() for g in gs]
print(loops())
def rebinding():
    log = []
    def show(): log.append(value)
    value = 1; show()
    value = 2; show()
    for value in "ab": show()
    with __import__("_thread").allocate_lock() as value: show()
    try: raise KeyError("k")
    except KeyError as value: show()
    try: show()
    except NameError as error: log.append(type(error).__name__)
    return [repr(v) for v in log]
print(rebinding())
def deep(n):
    def go(m): return [n, m] if m == 0 else go(m - 1) + [m]
    return go(n)
print(deep(5))
def make_class(base, **attrs):
    class Made(base):
        locals().update(attrs)
        def __repr__(self): return f"Made({base.__name__}, {sorted(attrs)})"
    return Made
print(make_class(dict, a=1)(), make_class(list, b=2, c=3)(), make_class(int, q=1).q)
def exec_inside():
    y = 1
    exec("y = 2; z = 3")
    def reads(): return y
    return y, reads(), "z" in locals()
print(exec_inside(), [f(10) for f in [lambda v, k=k: v * k for k in range(3)]], (lambda f: f(f, 5))(lambda f, n: 1 if n < 2 else n * f(f, n - 1)))
total = 0
for i in range(200):
    def local(j, k=i): return j + k + i
    total += local(1) + (lambda: i)()
print(total)
