# nonlocal: rebinding variables of enclosing functions, several levels, deletion, and what is refused.
def counter():
    n = 0
    def up(by=1):
        nonlocal n
        n += by
        return n
    def get():
        return n
    def reset():
        nonlocal n
        del n
    return up, get, reset
up, get, reset = counter()
print(up(), up(5), get())
reset()
for call in (get, up, reset):
    try:
        call()
    except NameError as error:
        print(type(error).__name__, error)
other_up, other_get, _ = counter()
print(other_up(), other_get())

# The nearest enclosing binding is meant; a level between may pass it on.
def a():
    x = "a"
    def b():
        def c():
            nonlocal x
            x = x + "c"
            def d():
                nonlocal x
                x += "d"
            d()
        c()
        return x
    return b(), x
print(a())

# It reaches parameters, loop variables, and names of with, import and except.
def binders(parameter):
    for loop in range(2):
        pass
    def change():
        nonlocal parameter, loop
        parameter, loop = "p", "l"
    change()
    return parameter, loop
print(binders(0))

# A class body between is skipped; inside one, nonlocal may be used.
def through_class():
    x = 1
    class C:
        x = 2
        def m(self):
            nonlocal x
            x += 10
            return x
    class D:
        nonlocal x
        x = 50
    return C().m(), C.x, x, hasattr(D, "x")
print(through_class())

for source in ("def f():\n nonlocal x", "nonlocal x", "def f():\n x = 1\n def g():\n  x = 2\n  nonlocal x", "def f():\n x = 1\n def g(x):\n  nonlocal x",
               "class C:\n x = 1\n def f(self):\n  nonlocal x", "def f():\n global x\n def g():\n  nonlocal x", "def f():\n x = 1\n def g():\n  print(x)\n  nonlocal x"):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        print(error.msg, error.lineno)

# All closures of one call share the cell; each call has its own.
def shared():
    items = []
    total = 0
    def add(x):
        nonlocal total
        items.append(x)
        total += x
    return add, lambda: (items, total)
add, view = shared()
for i in range(300):
    add(i)
print(len(view()[0]), view()[1])
