# Import statements against modules and packages made by hand: forms, names bound, submodules, errors.
import sys
Module = type(sys)
def make(name, source="", package=False):
    module = Module(name)
    module.__package__ = name if package else name.rpartition(".")[0]
    if package: module.__path__ = []
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent: setattr(sys.modules[parent], child, module)
    exec(source, module.__dict__)
    return module
make("pkg", "value = 'pkg'\n__all__ = ['value', 'sub', '_private']\n_private = 1\nhidden = 2", package=True)
make("pkg.sub", "name = __name__\nx = 1\n_y = 2", package=True)
make("pkg.sub.leaf", "leaf = 'leaf of ' + __package__")
import pkg
import pkg.sub
import pkg.sub.leaf as l
import pkg.sub as s, pkg as p
from pkg import value, sub as renamed
from pkg.sub import (name, x,)
from pkg.sub.leaf import leaf
print(pkg.value, l.leaf, s.name, p is pkg, value, renamed is s, name, x, leaf)
space = {}
exec("from pkg import *", space)
print(sorted(n for n in space if n != "__builtins__"))
space = {}
exec("from pkg.sub import *", space)
print(sorted(n for n in space if not n.startswith("__")))
# Relative imports use __package__ of the importing namespace.
inside = {"__name__": "pkg.sub.other", "__package__": "pkg.sub"}
exec("from . import leaf, x as here\nfrom .leaf import leaf as text\nfrom .. import value\nfrom ..sub import name", inside)
print(inside["leaf"] is l, inside["here"], inside["text"], inside["value"], inside["name"])
as_package = {"__name__": "pkg", "__path__": []}
exec("from .sub import x as via_name", as_package)
print(as_package["via_name"])
def attempt(source, **space):
    try:
        exec(source, space)
        print(source, "-> fine")
    except Exception as error:
        print(source, "->", type(error).__name__, error)
attempt("import nothing_here")
attempt("import pkg.nothing")
attempt("import nothing.sub")
attempt("from pkg import nothing")
attempt("from pkg.sub import missing as m")
attempt("import pkg.sub.leaf.deeper")
attempt("from . import x")
attempt("from .x import y", __name__="top", __package__="")
attempt("from ...... import x", __name__="pkg.sub.z", __package__="pkg.sub")
attempt("from .nothing import x", __name__="pkg.z", __package__="pkg")
attempt("from . import x", __name__="q", __package__="not_loaded")
attempt("from . import x", __package__=5, __name__="x")
attempt("import sys as", )
sys.modules["blocked"] = None
attempt("import blocked")
attempt("from blocked import x")
sys.modules["odd"] = "a string as a module"
attempt("import odd; from odd import upper; print(upper())")
attempt("from odd import nope")
make("bad_all", "__all__ = ['absent']")
attempt("from bad_all import *")
make("bad_all2", "__all__ = [1]")
attempt("from bad_all2 import *")
# Imports in functions and classes bind there; star only at module level.
def local():
    import pkg.sub as here
    from pkg import value as v
    return sorted(locals())
class C:
    import pkg.sub
    from pkg import value
print(local(), C.value, C.pkg is pkg)
for source in ("import", "import a b", "import a.", "import .a", "from a import", "from a import b c", "from a import (b", "from a import ()", "from a import b,", "from a import (b,)", "from import a", "import a as b.c", "import *", "from a import * as b", "from a import b.c", "def f():\n from a import *", "class C:\n from a import *", "from . import a", "from .a.b import c as d, e", "from .... import a", "import a, b.c as d, e", "from a import b as c.d", "import a from b", "from __future__ import nothing", "x = 1\nfrom __future__ import annotations", "from __future__ import braces", "import a as None", "from a import b as 1"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
