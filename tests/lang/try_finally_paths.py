# try/except/else/finally: every way in and out, and which result wins.
def path(kind):
    log = []
    def body():
        for attempt in range(2):
            try:
                log.append("try")
                if kind == "raise": raise ValueError("v")
                if kind == "other": raise KeyError("k")
                if kind == "return": return "from try"
                if kind == "break": break
                if kind == "continue": continue
            except ValueError:
                log.append("except")
            else:
                log.append("else")
            finally:
                log.append("finally")
        return "end"
    try:
        result = body()
    except Exception as error:
        result = f"raised {error!r}"
    return result, log
for kind in ("nothing", "raise", "other", "return", "break", "continue"):
    print(kind, path(kind))
def nested():
    order = []
    try:
        try:
            try:
                1 / 0
            finally:
                order.append("inner finally")
        except KeyError:
            order.append("wrong")
        finally:
            order.append("middle finally")
    except ZeroDivisionError as error:
        order.append(str(error))
    else:
        order.append("no")
    return order
print(nested())
# Exceptions in handlers, else and finally: what is the context.
def chain(where):
    try:
        try:
            if where != "else": raise ValueError("first")
        except ValueError:
            if where == "except": raise KeyError("from except")
        else:
            raise KeyError("from else")
        finally:
            if where == "finally": raise KeyError("from finally")
    except KeyError as error:
        return repr(error), repr(error.__context__)
for where in ("except", "else", "finally", "none"):
    print(where, chain(where))
# The value of a return is computed before finally runs.
def computed():
    x = [1]
    y = 1
    try:
        return x, y
    finally:
        x.append(2)
        y = 5
print(computed())
def generator():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("closing", end=" ")
        raise
    finally:
        print("cleanup")
g = generator()
next(g)
g.close()
def deep(n):
    try:
        if n: return deep(n - 1)
        raise LookupError("bottom")
    finally:
        counter.append(n)
counter = []
try:
    deep(5)
except LookupError as error:
    print(error, counter)
# The same exception object raised again keeps growing nothing but its traceback.
def twice():
    saved = None
    for _ in range(2):
        try:
            raise saved or ValueError("same")
        except ValueError as error:
            saved = error
    return saved.__context__, saved.args
print(twice())
# break and continue out of except and finally-less handlers in a warm loop.
total = 0
for i in range(300):
    try:
        try:
            if i % 3 == 0: raise ValueError
            if i % 3 == 1: continue
            total += 1
        except ValueError:
            total += 100
            if i == 150: total += 100000
        else:
            total += 10
    finally:
        total += 1000000
print(total)
for source in ("try: pass", "try:\n pass\nelse:\n pass", "try:\n pass\nfinally:\n pass\nexcept: pass", "except: pass", "finally: pass", "try:\n pass\nexcept:\n pass\nexcept ValueError:\n pass", "try:\n pass\nexcept A, B:\n pass", "try:\n pass\nexcept A, B as e:\n pass", "try:\n pass\nexcept (A, B) as e:\n pass", "try:\n pass\nexcept* A:\n pass\nexcept B:\n pass", "try:\n pass\nexcept*:\n pass", "try:\n pass\nexcept A as b.c:\n pass", "try:\n pass\nexcept as e:\n pass", "try\n pass", "try: x\nexcept A: y\nelse: z\nfinally: w", "try:\n pass\nexcept* A:\n return", "def f():\n try:\n  pass\n except* A:\n  return", "for x in y:\n try: pass\n except* A: break", "try:\n pass\nexcept A as 1:\n pass", "try:\n pass\nexcept A() as e: pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
