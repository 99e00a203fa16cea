# Raising and catching at warm sites: kinds, depths, finally, context managers, unwinding through calls.
def risky(kind):
    if kind == 0: return "fine"
    if kind == 1: raise ValueError(kind)
    if kind == 2: return {}["missing"]
    if kind == 3: return [][1]
    if kind == 4: return 1 // 0
    if kind == 5: return None.attr
    if kind == 6: return undefined_name
    if kind == 7: return int("x")
    return risky(kind - 8)
counts = {}
for i in range(400):
    try: outcome = risky(i % 10)
    except (ValueError, KeyError) as error: outcome = type(error).__name__
    except LookupError as error: outcome = "lookup " + type(error).__name__
    except ArithmeticError: outcome = "arithmetic"
    except Exception as error: outcome = "other " + type(error).__name__
    else: outcome += "!"
    finally: counts["finally"] = counts.get("finally", 0) + 1
    counts[outcome] = counts.get(outcome, 0) + 1
print(counts)
def deep(n):
    if n == 0: raise LookupError("bottom")
    try: return deep(n - 1)
    finally: trail.append(n)
trail = []
for _ in range(20):
    try: deep(10)
    except LookupError: pass
print(len(trail), trail[:11])
class Manager:
    entered = exited = 0
    def __init__(self, swallow): self.swallow = swallow
    def __enter__(self): Manager.entered += 1; return self
    def __exit__(self, kind, value, tb):
        Manager.exited += 1
        return self.swallow and kind is ValueError
passed = 0
for i in range(200):
    try:
        with Manager(i % 2) as m:
            if i % 3 == 0: raise ValueError(i)
            if i % 7 == 0: raise KeyError(i)
        passed += 1
    except ValueError: passed += 100
    except KeyError: passed += 10000
print(passed, Manager.entered, Manager.exited)
def parse(text):
    try: return int(text)
    except ValueError:
        try: return float(text)
        except ValueError as error: raise TypeError(f"bad {text!r}") from error
results = []
for text in ["1", "2.5", "x", "", "1e3", "0x1"] * 20:
    try: results.append(parse(text))
    except TypeError as error: results.append((str(error), type(error.__cause__).__name__, type(error.__context__.__context__).__name__))
print(results[:6], len(results))
def retry(f, times):
    for attempt in range(times):
        try: return f(attempt)
        except RuntimeError as error:
            last = error
            continue
    raise last
def flaky(attempt):
    if attempt < 3: raise RuntimeError(f"attempt {attempt}")
    return attempt
print(retry(flaky, 5))
try: retry(flaky, 2)
except RuntimeError as error: print(error, error.__context__)
def in_loop():
    out = []
    for i in range(100):
        try:
            if i % 2: continue
            if i == 60: break
            out.append(i)
        except ValueError: pass
        finally: out.append(-1)
    return len(out), sum(out)
print(in_loop())
total = 0
for i in range(300):
    try:
        try: raise (ValueError, KeyError, OSError)[i % 3](i)
        except ValueError as e: total += e.args[0]; raise IndexError from e
        except KeyError as e: total += 1
    except (IndexError, OSError) as e: total += 1000 if isinstance(e.__cause__, ValueError) else 100000
print(total)
import sys
print(sys.exception(), sys.exc_info())
