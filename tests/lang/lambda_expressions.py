# Lambda: parameters of every kind, bodies, nesting, defaults, closures, attributes.
print((lambda: 1)(), (lambda x, y=2: x + y)(1), (lambda *a, **k: (a, k))(1, b=2), (lambda a, /, b, *, c: (a, b, c))(1, 2, c=3), (lambda *_: _)(1, 2))
add = lambda a: lambda b: lambda c: a + b + c
print(add(1)(2)(3), (lambda f: f(f))(lambda f: "self"), (lambda x: (yield))(1).__class__.__name__, [f(3) for f in (lambda x: x, lambda x: -x)])
print(add.__name__, add.__qualname__, add(1).__qualname__, add.__code__.co_name, (lambda a, b=1: 0).__defaults__, (lambda *, k=2: 0).__kwdefaults__)
print((lambda: (1, 2))(), (lambda: 1 if False else 2)(), (lambda x: x and x[0] or "empty")(""), (lambda: [i for i in range(3)])(), (lambda n: (m := n + 1) and (m, n))(4))
late = [lambda: i for i in range(3)]
early = [lambda i=i: i for i in range(3)]
print([f() for f in late], [f() for f in early], sorted([(2, "b"), (1, "c"), (3, "a")], key=lambda pair: pair[1]))
class C:
    method = lambda self, x=1: (type(self).__name__, x)
    static = staticmethod(lambda: "static")
    prop = property(lambda self: "prop")
print(C().method(), C().method(5), C.static(), C().prop)
factorial = lambda n: 1 if n < 2 else n * factorial(n - 1)
print(factorial(20), (lambda f, n: f(f, n))(lambda f, n: n and n + f(f, n - 1), 10))
precedence = lambda x: x if x else "falsy", 1
print(type(precedence).__name__, (lambda: lambda: 3)()(), (lambda x=lambda: 7: x())(), {"k": lambda: 9}["k"](), (lambda x: not x)(0), (lambda: (lambda: 5))()())
for source in ("lambda: x = 1", "lambda x, x: 0", "lambda: return 1", "lambda x=1, y: 0", "lambda *: 0", "lambda (x): 0", "lambda x: y: 0", "lambda **k, a: 0", "lambda x, /, /: 0", "lambda: yield", "lambda: pass", "lambda *a, *b: 0", "lambda /: 0", "lambda *, **k: 0", "lambda x:", "lambda: (yield)", "lambda: await x", "lambda x: int: x", "f'{lambda x: 1}'", "lambda *a=1: 0", "lambda None: 0", "lambda a, *, a: 0"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
compose = lambda *fs: (lambda x: x) if not fs else (lambda x: fs[0](compose(*fs[1:])(x)))
print(compose(str, abs, int)("-12"), list(map(lambda a, b: a * b, [1, 2, 3], [4, 5, 6])), list(filter(lambda n: n % 2, range(6))))
try:
    (lambda: undefined)()
except NameError as error:
    print(error)
total = 0
for i in range(300):
    total += (lambda x, k=i: x * k)(2)
print(total)
