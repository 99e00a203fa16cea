# Dispatch by tables: dicts of functions, methods by name, types, predicates, operators and nested commands.
operations = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "max": max, "pow": pow}
def rpn(text):
    stack = []
    for token in text.split():
        if token in operations:
            b, a = stack.pop(), stack.pop()
            stack.append(operations[token](a, b))
        else: stack.append(float(token) if "." in token else int(token))
    if len(stack) != 1: raise ValueError(f"{len(stack)} values left")
    return stack[0]
for text in ("1 2 +", "5 1 2 + 4 * + 3 -", "2 3 pow 4 max", "1.5 2 *", "1 0 /", "1 +", "1 2", "x"):
    try: print(text, "=", rpn(text))
    except (ArithmeticError, IndexError, ValueError) as error: print(text, "->", type(error).__name__, error)
class Shell:
    def __init__(self): self.data, self.log = {}, []
    def do_set(self, key, *words): self.data[key] = " ".join(words)
    def do_get(self, key): return self.data[key]
    def do_list(self): return ", ".join(f"{k}={v}" for k, v in sorted(self.data.items()))
    def do_del(self, *keys): return [self.data.pop(k, None) for k in keys]
    def run(self, line):
        name, *args = line.split()
        method = getattr(self, f"do_{name}", None)
        if method is None: return f"unknown {name}; known: {' '.join(n[3:] for n in dir(self) if n.startswith('do_'))}"
        try: return method(*args)
        except TypeError as error: return f"usage: {error}"
        except KeyError as error: return f"no key {error}"
s = Shell()
for line in ("set a 1 2", "set b x", "get a", "get z", "get", "list", "del a q", "list extra", "bogus", "set"): print(line, "->", s.run(line))
by_type = {int: "int", str: "str", (list, tuple): "sequence", type(None): "none"}
def kind(v): return next((name for types, name in by_type.items() if isinstance(v, types)), "other")
print([kind(v) for v in (1, True, "s", [], (), None, 1.5, {})])
rules = [(lambda n: n % 15 == 0, "FizzBuzz"), (lambda n: n % 5 == 0, "Buzz"), (lambda n: n % 3 == 0, "Fizz"), (lambda n: True, str)]
def fizz(n): return next(r(n) if callable(r) else r for test, r in rules if test(n))
print([fizz(n) for n in range(1, 16)], sum(len(fizz(n)) for n in range(300)))
transitions = {("idle", "start"): "running", ("running", "pause"): "paused", ("paused", "start"): "running", ("running", "stop"): "idle"}
state, path = "idle", []
for event in "start pause start stop stop".split():
    state = transitions.get((state, event), state)
    path.append(state)
print(path, {a for a, _ in transitions} == {"idle", "running", "paused"})
nested = {"user": {"add": lambda n: f"added {n}", "remove": lambda n: f"removed {n}"}, "quit": lambda: "bye"}
def command(*words):
    node = nested
    for i, w in enumerate(words):
        match node:
            case dict() if w in node: node = node[w]
            case dict(): return f"no {w}; try {sorted(node)}"
            case f: return f(*words[i:])
    return node() if callable(node) else f"incomplete: {sorted(node)}"
print(command("user", "add", "ann"), command("user"), command("user", "zap"), command("quit"), command("nope"), sep=" | ")
roman = {v: k for k, v in zip("IVXLCDM", (1, 5, 10, 50, 100, 500, 1000))}
print(roman[50], {**roman, 0: "nulla"}.get(0), [*map(roman.get, (1, 2, 5))], (lambda table: [table[i % 7](i) for i in range(7)])([str, float, bool, hex, bin, oct, abs]))
