# One instruction, values of many classes in turn: each specialized form must notice and give way.


def add(a, b):
    return a + b


def subscript(container, key):
    return container[key]


def truth(value):
    return "yes" if value else "no"


def contains(item, container):
    return item in container


def unpack(pair):
    a, b = pair
    return b, a


def iterate(values):
    result = []
    for value in values:
        result.append(value)
    return result


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Odd:
    def __add__(self, other):
        return "odd add"

    def __radd__(self, other):
        return "odd radd"

    def __getitem__(self, key):
        if key == 3:
            raise IndexError("three")
        return key

    def __contains__(self, item):
        return None

    def __bool__(self):
        return False

    def __repr__(self):
        return "Odd"


class Sized(list):
    def __len__(self):
        return 0


class Text(str):
    def __add__(self, other):
        return "text add"


operands = [1, 2.5, True, 10**20, "a", Text("b"), b"c", (1,), [2], None, 1j, Odd()]
for warm in ((1, 2), (1.5, 2.5), ("x", "y"), ([1], [2])):
    for _ in range(80):
        add(*warm)
    print([attempt(add, value, warm[1]) for value in operands])
containers = [[1, 2, 3], (4, 5, 6), "xyz", {0: "zero", 1: "one"}, b"\x01\x02", range(5), bytearray(b"ab"), Odd(), Sized([7, 8]), 5]
for index in range(60):
    for container in containers[: index % 10 + 1]:
        attempt(subscript, container, index % 3)
for key in (0, -1, 3, 10**20, "k", None, True, slice(1, 2)):
    print(key, [attempt(subscript, container, key) for container in containers])
values = [0, 1, True, None, "", "a", [], [0], 0.0, 0.1, {}, {1}, Odd(), Sized([1]), object, 10**20, 0j, range(0)]
for _ in range(30):
    result = [truth(value) for value in values]
print(result)
for _ in range(30):
    result = [attempt(contains, item, c) for c in containers for item in (1, "x", b"\x01")]
print(result)
pairs = [(1, 2), [3, 4], "ab", {5: 1, 6: 2}, range(2), b"xy", (1,), [1, 2, 3], "abc", 7, Odd()]
for _ in range(40):
    result = [attempt(unpack, pair) for pair in pairs]
print(result)
for _ in range(30):
    result = [attempt(iterate, v) for v in ([1], (2,), "s", {3: 4}, range(2), Odd(), iter([5]), zip("a", "b"), 9)]
print(result)
