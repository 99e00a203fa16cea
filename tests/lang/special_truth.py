# Truth: __bool__, then __len__, then true; who asks for it.
class ByBool:
    def __init__(self, value):
        self.value = value
    def __bool__(self):
        print("bool asked", end="; ")
        return self.value
    def __len__(self):
        raise AssertionError("not asked")

class ByLen:
    def __init__(self, size):
        self.size = size
    def __len__(self):
        print("len asked", end="; ")
        return self.size

print(bool(ByBool(True)), bool(ByBool(False)), not ByBool(False))
print(bool(ByLen(0)), bool(ByLen(3)), not ByLen(0))
print(bool(object()), bool(type), bool(lambda: 0))
print("yes" if ByLen(1) else "no")
# and/or give an operand, and ask each only once.
empty, full = ByLen(0), ByLen(2)
print((empty or full) is full)
print((full and empty) is empty)
print(ByBool(False) and 1 / 0 and 2) if False else print("skipped")
while ByBool(False):
    pass
print("while asked")
assert ByBool(True), "never"
print("assert asked")
print([size for size in (0, 1, 2) if ByLen(size)])
print(any([ByBool(False), ByBool(True), ByBool(True)]), all([ByLen(1), ByLen(0), ByLen(1)]))
print(list(filter(None, [0, 1, "", "a", [], [0], None, 0.0, 1e-9, 0j])))
print([bool(x) for x in (0, -1, 0.0, float("nan"), "", " ", b"", (), (0,), {}, {0: 0}, set(), range(0), range(3, 1), None, ..., NotImplemented is None)])

class Wrong:
    def __bool__(self):
        return 1
class WrongLen:
    def __init__(self, value):
        self.value = value
    def __len__(self):
        return self.value
class Raising:
    def __bool__(self):
        raise LookupError("undecided")
for make in (Wrong, lambda: WrongLen(-1), lambda: WrongLen("3"), lambda: WrongLen(2.0), lambda: WrongLen(2**80), Raising):
    for use in (bool, len):
        try:
            print(use(make()))
        except Exception as error:
            print(use.__name__, type(error).__name__, error)
class Indexed:
    def __index__(self):
        return 4
print(len(WrongLen(Indexed())), len(WrongLen(True)))
try:
    bool(NotImplemented)
except TypeError as error:
    print(error)
# Deleting the method changes the answer.
del ByBool.__bool__, ByBool.__len__
print(bool(ByBool(False)))
