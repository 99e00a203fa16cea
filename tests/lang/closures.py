# Closures, nonlocal, cells shared by functions, late binding.
def counter():
    n = 0
    def up(by=1):
        nonlocal n
        n += by
        return n
    def get():
        return n
    return up, get

up, get = counter()
print(up(), up(5), get())
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
gs = [lambda i=i: i for i in range(3)]
print([g() for g in gs])

def outer():
    def inner():
        return x
    try:
        inner()
    except NameError as e:
        print(type(e).__name__, e)
    x = 1
    print(inner())
    del x
    try:
        inner()
    except NameError as e:
        print(e)
outer()

def deep(a):
    def b():
        def c():
            def d():
                return a
            return d
        return c
    return b
print(deep(7)()()())

class K:
    x = 1
    def m(self):
        return __class__.__name__
    y = [n for n in range(2)]
print(K().m(), K.y)
print(up.__closure__ is not None, len(up.__closure__))
