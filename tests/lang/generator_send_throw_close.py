# Generators: what send, throw and close do in every state.
def g(log):
    try:
        while True:
            try:
                got = yield len(log)
                log.append(got)
            except KeyError as error:
                log.append(("caught", str(error)))
                yield "from handler"
    finally:
        log.append("finally")
log = []
it = g(log)
print(next(it), it.send("a"), it.throw(KeyError("k")), it.send("ignored after handler yield"), it.send("b"), log)
it.close()
print(log, it.close())
for action in (lambda: next(it), lambda: it.send(1), lambda: it.send(None), lambda: it.throw(ValueError("late"))):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
# Before the start.
for action in (lambda i: i.send(1), lambda i: i.throw(ValueError("early")), lambda i: i.close(), lambda i: i.send(None)):
    i = g([])
    try:
        print(action(i))
    except Exception as error:
        print(type(error).__name__, error)
    print(list(i) if i.gi_frame is None else "alive")
# throw: forms of its arguments.
def once():
    try:
        yield
    except BaseException as error:
        yield type(error).__name__, error.args
for args in ((ValueError,), (ValueError("x"),), (GeneratorExit,), (5,), ("text",), (ValueError("i"), "value"), (int,), ()):
    i = once()
    next(i)
    try:
        print(i.throw(*args))
    except Exception as error:
        print(type(error).__name__, error)
def stubborn():
    while True:
        try: yield 1
        except GeneratorExit: pass
s = stubborn()
next(s)
try: s.close()
except RuntimeError as error: print(error)
def raises_in_close():
    try: yield
    finally: raise LookupError("in finally")
r = raises_in_close()
next(r)
try: r.close()
except LookupError as error: print(repr(error), repr(error.__context__))
def returns_in_close():
    try: yield 1
    except GeneratorExit: return "closed value"
r = returns_in_close()
next(r)
print(r.close(), r.close())
def self_running():
    try: me.send(None)
    except ValueError as error: yield str(error)
me = self_running()
print(next(me))
del s
