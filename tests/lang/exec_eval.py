# exec, eval, compile, dir, vars, sorted.
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__ + ":", error)

print(eval('1 + 2'), eval('  x * 2', {'x': 21}), eval('a + b', {'a': 1}, {'b': 2}))
ns = {}
exec('y = 5\ndef f(): return y + 1', ns)
print(ns['y'], ns['f'](), '__builtins__' in ns)
code = compile('z = 1\nz += 2', '<here>', 'exec'); exec(code, ns); print(ns['z'], type(code).__name__)
print(eval(compile('3 ** 2', 'f', 'eval')), eval(b'7'))
v = 10
exec('v += 1'); print(v)
def local():
    q = 3
    return eval('q * 2'), sorted(locals()), sorted(vars())
print(local())
class A:
    def __init__(self): self.b = 1; self.a = 2
print(vars(A()), [n for n in dir(A()) if not n.startswith('_')], dir()[-3:] == sorted(dir())[-3:])
attempt(lambda: eval('1 +'))
attempt(lambda: eval(5))
attempt(lambda: exec('x', {'a': 1}))
attempt(lambda: exec('', []))
attempt(lambda: eval('', []))
attempt(lambda: compile('1', 'f', 'bad'))
attempt(lambda: vars(5))
