# Names of a module seen from class bodies, methods, nested classes and metaclasses, while they are rebound.
level = "module"
class A:
    before = level
    level = "class"
    after = level
    def read(self): return level
    def own(self): return self.level
    class Inner:
        seen = level
        def read(self): return level
print(A.before, A.after, A().read(), A().own(), A.Inner.seen, A.Inner().read())
log = []
for i in range(300):
    if i == 100: level = "rebound"
    if i == 200: del level
    try: log.append(A().read())
    except NameError: log.append("gone")
print([log.count(k) for k in ("module", "rebound", "gone")])
level = "back"
class Meta(type):
    def __new__(m, name, bases, ns): return super().__new__(m, name, bases, {**ns, "made_with": level})
class B(A, metaclass=Meta):
    level = level
print(B.made_with, B.level, B().own(), B().read())
def function():
    level = "function"
    class C:
        captured = level
        def read(self): return level
        class D:
            level = "D"
            def read(self): return level
    return C.captured, C().read(), C.D().read(), C.D.level
print(function())
class Global:
    global declared
    declared = "by a class body"
    kept = declared
print(declared, Global.kept, "declared" in vars(Global))
class Loop:
    for k in range(3): pass
    total = sum(range(k + 1))
print(Loop.k, Loop.total, [n for n in vars(Loop) if n[0] != "_"])
