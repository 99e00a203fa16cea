# math, _operator, _functools, _collections, _random and array, without the pure modules around them.
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__ + ":", error)

import math
print(math.sqrt(2), math.floor(-1.5), math.ceil(1.2), math.trunc(-1.9), math.factorial(20), math.factorial(30), math.gcd(12, 18, 27), math.lcm(4, 6))
print(math.isqrt(10 ** 40), math.comb(50, 6), math.perm(5, 2), math.perm(5), math.hypot(3, 4), math.dist([0, 0], [1, 1]), math.fsum([0.1] * 10))
print(math.log(10), math.log(8, 2), math.log2(1024), math.log10(1000), math.log(10 ** 400), math.exp(1), math.pow(2, 0.5), math.fmod(-7, 3), math.remainder(7, 4))
print(math.frexp(8.5), math.ldexp(0.5, 4), math.modf(-2.5), math.copysign(1, -0.0), math.isclose(1, 1 + 1e-10), math.nextafter(1, 2), math.ulp(1.0), math.prod([1, 2, 3]), math.sumprod([1, 2], [3, 4]))
print(math.pi, math.e, math.tau, math.inf, math.isnan(math.nan), math.degrees(math.pi), math.radians(180), math.cbrt(8), math.gamma(5), math.atan2(1, 1))
attempt(lambda: math.sqrt(-1)); attempt(lambda: math.log(0)); attempt(lambda: math.acos(2)); attempt(lambda: math.exp(1000))
attempt(lambda: math.factorial(-1)); attempt(lambda: math.fmod(1, 0)); attempt(lambda: math.pow(0, -1)); attempt(lambda: math.floor(math.inf))
attempt(lambda: math.sqrt('a')); attempt(lambda: math.gcd(1.5)); attempt(lambda: math.isqrt(-1)); attempt(lambda: math.atan2(1)); attempt(lambda: math.log(-math.inf))

import _operator as op
print(op.add(1, 2), op.itemgetter(1)([5, 6]), op.itemgetter(0, 2)('abc'), op.attrgetter('real', 'imag')(5), op.methodcaller('upper')('a'), op.lt(1, 2), op.contains([1], 1))
print(op.itemgetter(1, 2), op.attrgetter('a.b'), op.methodcaller('f', 1, b=2), op.countOf([1, 2, 1], 1), op.indexOf([1, 2], 2), op.length_hint([1, 2]), op.truth([]), op.not_(0), op.iadd([1], [2]), op.concat('a', 'b'), op.index(True), op.mod(7, 4), op.and_(6, 3))
attempt(lambda: op.itemgetter()); attempt(lambda: op.indexOf([1], 2)); attempt(lambda: op.concat(1, 2))

import _functools as ft
print(ft.reduce(lambda a, b: a + b, [1, 2, 3]), ft.reduce(max, [], 5), sorted([3, 1, 2], key=ft.cmp_to_key(lambda a, b: b - a)))
attempt(lambda: ft.reduce(max, []))
p = ft.partial(pow, 2); print(p(5), ft.partial(p, 3)(), ft.partial(int, base=2)('101'), p.func is pow, p.args, p.keywords)
print(ft.partial(pow, ft.Placeholder, 2)(5), repr(ft.Placeholder))
attempt(lambda: ft.partial()); attempt(lambda: ft.partial(1))
calls = []
def slow(x, y=0): calls.append(x); return x * 2
cached = ft._lru_cache_wrapper(slow, 2, False, lambda *a: a)
print([cached(1), cached(2), cached(1), cached(3), cached(2), cached(1, y=5), cached(1, y=5)], calls, cached.cache_info()); cached.cache_clear(); print(cached.cache_info())
class M:
    f = ft._lru_cache_wrapper(lambda self, x: x + 1, None, False, lambda *a: a)
print(M().f(1), M.f.cache_info())

from _collections import deque, defaultdict, _count_elements, _tuplegetter
d = deque([1, 2, 3], maxlen=4); d.append(4); d.append(5); d.appendleft(0); print(d, len(d), d[0], d[-1], d.maxlen)
d.rotate(1); print(d, d.pop(), d.popleft(), list(d), list(reversed(d)), 3 in d, d.count(3), d.index(2)); d.extend('ab'); d.extendleft('z'); print(d); d.insert(1, 'i') if len(d) < 4 else None
e = deque('abc'); e.remove('b'); e.reverse(); e[0] = 'q'; del e[1]; print(e, e + deque([1]), e * 2, e == deque('q'), e.copy(), deque() < deque([1])); e.clear(); print(e)
attempt(lambda: deque().pop()); attempt(lambda: deque([1])[3]); attempt(lambda: deque([1]).remove(2)); attempt(lambda: deque([1], maxlen=-1)); attempt(lambda: e + [1])
def mutate():
    q = deque([1, 2])
    for x in q: q.append(x)
attempt(mutate)
dd = defaultdict(list, a=[1]); dd['b'].append(2); print(dd, dd.default_factory, sorted(dd), dd.get('zz'), dd == {'a': [1], 'b': [2]}, dd.copy(), type(dd | {1: 2}).__name__)
attempt(lambda: defaultdict(1)); attempt(lambda: defaultdict()['x'])
counts = {}; _count_elements(counts, 'hello'); print(counts)
class P(tuple): x = _tuplegetter(0, 'first')
print(P((7, 8)).x, P.x.__doc__)

from _random import Random
r = Random(42); print(r.random(), r.random(), r.getrandbits(10), r.getrandbits(100)); s = r.getstate(); a = r.random(); r.setstate(s); print(a == r.random(), len(s))
r.seed(10 ** 30); print(r.random(), r.getrandbits(32)); r.seed(-5); print(r.random())

from array import array
a = array('d', [1, 2.5]); a.append(3); a.extend([4, 5]); a[0] = 9; print(a, len(a), a[1], a[-1], a[1:3], a.typecode, a.itemsize, 2.5 in a, a.index(3.0), a.tolist())
i = array('i', range(5)); i.insert(2, 99); i.pop(); i.remove(1); i.reverse(); print(i, i + array('i', [1]), i * 2, i == array('i', [3, 2, 99, 0]), type(i.tobytes()), i[::2], list(i))
b = array('B', b'abc'); b.frombytes(b'de'); b[1:2] = array('B', [1, 2]); del b[0]; print(b, array('H'), array('w', 'hey'), array('q', [2 ** 62]), array('Q', [2 ** 64 - 1])[0])
attempt(lambda: array('B', [256])); attempt(lambda: array('b', [-129])); attempt(lambda: array('x')); attempt(lambda: array('i', ['a'])); attempt(lambda: a[10]); attempt(lambda: array('i') + [1]); attempt(lambda: array('d').pop())
import time
print(time.time() > 1e9, time.perf_counter() <= time.perf_counter(), time.gmtime(86400 * 365)[:6], time.strftime('%Y-%m-%d %H:%M:%S %a %j', time.gmtime(1234567890)), time.process_time() >= 0, time.gmtime(0).tm_year)
