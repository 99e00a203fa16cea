# itertools.
from itertools import *
import itertools
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__ + ":", error)

print(list(accumulate([1, 2, 3])), list(accumulate([1, 2, 3], lambda a, b: a * b, initial=10)), list(batched('abcdefg', 3)), list(chain('ab', [1], ())), list(chain.from_iterable(['ab', 'cd'])))
print(list(combinations('abcd', 2)), list(combinations([1], 2)), list(combinations([], 0)), list(combinations_with_replacement('ab', 2)))
print(list(compress('abcd', [1, 0, 1, 1])), list(islice(count(5, 2), 3)), count(1), count(1.5, 2), list(islice(cycle('ab'), 5)), list(islice(cycle([]), 5)))
print(list(dropwhile(lambda x: x < 3, [1, 3, 1])), list(filterfalse(None, [0, 1])), list(filterfalse(lambda x: x > 1, [1, 2])), list(takewhile(lambda x: x < 3, [1, 3, 1])))
print([(k, list(g)) for k, g in groupby('aabbbc')], [(k, list(g)) for k, g in groupby([1, 2, 11, 12], key=lambda x: x // 10)], [k for k, g in groupby('aab')])
print(list(islice('abcdef', 2)), list(islice('abcdef', 1, 4)), list(islice('abcdef', 0, None, 2)), list(islice('abc', 5, 9)), list(islice('abc', 0)))
i = iter(range(10)); print(list(islice(i, 1, 6, 2)), next(i))
print(list(pairwise('abcd')), list(pairwise('a')), list(permutations([1, 2, 3])), list(permutations('abc', 2)), list(permutations([], 0)), list(permutations('a', 2)), len(list(permutations(range(6)))))
print(list(product('ab', [1, 2])), list(product([0, 1], repeat=2)), list(product()), list(product('ab', [])), list(repeat(7, 3)), repeat(1, 2), repeat('x'), list(starmap(pow, [(2, 3), (3, 2)])))
a, b = tee([1, 2, 3]); print(next(a), list(b), list(a)); c, d, e = tee('xy', 3); print(list(c), list(d), list(e), tee([], 0))
print(list(zip_longest('abc', [1], fillvalue='-')), list(zip_longest()), list(zip_longest('ab', 'c')))
attempt(lambda: islice([1], -1)); attempt(lambda: combinations([1], -1)); attempt(lambda: batched([1], 0)); attempt(lambda: list(batched([1, 2, 3], 2, strict=True))); attempt(lambda: count('a'))
attempt(lambda: product([1], repeat=-1)); attempt(lambda: permutations([1], 'a')); attempt(lambda: zip_longest([1], foo=1)); attempt(lambda: chain(1).__next__()); attempt(lambda: pairwise(1)); attempt(lambda: islice([1])); attempt(lambda: tee([], -1)); attempt(lambda: islice([1], 0, 1, 0))
