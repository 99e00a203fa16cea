"""Syntax trees as objects, by compile() with the flag for it, and the classes of _ast."""
import _ast

SOURCE = '''
import a.b as c, d
from . import e
x: int = 1
y, *z = "t", 2.5, 3j, b"b", None, ..., True
x += -1 ** 2 // 3 @ 4
del x[1:2, ::3], y.attr
def f(a, /, b: int = 1, *c, d=2, **e) -> str:
    global q
    return lambda *, k=1: (yield k)
async def g():
    async with a as b, c: await d
    async for i in j: pass
    return [i async for i in j if i if not k]
class C[T: int, *Ts, **P](B, metaclass=M):
    @decorated
    def m(self): nonlocal_ = {**a, 'b': {1, 2}}
type Alias[T] = list[T]
for i in range(3):
    if i == 1 < 2 != 3 and 4 or 5: continue
    elif i is not None: break
    else: pass
else:
    while not 0: raise E from F
try: assert x, "m"
except* (A, B) as e: pass
match p:
    case [1, -2.5, *_] | {"k": v, **rest} | C(x=1, y=None) | a.b: pass
    case str() as s if s: pass
print(f"{x!r:>{w}} {y=}", t"{z:.2f}", u"u", file=(n := 3), *args, **kw)
'''


def show(node, indent=0):
    pad = "  " * indent
    if isinstance(node, _ast.AST):
        place = [getattr(node, name) for name in node._attributes if hasattr(node, name)]
        print(pad + type(node).__name__, place)
        for field in node._fields:
            value = getattr(node, field)
            if isinstance(value, (_ast.AST, list)):
                print(pad + " ." + field)
                show(value, indent + 1)
            else:
                print(pad + " ." + field, repr(value))
    elif isinstance(node, list):
        for item in node:
            show(item, indent)
    else:
        print(pad + repr(node))


show(compile(SOURCE, "<sample>", "exec", _ast.PyCF_ONLY_AST))
show(compile("a + b", "<sample>", "eval", _ast.PyCF_ONLY_AST))
show(compile("pass", "<sample>", "single", _ast.PyCF_ONLY_AST))
try:
    compile("a +", "<sample>", "eval", _ast.PyCF_ONLY_AST)
except SyntaxError as error:
    print(error.msg, error.lineno, error.offset)
print(repr(compile("a = [1, (2, 3)]\nb", "<sample>", "exec", _ast.PyCF_ONLY_AST)))
name = _ast.Name("x", ctx=_ast.Load())
print(name, name._fields, _ast.Name.__match_args__, _ast.Name.__doc__, isinstance(name, _ast.expr), _ast.Name.__mro__)
print(_ast.Call(name).args, _ast.Constant(1).kind, _ast.Name("y").ctx, _ast.FunctionDef._field_types["body"])
print(_ast.AST._fields, _ast.stmt._attributes, name.__reduce__()[1], _ast.boolop.__doc__)
for action in (lambda: _ast.Name(1, 2, 3), lambda: _ast.Name("x", id="y"), lambda: name.__replace__(bad=1)):
    try:
        print(action())
    except TypeError as error:
        print(error)
match name:
    case _ast.Name(id):
        print("matched", id)
