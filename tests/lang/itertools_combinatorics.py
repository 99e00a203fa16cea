# itertools: product, permutations, combinations, with replacement, groupby.
from itertools import product, permutations, combinations, combinations_with_replacement, groupby, chain
print(list(product("ab", [1, 2])), list(product("ab", repeat=2)), list(product()), list(product([], "a")), list(product("a", repeat=0)), len(list(product(range(3), repeat=4))))
print(list(permutations("abc", 2)), list(permutations([1, 2])), list(permutations([])), list(permutations("ab", 3)), len(list(permutations(range(5)))))
print(list(combinations("abcd", 2)), list(combinations([1], 2)), list(combinations("ab", 0)), list(combinations_with_replacement("abc", 2)), len(list(combinations(range(10), 5))), list(combinations_with_replacement([], 2)))
print([(k, list(g)) for k, g in groupby("aabbbc")], [(k, len(list(g))) for k, g in groupby([1, 3, 2, 4, 5], lambda v: v % 2)], list(groupby([])), [k for k, _ in groupby("abab")])
g = groupby("aab")
k1, first = next(g)
k2, second = next(g)
print(k1, list(first), k2, list(second))
for bad in (lambda: product(5), lambda: product("a", repeat=-1), lambda: product("a", repeat="x"), lambda: permutations(5), lambda: permutations("a", -1), lambda: combinations("a"), lambda: combinations("a", -1), lambda: combinations(5, 1), lambda: groupby(5), lambda: list(groupby([1], 5)), lambda: permutations("a", "b"), lambda: product("a", x=1)):
    try: print(list(bad()))
    except (ValueError, TypeError) as error: print(type(error).__name__, error)
print(sum(1 for a, b, c in product(range(1, 30), repeat=3) if a < b < c and a * a + b * b == c * c), sorted({"".join(p) for p in permutations("aab")}), max(permutations([1, 3, 2])), [c for c in combinations(range(1, 10), 3) if sum(c) == 15])
powerset = list(chain.from_iterable(combinations("abc", r) for r in range(4)))
print(powerset, len(set(powerset)))
words = sorted("apple avocado bean beet carrot".split(), key=lambda w: w[0])
print({k: list(v) for k, v in groupby(words, key=lambda w: w[0])})
total = 0
for p in permutations(range(6)): total += p[0] * p[-1]
for a, b in combinations(range(60), 2): total += a ^ b
print(total)
