# The builtins namespace: replacing, hiding and adding names while code that uses them is warm.
import builtins
def size(x): return len(x)
for _ in range(200):
    size("abc")
original = builtins.len
builtins.len = lambda x: "replaced"
print(size("abc"))
builtins.len = original
print(size("abc"))
builtins.added = "a new builtin"
def use(): return added
print(use(), "added" in globals(), "added" in dir(builtins))
added = "hidden by a global"
print(use())
del added
print(use())
del builtins.added
try:
    use()
except NameError as error:
    print(error)

# What __builtins__ is in a namespace decides what its functions see.
def namespace(builtin):
    space = {"__builtins__": builtin}
    exec("def f(): return int('5')", space)
    return space["f"]
print(namespace(builtins)(), namespace({"int": lambda s: s * 2})())
try:
    namespace({})()
except NameError as error:
    print(error)
# The import statement and class statements need hooks of the builtins.
for source in ("import sys", "class C: pass", "assert False", "x = 1"):
    try:
        exec(source, {"__builtins__": {}})
        print(source, "ran")
    except Exception as error:
        print(source, "|", type(error).__name__, error)
calls = []
def fake_import(name, globals=None, locals=None, fromlist=(), level=0):
    calls.append((name, fromlist, level))
    return original_import("sys")
original_import = builtins.__import__
builtins.__import__ = fake_import
try:
    import anything.at.all
    from somewhere import path as p, version_info
    import other as renamed
finally:
    builtins.__import__ = original_import
print(calls, type(anything).__name__, type(p).__name__)
def fake_build(function, name, *bases, **keywords):
    return (name, bases, keywords)
original_build = builtins.__build_class__
builtins.__build_class__ = fake_build
class Fake(int, key=1): pass
builtins.__build_class__ = original_build
print(Fake)
print(builtins.__name__, builtins.True_ if hasattr(builtins, "True_") else "no True_", builtins.__debug__, builtins.Ellipsis, builtins.NotImplemented)
for statement in ("None = 1", "True = 1", "__debug__ = 1", "def f(None): pass", "import None", "x.True = 1", "f(True=1)", "for False in x: pass", "class None: pass", "lambda None: 0", "with a as True: pass"):
    try:
        compile(statement, "<test>", "exec")
    except SyntaxError as error:
        print(error.msg)
