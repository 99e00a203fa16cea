# __hash__ and __eq__: the contract, and what unsets hashing.
class ByValue:
    def __init__(self, value):
        self.value = value
    def __eq__(self, other):
        return isinstance(other, ByValue) and self.value == other.value
    def __hash__(self):
        return hash(("ByValue", self.value))

table = {ByValue(1): "one", ByValue(2): "two"}
print(table[ByValue(1)], ByValue(3) in table, len({ByValue(5), ByValue(5), ByValue(6)}))

# __eq__ without __hash__ makes the class unhashable; a subclass inherits that.
class EqOnly:
    def __eq__(self, other):
        return True
class Child(EqOnly):
    pass
class Restored(EqOnly):
    __hash__ = object.__hash__
print(EqOnly.__hash__, Child.__hash__, isinstance(hash(Restored()), int))
for thing in (EqOnly(), Child(), [], {}, set(), bytearray(), slice(1, [])):
    try:
        hash(thing)
    except TypeError as error:
        print(error)
for use in (lambda: {[]: 1}, lambda: {(1, [2]): 1}, lambda: {{}}, lambda: {}[[]], lambda: {1}.add([])):
    try:
        use()
    except TypeError as error:
        print(error)

# __hash__ = None, too; and a __hash__ must give an int.
class Never:
    __hash__ = None
class Text:
    def __hash__(self):
        return "no"
class Huge:
    def __hash__(self):
        return 2**70
class MinusOne:
    def __hash__(self):
        return -1
for thing in (Never(), Text()):
    try:
        hash(thing)
    except TypeError as error:
        print(error)
print(hash(Huge()) == hash(2**70), hash(MinusOne()))

# Equal numbers hash alike, whatever their type.
print(hash(1) == hash(1.0) == hash(1 + 0j) == hash(True), hash(2**61 - 1), hash(2**61), hash(-1), hash(-2))
print(hash(0.5), hash(float("inf")), hash(-float("inf")), hash(-0.0), hash(1j))
print({1: "int", 1.0: "float", True: "bool"}, {0, 0.0, False, -0.0} == {0})
print(hash("abc") == hash("".join(["a", "b", "c"])), hash(b"") == hash(""), hash((1, 2)) == hash((1.0, 2 + 0j)))
print(hash(frozenset({1, 2})) == hash(frozenset([2, 1])), hash(range(3)) == hash(range(0, 3, 1)))

# Colliding keys are told apart by ==; identity comes first.
class Collides:
    def __init__(self, name):
        self.name = name
    def __hash__(self):
        return 7
    def __eq__(self, other):
        print("compared", self.name, other.name)
        return self.name == other.name
a, b = Collides("a"), Collides("b")
d = {a: 1}
d[b] = 2
print(d[a], d[b], d[Collides("b")])
nan = float("nan")
print(nan in [nan], nan == nan, {nan: 1}[nan])
