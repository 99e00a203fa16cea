# bool is a subclass of int: arithmetic, bit operations, texts, containers.
print(isinstance(True, int), bool.__bases__, bool.__mro__[1].__name__)
print(True + True, True - False, True * 10, True / 2, True // 1, -True, +False, abs(-True))
for left in (False, True):
    for right in (False, True):
        print(left & right, left | right, left ^ right, left == right, left < right, end=" | ")
print()
print(True & 3, True | 6, True ^ 3, type(True & 3).__name__, type(True & False).__name__)
print(sum([True, True, False]), max(True, False), [10, 20][True], "ab"[False])
print(str(True), repr(False), f"{True}", f"{True:d}", f"{True:>5}", "%d %s %r" % (True, True, False))
print(format(True, ""), format(True, "x"), format(False, ".1f"))
print(hash(True) == hash(1), {True: "yes"}[1], {1: "one", True: "true"}, {0, False, 0.0})
print(bool([]), bool([0]), bool(""), bool("0"), bool(0.0), bool(-0.0), bool(1e-300), bool(None), bool(...))
print(int(True), float(True), complex(True), round(True), abs(True), True.bit_length(), True.real, True.imag)
print((True).to_bytes(2, "big"), True.as_integer_ratio(), bool.from_bytes(b"\x00", "big"), bool.from_bytes(b"\x02", "big"))
print(True is bool(7), not 0, not not "x", True.__and__(False), True.__and__(2), True.__or__("x"))


class Truthy:
    def __init__(self, answer):
        self.answer = answer

    def __bool__(self):
        return self.answer


print(bool(Truthy(True)), not Truthy(False), "yes" if Truthy(True) else "no")
for answer in (1, None):
    try:
        bool(Truthy(answer))
    except TypeError as error:
        print(error)
try:
    class Third(bool):
        pass
except TypeError as error:
    print(error)
try:
    bool(1, 2)
except TypeError as error:
    print(error)
try:
    bool(x=1)
except TypeError as error:
    print(error)
