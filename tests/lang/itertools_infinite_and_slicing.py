# itertools: count, cycle, repeat, islice, takewhile, dropwhile, filterfalse, accumulate, starmap, compress, pairwise, batched.
from itertools import count, cycle, repeat, islice, takewhile, dropwhile, filterfalse, accumulate, starmap, compress, pairwise, batched, chain, tee, zip_longest
print(list(islice(count(), 3)), list(islice(count(5, -2), 4)), list(islice(count(0.5, 0.25), 3)), count(3), count(1, 2), next(count(10**20)), list(islice(cycle("ab"), 5)), list(cycle([])), list(repeat("x", 3)), repeat(1), repeat(1, 2), list(map(pow, range(4), repeat(2))))
print(list(islice("abcdefg", 2)), list(islice("abcdefg", 2, 5)), list(islice("abcdefg", 1, None, 2)), list(islice("abc", 5, 10)), list(islice("abc", None)), list(takewhile(lambda v: v < 3, [1, 2, 3, 1])), list(dropwhile(lambda v: v < 3, [1, 2, 3, 1])), list(filterfalse(None, [0, 1, "", 2])), list(filterfalse(lambda v: v % 2, range(6))))
print(list(accumulate([1, 2, 3])), list(accumulate("abc")), list(accumulate([3, 1, 2], max)), list(accumulate([1, 2], initial=10)), list(accumulate([], initial=0)), list(starmap(pow, [(2, 3), (3, 2)])), list(compress("abcde", [1, 0, 1])), list(pairwise("abcd")), list(pairwise("a")), list(batched("abcdefg", 3)), list(chain("ab", [1], ())), list(chain.from_iterable(["ab", "cd"])), list(zip_longest("abc", [1], fillvalue="-")), list(zip_longest()))
a, b = tee(iter([1, 2, 3]))
print(next(a), next(a), list(b), list(a), [list(t) for t in tee("xy", 3)], tee([], 0))
for bad in (lambda: islice("a", -1), lambda: islice("a", 1, 2, 0), lambda: islice("a", "x"), lambda: islice(5, 1), lambda: count("a"), lambda: repeat(), lambda: repeat(1, "x"), lambda: list(starmap(pow, [1])), lambda: batched("a", 0), lambda: cycle(5), lambda: list(accumulate([1, "a"])), lambda: tee([], -1), lambda: list(batched("abcd", 3, strict=True)), lambda: chain.from_iterable(5).__next__(), lambda: takewhile(5, [1]).__next__(), lambda: pairwise(5), lambda: compress([1]), lambda: zip_longest("a", x=1)):
    try: print(bad())
    except (ValueError, TypeError) as error: print(type(error).__name__, error)
it = iter(range(10))
print(list(takewhile(lambda v: v < 4, it)), next(it), list(islice(it, 2)), next(it))
def noisy():
    for i in range(3): print("give", i, end=" "); yield i
x = chain(noisy(), [9])
print(next(x), next(x), list(x), list(islice(noisy(), 0)))
print(sum(islice(accumulate(count(1)), 300)), sum(v for p in batched(range(100), 7) for v in p if v % 2), sum(a * b for a, b in pairwise(range(100))), len(list(takewhile(lambda v: v < 10**6, accumulate(repeat(3), lambda a, _: a * 2)))))
