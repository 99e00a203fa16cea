# list.sort and sorted: keys, reversal, stability, comparisons that fail or meddle.
from _functools import cmp_to_key

words = ["pear", "Fig", "apple", "fig", "Apple", "kiwi"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len, reverse=True))
rows = [("b", 2), ("a", 2), ("c", 1), ("a", 1), ("b", 1)]
print(sorted(rows, key=lambda row: row[1]))
print(sorted(rows, key=lambda row: row[1], reverse=True))
print(sorted(rows, key=lambda row: (-row[1], row[0])))
print(sorted([3, 1.5, True, 0, -2.5, 10**30, float("inf")]), sorted({"b": 1, "a": 2}), sorted("hello"))
print(sorted([[2], [1, 5], [1]]), sorted([(1, "b"), (1, "a")]), sorted([b"b", b"a", b"ab"]))
print(sorted(words, key=cmp_to_key(lambda a, b: (a > b) - (a < b)), reverse=True))

calls = []
values = [5, 3, 9]
values.sort(key=lambda value: calls.append(value) or -value)
print(values, calls, values.sort(), values)


class Item:
    compared = 0

    def __init__(self, weight, name):
        self.weight, self.name = weight, name

    def __lt__(self, other):
        Item.compared += 1
        return self.weight < other.weight

    def __repr__(self):
        return f"{self.name}{self.weight}"


items = [Item(weight, name) for name, weight in zip("abcdefgh", [3, 1, 2, 3, 1, 2, 3, 1])]
print(sorted(items), sorted(items, reverse=True), Item.compared > 0)
Item.compared = 0
sorted(items[1:2] * 50)
print(Item.compared)

big = [(index * 7919) % 1009 for index in range(1000)]
print(sorted(big) == list(range(1009))[:0] + sorted(big, key=lambda value: value), sorted(big)[::250])
runs = list(range(300)) + list(range(300, 0, -1)) + [7] * 50
print(sorted(runs) == sorted(reversed(runs)), sum(runs) == sum(sorted(runs)))

mixed = [3, "two", 1]
try:
    mixed.sort()
except TypeError as error:
    print(error, len(mixed))
victim = [3, 1, 2]
try:
    victim.sort(key=lambda value: victim.append(value) or value)
except ValueError as error:
    print(error, victim)
try:
    victim.sort(key=lambda value: 1 / (value - 2))
except ZeroDivisionError as error:
    print(error, victim)
for wrong in (lambda: [].sort(len), lambda: sorted([1], reverse="x") and sorted(5)):
    try:
        print(wrong())
    except TypeError as error:
        print(error)
