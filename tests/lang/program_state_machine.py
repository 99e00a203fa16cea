# A state machine from a class registry, transitions by decorators, history, guards and errors.
class Machine:
    def __init_subclass__(cls, initial, **kw):
        super().__init_subclass__(**kw)
        cls.initial, cls.transitions = initial, {}
        for name, value in vars(cls).items():
            for source, target in getattr(value, "moves", ()):
                cls.transitions[source, name] = (target, value)
    def __init__(self): self.state, self.history = self.initial, []
    def fire(self, event, *args):
        try: target, action = self.transitions[self.state, event]
        except KeyError: raise ValueError(f"no {event} in {self.state}") from None
        if action(self, *args) is False: return False
        self.history.append((self.state, event, target))
        self.state = target
        return True
    def __getattr__(self, name):
        if name.startswith("can_"): return lambda: (self.state, name[4:]) in self.transitions
        raise AttributeError(f"{type(self).__name__} has no {name}")
def move(source, target):
    def decorate(f):
        f.moves = [*getattr(f, "moves", ()), (source, target)]
        return f
    return decorate
class Turnstile(Machine, initial="locked"):
    coins = 0
    @move("locked", "open")
    @move("open", "open")
    def coin(self, value=1):
        self.coins += value
        return value > 0
    @move("open", "locked")
    def push(self): pass
t = Turnstile()
print(t.state, t.can_push(), t.can_coin(), t.fire("coin"), t.state, t.fire("coin", 0), t.coins, t.fire("push"), t.state)
for event in ("push", "kick"):
    try: t.fire(event)
    except ValueError as error: print(error)
try: t.nothing
except AttributeError as error: print(error)
print(t.history, sorted(Turnstile.transitions))
for i in range(200): t.fire("coin" if t.state == "locked" else "push")
print(t.coins, len(t.history), t.state)
class Door(Machine, initial="closed"):
    log = []
    @move("closed", "opened")
    def open(self, by): self.log.append(f"opened by {by}")
    @move("opened", "closed")
    def close(self): self.log.append("closed")
    @move("closed", "locked")
    def lock(self, code): self.code = code
    @move("locked", "closed")
    def unlock(self, code): return code == self.code
d = Door()
for event, *args in (("open", "Ann"), ("close",), ("lock", 42), ("unlock", 1), ("unlock", 42), ("open", "Bob")): print(event, d.fire(event, *args), d.state, end="; ")
print(d.log)
try:
    class Broken(Machine): pass
except TypeError as error: print(error)
try: d.fire("close", "too many")
except TypeError as error: print(error)
