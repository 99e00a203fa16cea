# Events, observers with weak references, plugins registered by decorators and by subclassing, priorities, errors.
from _weakref import ref
class Event:
    def __init__(self, name): self.name, self.handlers = name, []
    def __iadd__(self, handler): self.connect(handler); return self
    def __isub__(self, handler):
        self.handlers = [h for h in self.handlers if h[1]() is not handler]
        return self
    def connect(self, handler, priority=0):
        owner, function = getattr(handler, "__self__", None), getattr(handler, "__func__", handler)
        if owner is None: get = lambda: handler
        else:
            weak = ref(owner)
            get = lambda: None if (o := weak()) is None else function.__get__(o)
        self.handlers.append((priority, get))
        self.handlers.sort(key=lambda h: -h[0])
        return handler
    def __call__(self, *args, **kw):
        results, errors = [], []
        for _, get in list(self.handlers):
            if (handler := get()) is None: continue
            try: results.append(handler(*args, **kw))
            except StopIteration: break
            except Exception as error: errors.append(error)
        self.handlers = [h for h in self.handlers if h[1]() is not None]
        if errors: raise ExceptionGroup(f"{self.name} failed", errors)
        return results
    def __len__(self): return len(self.handlers)
changed = Event("changed")
@changed.connect
def first(v): return ("first", v)
changed.connect(lambda v: ("important", v), priority=10)
class Listener:
    def __init__(self, name): self.name, self.got = name, []
    def notice(self, v):
        self.got.append(v)
        return (self.name, v)
a, b = Listener("a"), Listener("b")
changed += a.notice
changed += b.notice
print(changed(1), len(changed))
del b
print(changed(2), len(changed), a.got)
changed -= first
print(changed(3))
def bad(v): raise ValueError(f"bad {v}")
def stop(v): raise StopIteration
changed.connect(bad, 5)
try: changed(4)
except ExceptionGroup as group: print(group, [repr(e) for e in group.exceptions], a.got)
changed.connect(stop, 7)
print(changed(5), a.got)
class Plugin:
    registry = {}
    def __init_subclass__(cls, *, name=None, **kw):
        super().__init_subclass__(**kw)
        key = name or cls.__name__.lower()
        if key in Plugin.registry: raise ValueError(f"{key} is taken by {Plugin.registry[key].__name__}")
        Plugin.registry[key] = cls
    @classmethod
    def make(cls, key, *args): return cls.registry[key](*args)
class Upper(Plugin):
    def run(self, s): return s.upper()
class Reverse(Plugin, name="rev"):
    def run(self, s): return s[::-1]
try:
    class Other(Plugin, name="upper"): pass
except ValueError as error: print(error)
pipeline = [Plugin.make(k) for k in ("upper", "rev")]
def run(s):
    for p in pipeline: s = p.run(s)
    return s
print(run("abc"), sorted(Plugin.registry), [run(str(i)) for i in range(100)][-1])
def dispatch(default):
    table = {}
    def call(value, *args):
        for cls in type(value).__mro__:
            if cls in table: return table[cls](value, *args)
        return default(value, *args)
    def register(cls):
        def add(f): table[cls] = f; return f
        return add
    call.register = register
    return call
@dispatch
def show(v): return f"? {v}"
@show.register(int)
def _(v): return f"int {v}"
@show.register(list)
def _(v): return "[" + ", ".join(map(show, v)) + "]"
@show.register(Exception)
def _(v): return f"error {v}"
print(show(5), show(True), show([1, "a", [2.5]]), show(KeyError("k")), show(None), sum(len(show(i)) for i in range(200)))
