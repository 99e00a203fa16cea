# math: rounding, roots, logarithms, trigonometry, special values, integers, sums and errors.
import math
inf, nan = math.inf, math.nan
r = lambda v: round(v, 9)
print(math.floor(2.7), math.ceil(2.1), math.trunc(-2.7), math.floor(-2.5), math.ceil(-2.5), math.fabs(-3), math.fmod(-7, 3), math.remainder(7, 4), math.modf(2.5), math.modf(-0.0), math.frexp(8.0), math.ldexp(0.5, 4), math.copysign(1, -0.0), math.sqrt(2), math.isqrt(10**20 + 1), math.hypot(3, 4), math.hypot(1, 2, 2), math.dist((0, 0), (3, 4)))
print(math.log(math.e), math.log(8, 2), math.log2(2**100), math.log10(1000), math.log(10**400) > 900, r(math.log1p(1e-9)), r(math.expm1(1e-9)), r(math.exp(1)), math.exp2(10), math.pow(2, 0.5) == 2 ** 0.5, math.pow(nan, 0), math.log(1))
print([r(f(0.5)) for f in (math.sin, math.cos, math.tan, math.asin, math.acos, math.atan, math.sinh, math.cosh, math.tanh, math.asinh, math.atanh, math.erf, math.erfc, math.gamma, math.lgamma)], r(math.acosh(2)), r(math.atan2(1, -1)), math.degrees(math.pi), r(math.radians(180)), math.atan2(-0.0, -1) < 0)
print(math.isnan(nan), math.isinf(-inf), math.isfinite(1), math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-12, abs_tol=1e-9), math.isclose(inf, inf), math.nextafter(1, 2) > 1, math.ulp(1.0) == 2 ** -52, math.factorial(20), math.comb(10, 3), math.perm(5, 2), math.perm(4), math.gcd(12, 18, 27), math.gcd(), math.lcm(4, 6), math.lcm(), math.gcd(-4, 6), math.prod([1, 2, 3.5]), math.prod([], start=5), math.fsum([0.1] * 10), math.sumprod([1, 2], [3, 4]), math.fma(2, 3, 4))
for call in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.log(-1), lambda: math.log(8, 0), lambda: math.acos(2), lambda: math.exp(1000), lambda: math.pow(-8, 1 / 3), lambda: math.pow(0, -1), lambda: math.factorial(-1), lambda: math.factorial(1.5), lambda: math.isqrt(-1), lambda: math.isqrt(2.0), lambda: math.comb(-1, 2), lambda: math.comb(5, -1), lambda: math.floor(inf), lambda: math.floor(nan), lambda: math.fmod(1, 0), lambda: math.fmod(inf, 1), lambda: math.gcd(1.5), lambda: math.sin("a"), lambda: math.sin(inf), lambda: math.gamma(0), lambda: math.gamma(-1), lambda: math.lgamma(-2), lambda: math.ldexp(1, 5000), lambda: math.dist((1,), (1, 2)), lambda: math.sqrt(10**400), lambda: math.trunc("x"), lambda: math.sqrt(), lambda: math.hypot("a"), lambda: math.isclose(1, 1, rel_tol=-1), lambda: math.prod(5), lambda: math.remainder(1, 0), lambda: math.atanh(1), lambda: math.cosh(1000), lambda: math.sumprod([1], [1, 2]), lambda: math.log(1, 1)):
    try: print(call())
    except Exception as error: print(type(error).__name__, error)
class Own:
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __trunc__(self): return "trunc"
    def __float__(self): return 4.0
    def __index__(self): return 5
print(math.floor(Own()), math.ceil(Own()), math.trunc(Own()), math.sqrt(Own()), math.factorial(Own()), math.gcd(Own(), 10), math.sqrt(True), math.pi, math.tau == 2 * math.pi, math.e)
print(sum(math.isqrt(i) for i in range(300)), r(sum(math.sin(i) ** 2 + math.cos(i) ** 2 for i in range(100))), math.comb(100, 50), math.gcd(math.factorial(30), 2**40))
