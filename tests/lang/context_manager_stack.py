# Context managers in use: an exit stack, generator-based managers, timing by a fake clock, transactions, redirection.
class ExitStack:
    def __init__(self): self.callbacks = []
    def enter(self, manager):
        exit_ = type(manager).__exit__
        value = type(manager).__enter__(manager)
        self.callbacks.append(lambda *exc: exit_(manager, *exc))
        return value
    def callback(self, f, *args): self.callbacks.append(lambda *exc: f(*args) and False)
    def __enter__(self): return self
    def __exit__(self, kind, value, tb):
        error = value
        while self.callbacks:
            try:
                if self.callbacks.pop()(type(error) if error else None, error, tb): error = None
            except BaseException as new:
                new.__context__ = error if new is not error else new.__context__
                error = new
        if error is not None and error is not value: raise error
        return value is not None and error is None
def contextmanager(function):
    class Manager:
        def __init__(self, *args): self.gen = function(*args)
        def __enter__(self): return next(self.gen)
        def __exit__(self, kind, value, tb):
            if kind is None:
                try: next(self.gen)
                except StopIteration: return False
                raise RuntimeError("generator didn't stop")
            try: self.gen.throw(value)
            except StopIteration as stop: return stop is not value
            except BaseException as error:
                if error is value: return False
                raise
            raise RuntimeError("generator didn't stop after throw()")
    Manager.__name__ = function.__name__
    return Manager
log = []
@contextmanager
def tag(name):
    log.append(f"<{name}>")
    try: yield name.upper()
    finally: log.append(f"</{name}>")
@contextmanager
def suppress(*kinds):
    try: yield
    except kinds as error: log.append(f"suppressed {error!r}")
@contextmanager
def twice():
    yield 1
    yield 2
with tag("a") as a, tag("b"): log.append(a)
with suppress(KeyError), tag("c"): {}["missing"]
try:
    with suppress(KeyError), tag("d"): [][0]
except IndexError as error: log.append(str(error))
try:
    with twice(): pass
except RuntimeError as error: log.append(str(error))
print(log); log.clear()
with ExitStack() as stack:
    for n in "xyz": stack.enter(tag(n))
    stack.callback(log.append, "callback")
print(log); log.clear()
def failing(): raise ValueError("in callback")
try:
    with ExitStack() as stack:
        stack.enter(tag("outer"))
        stack.callback(failing)
        raise KeyError("body")
except ValueError as error: print(error, repr(error.__context__), log)
with ExitStack() as stack:
    stack.enter(suppress(ZeroDivisionError))
    stack.enter(tag("inner"))
    1 / 0
print(log[-2:])
class Transaction:
    def __init__(self, data): self.data = data
    def __enter__(self):
        self.saved = dict(self.data)
        return self.data
    def __exit__(self, kind, value, tb):
        if kind:
            self.data.clear()
            self.data.update(self.saved)
        return kind is not None and issubclass(kind, LookupError)
data = {"a": 1}
with Transaction(data) as d: d["b"] = 2
with Transaction(data) as d:
    d["c"] = 3
    d["nope"]
print(data)
try:
    with Transaction(data) as d: d.clear(); raise OSError("disk")
except OSError: print(data)
count = 0
for i in range(200):
    with suppress(ValueError) as _, Transaction(data) as d:
        d["i"] = i
        if i % 3 == 0: raise ValueError
        count += 1
print(count, data["i"], len(log))
