# Merging dictionaries: |, |=, update, fromkeys, unpacking; order and refusals.
defaults = {"host": "localhost", "port": 80}
given = {"port": 8080, "debug": True}
print(defaults | given)
print(given | defaults)
print({**defaults, **given, "port": 1}, dict(defaults, port=9, extra=None))
merged = defaults
merged |= given
print(merged is defaults, defaults)
merged |= [("pair", 1), ("listed", 2)]
print(merged)


class Keys:
    def keys(self):
        return iter(["x", "y"])

    def __getitem__(self, key):
        return key * 2


target = {}
target.update(Keys())
target.update(Keys(), y="replaced", z=3)
target.update(["ab", ("c", "d"), [1, 2]])
target.update()
target.update({})
print(target, dict(Keys()))

for wrong in (
    lambda: {} | [("a", 1)],
    lambda: [] | {},
    lambda: {}.update(5),
    lambda: {}.update([1]),
    lambda: {}.update(["abc"]),
    lambda: {}.update({}, {}),
    lambda: {}.update([[[], 1]]),
    lambda: dict([("a", 1), ("b",)]),
):
    try:
        print(wrong())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)

partial = {}
try:
    partial.update([("kept", 1), ("also", 2), 3])
except TypeError:
    print(partial)


class Layered(dict):
    def __or__(self, other):
        return "left"

    def __ror__(self, other):
        return "right"


print(Layered() | {}, {} | Layered(), type(dict.__or__(Layered(a=1), {"b": 2})).__name__)
print(dict.fromkeys("aba"), dict.fromkeys([1, 2], []), type(Layered.fromkeys("a")).__name__)
shared = dict.fromkeys("ab", [])
shared["a"].append(1)
print(shared)
numbers = {1: "int", True: "bool", 1.0: "float"}
print(numbers, {"a": 1} | {"a": 2} | {"a": 3})
