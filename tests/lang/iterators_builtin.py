# enumerate, zip, map, filter, reversed, iter(callable, sentinel).
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__ + ":", error)

print(list(enumerate('ab')), list(enumerate('ab', 5)), list(enumerate('a', start=2 ** 62)))
print(list(zip()), list(zip('abc', [1, 2])), list(zip([1], [2], [3])), list(zip(*[(1, 2), (3, 4)])))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])), list(map(pow, [2, 3], [3, 2])))
print(list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x > 1, [1, 2, 3])), list(filter(bool, [0, 5])))
print(list(reversed('abc')), list(reversed((1, 2))), list(reversed({1: 2, 3: 4})))
class Seq:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
print(list(reversed(Seq())), list(Seq()), list(iter(Seq())))
values = iter([1, 2, 3, 0, 4])
print(list(iter(lambda: next(values), 0)), next(values))
attempt(lambda: list(zip([1], [1, 2], strict=True)))
attempt(lambda: list(zip([1, 2], [1], strict=True)))
attempt(lambda: list(zip([1, 2], [1, 2], [1], strict=True)))
attempt(lambda: list(zip([1, 2], [1, 2], strict=True)))
attempt(lambda: list(map(max, [1, 2], [1], strict=True)))
attempt(lambda: zip(1))
attempt(lambda: map(1))
attempt(lambda: filter(1))
attempt(lambda: enumerate())
attempt(lambda: reversed(1))
attempt(lambda: reversed({1}))
attempt(lambda: zip(bad=1))
attempt(lambda: iter(1, 2))
i = iter(range(5)); next(i); print(i.__length_hint__(), list(i))
class E(enumerate): pass
print(list(E('x')))
print(type(iter([])).__name__, type(iter(())).__name__, type(reversed([])).__name__, type(iter({})).__name__, type(iter(set())).__name__)
