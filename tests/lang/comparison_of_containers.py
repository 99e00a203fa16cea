# Equality and order of nested containers: lists, tuples, sets, dicts, ranges, bytes, views, and of mixed kinds.
pairs = [([1, 2], [1, 2]), ([1], (1,)), ((1, 2), (1, 2.0)), ({1: 2}, {1: 2.0}), ({1, 2}, frozenset([2, 1])), (range(3), range(0, 3)), (range(3), [0, 1, 2]), (b"a", bytearray(b"a")), ("a", b"a"), ({1: 1}.keys(), {1}), ({1: 1}.items(), {(1, 1)}), ({1: 1}.values(), {1: 1}.values()), ([], ()), ({}, set()), (None, 0), ([[1], {"k": (2,)}], [[1.0], {"k": (2,)}]), ("", b""), (slice(1), slice(None, 1, None)), (memoryview(b"x"), b"x"), ([1, "a"], [1, "b"])]
print([a == b for a, b in pairs], [a != b for a, b in pairs] == [not a == b for a, b in pairs])
for a, b in (([1, 2], [1, 3]), ([1], [1, 0]), ([], [1]), ((2,), (1, 5)), ("a", "B"), (b"a", b"b"), ({1}, {1, 2}), ({1}, {2}), ([[1], [2]], [[1], [3]]), ((1, "a"), (1, "b")), ([1, 2], [1, "x"]), ([None], [None]), ((1, None), (2, None)), ([1], (1,)), ({}, {}), (range(1), range(2)), ({1: 1}.keys(), {1, 2}), ([1.0], [1])):
    row = []
    for op in ("<", "<=", ">", ">="):
        try: row.append(eval(f"a {op} b"))
        except TypeError: row.append("TypeError")
    print(a, b, row)
class Item:
    def __init__(self, v): self.v = v
    def __eq__(self, o):
        log.append("eq")
        return self.v == o.v
    def __lt__(self, o):
        log.append("lt")
        return self.v < o.v
log = []
x = Item(1)
print([x, Item(2)] == [x, Item(2)], log); log.clear()
print([x, Item(2)] < [x, Item(3)], log); log.clear()
print((Item(1),) == (Item(1), Item(2)), [Item(1)] == [Item(1), Item(2)], log); log.clear()
print({"k": Item(1)} == {"k": Item(1)}, log, [x] == [x], x in [x], [x].index(x), [x].count(x))
nan = float("nan")
print([nan] == [nan], (nan,) == (nan,), {nan: 1} == {nan: 1}, {1: nan} == {1: nan}, nan == nan, [nan] < [nan], max([1, 2], [1, 1, 9]), min("b", "a", "C"), sorted([(2, "a"), (1, "z"), (2, "A")]), max({"a": 1}, {"b": 2}, key=len))
deep = deep2 = 0
for _ in range(60): deep, deep2 = [deep], [deep2]
print(deep == deep2, deep < [deep2] if False else deep <= deep2, [deep] != [deep2])
