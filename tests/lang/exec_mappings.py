# exec and eval with mappings of one's own as namespaces; what they return; code objects; errors.
class Spy(dict):
    def __getitem__(self, key):
        print("get", key)
        return super().__getitem__(key)
    def __setitem__(self, key, value):
        print("set", key)
        super().__setitem__(key, value)
    def __delitem__(self, key):
        print("del", key)
        super().__delitem__(key)
    def __missing__(self, key):
        if key == "magic":
            return 42
        raise KeyError(key)
spy = Spy()
exec("a = 1\nb = a + magic\ndel a\nlen('x')", {}, spy)
print(dict(spy))
class Mapping:
    def __init__(self): self.data = {}
    def __getitem__(self, key): return self.data[key]
    def __setitem__(self, key, value): self.data[key] = value
    def keys(self): return self.data.keys()
mapping = Mapping()
exec("x = 5\ny = x * 2", {}, mapping)
print(mapping.data, eval("x + y", {}, mapping), eval("x + y", globals={"x": 1, "y": 2}), exec("pass", locals={}))

# Globals get __builtins__; functions defined inside keep those globals.
space = {"__name__": "inside"}
exec("def f(): return g\ng = 'late'\nclass K: pass", space)
print("__builtins__" in space, space["f"](), space["f"].__globals__ is space, space["K"].__module__)
space["g"] = "changed"
print(space["f"]())
# Restricted builtins.
try:
    eval("len([])", {"__builtins__": {}})
except NameError as error:
    print(error)
print(eval("twice(4)", {"__builtins__": {"twice": lambda n: 2 * n}}))

# Locals of a function: a copy each time.
def function():
    v = 1
    exec("v = 2; w = 3")
    return v, sorted(locals()), eval("v + 1"), eval("[v for _ in range(2)]")
print(function())
exec("""
def deco(f): return lambda: f() + 1
@deco
def one(): return 1
result = one()
""")
print(result)
# Compiled code, in the three modes.
code = compile("1 + 1", "<c>", "eval")
print(eval(code), exec(code), eval(compile("z = 1", "<c>", "exec")), z)
exec(compile("1 + 1; 'shown'; None", "<c>", "single"))
print(eval("  \t 3 "), eval(b"1 + 2"), eval("(1,\n2)"))
def attempt(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
attempt(lambda: eval("x = 1"))
attempt(lambda: eval(5))
attempt(lambda: exec(5))
attempt(lambda: eval("1", 5))
attempt(lambda: eval("1", {}, 5))
attempt(lambda: exec("1", []))
attempt(lambda: eval("1\0"))
attempt(lambda: compile("1", "f", "wrong"))
attempt(lambda: eval("a", {}, {}))
attempt(lambda: eval("1 +"))
attempt(lambda: eval(compile("a", "f", "exec"), {"a": 1}))
def closure():
    free = 1
    return lambda: free
attempt(lambda: exec(closure().__code__))
attempt(lambda: exec(closure().__code__, closure=closure().__closure__))
