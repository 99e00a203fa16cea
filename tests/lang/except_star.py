# except*: splitting groups, several handlers, nested groups, what is raised from handlers, naked exceptions.
def show(group, indent=0):
    if isinstance(group, BaseExceptionGroup):
        return f"{group.message}[{', '.join(show(e) for e in group.exceptions)}]"
    return repr(group)
def handle(exception):
    log = []
    try:
        try:
            raise exception
        except* ValueError as g:
            log.append(("V", show(g)))
        except* (TypeError, KeyError) as g:
            log.append(("TK", show(g)))
        else:
            log.append("else")
        finally:
            log.append("finally")
    except BaseException as rest:
        log.append(("rest", show(rest)))
    return log
EG = ExceptionGroup
print(handle(EG("g", [ValueError(1), TypeError(2), OSError(3)])))
print(handle(EG("g", [ValueError(1), EG("n", [ValueError(2), EG("m", [KeyError(3)])])])))
print(handle(ValueError("naked")))
print(handle(OSError("other")))
print(handle(BaseExceptionGroup("b", [KeyboardInterrupt(), ValueError(1)])))
def nothing():
    try:
        pass
    except* ValueError:
        print("never")
    else:
        print("else ran")
nothing()
# Exceptions raised in handlers are collected with what was not handled.
def raising():
    try:
        raise EG("g", [ValueError(1), TypeError(2), OSError(3)])
    except* ValueError:
        raise KeyError("from V")
    except* TypeError as g:
        raise
try:
    raising()
except BaseException as e:
    print(show(e), repr(e.exceptions[0].__context__) if isinstance(e, EG) else "")
def one_only():
    try:
        raise EG("g", [ValueError(1)])
    except* ValueError:
        raise KeyError("alone")
try:
    one_only()
except BaseException as e:
    print(type(e).__name__, show(e))
def from_naked():
    try:
        raise ValueError("n")
    except* ValueError as g:
        raise RuntimeError("new") from g.exceptions[0]
try:
    from_naked()
except BaseException as e:
    print(show(e))
# The name is unbound after; a group keeps its message, notes and cause; subclasses derive.
class MyGroup(ExceptionGroup):
    def derive(self, excs): return MyGroup(self.message, excs)
try:
    try:
        g0 = MyGroup("mine", [ValueError(1), TypeError(2)])
        g0.add_note("noted")
        raise g0 from OSError("cause")
    except* ValueError as g:
        print(type(g).__name__, g.__notes__, repr(g.__cause__), g is g0)
    print("g" in globals())
except BaseException as rest:
    print(type(rest).__name__, show(rest), rest.__notes__, repr(rest.__cause__))
for wrong in ("except* 5", "except* ExceptionGroup", "except* (ValueError, BaseExceptionGroup)", "except* int"):
    try:
        exec(f"try:\n raise ValueError('x')\n{wrong}: pass")
    except TypeError as error:
        print(wrong, "->", error)
caught = 0
for i in range(200):
    try:
        try:
            raise EG("loop", [ValueError(i)] + ([KeyError(i)] if i % 3 else []))
        except* ValueError: caught += 1
        except* KeyError: caught += 100
    except EG: caught += 10**6
print(caught)
