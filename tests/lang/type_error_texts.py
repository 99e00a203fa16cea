# TypeErrors of operators, calls, indexing and iteration on unsuitable types: the common texts together.
samples = {"int": 1, "str": "s", "list": [1], "tuple": (1,), "dict": {"k": 1}, "set": {1}, "none": None, "float": 1.5, "bytes": b"b", "function": len, "class": int, "object": object(), "range": range(2), "generator": (i for i in ()), "bool": True, "complex": 1j}
def attempt(label, f):
    try: f(); return None
    except TypeError as error: return str(error)
    except Exception as error: return type(error).__name__
for sign in ("+", "-", "*", "/", "//", "%", "@", "**", "<<", "&", "|", "<"):
    seen = {}
    for a in samples:
        for b in ("int", "str", "none", "list"):
            text = attempt(sign, lambda: eval(f"x {sign} y", {"x": samples[a], "y": samples[b]}))
            if text: seen.setdefault(text, []).append((a, b))
    for text in sorted(seen)[:9]: print(sign, len(seen[text]), text)
for name, x in samples.items():
    print(name, "|", attempt("index", lambda: x[0]), "|", attempt("set", lambda: x.__setitem__(0, 1) if hasattr(x, "__setitem__") else exec("x[0] = 1", {"x": x})), "|", attempt("iter", lambda: iter(x)), "|", attempt("len", lambda: len(x)), "|", attempt("call", lambda: x()), "|", attempt("neg", lambda: -x), "|", attempt("in", lambda: 1 in x), "|", attempt("hash", lambda: hash(x)), "|", attempt("next", lambda: next(x)), "|", attempt("with", lambda: exec("with x: pass", {"x": x})), "|", attempt("star", lambda: [*x]), "|", attempt("dstar", lambda: {**x}), "|", attempt("del", lambda: exec("del x[0]", {"x": dict(x) if isinstance(x, dict) else x})) if name in ("dict", "str", "tuple", "list") else "", "|", attempt("await", lambda: exec("async def f(): await x\nc = f()\ntry: c.send(None)\nfinally: c.close()", {"x": x})))
