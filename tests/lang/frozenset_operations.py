# frozenset: building, algebra with other sets, hashing, use as a key.
empty = frozenset()
vowels = frozenset("aeiou")
print(empty, len(vowels), "a" in vowels, "b" in vowels, frozenset() == empty)
print(frozenset(vowels) is vowels, vowels.copy() is vowels, frozenset({1}) == {1}, {1} == frozenset([1]))
word = set("education")
print(type(vowels & word).__name__, type(word & vowels).__name__)
print(type(vowels | word).__name__, type(word | vowels).__name__)
print(sorted(vowels & word), sorted(vowels - set("abc")), sorted(vowels ^ set("abc")))
print(sorted(vowels.union("xyz", [1] and ["1"])), sorted(vowels.intersection("apple", "orange")))
print(sorted(vowels.difference("a", "e")), sorted(vowels.symmetric_difference("ab")))
print(vowels.issuperset("ae"), vowels.issubset("aeiouy"), vowels.isdisjoint("xyz"))
print(vowels > {"a"}, vowels >= vowels, vowels < vowels, {"a"} <= vowels, vowels == set("uoiea"))

pairs = {frozenset({1, 2}): "low", frozenset({3, 4}): "high"}
print(pairs[frozenset([2, 1])], pairs.get(frozenset({3})), frozenset({4, 3}) in pairs)
print(hash(frozenset([1, 2, 3])) == hash(frozenset([3, 2, 1])), {frozenset({1})} == {frozenset([1])})
outer = {frozenset({5}), 6}
print({5} in outer, 6 in outer)
outer.discard({5})
print(outer)

frozen = frozenset([1])
alias = frozen
frozen |= {2}
print(sorted(frozen), sorted(alias), type(frozen).__name__)
frozen -= {1}
frozen ^= {2, 3}
frozen &= {3, 9}
print(frozen)


class Tags(frozenset):
    def __repr__(self):
        return f"Tags{sorted(self)}"


tags = Tags("ba")
print(tags, type(tags | {"c"}).__name__, type(tags.copy()).__name__, tags == frozenset("ab"))
for wrong in (lambda: frozen.add(1), lambda: frozenset([[]]), lambda: frozenset(1), lambda: frozen | [1], lambda: frozenset(1, 2), lambda: frozen < [3]):
    try:
        print(wrong())
    except (AttributeError, TypeError) as error:
        print(error)
