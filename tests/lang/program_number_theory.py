# Number theory with big integers: primes, factors, gcd, modular powers, CRT, perfect numbers, digits of pi and e.
def sieve(n):
    flags = bytearray([1]) * (n + 1)
    flags[:2] = b"\0\0"
    for i in range(2, int(n ** 0.5) + 1):
        if flags[i]: flags[i * i::i] = bytes(len(range(i * i, n + 1, i)))
    return [i for i, f in enumerate(flags) if f]
primes = sieve(1000)
print(len(primes), primes[:10], primes[-1], sum(primes))
def is_prime(n):
    if n < 2: return False
    for p in primes[:12]:
        if n % p == 0: return n == p
    d, s = n - 1, 0
    while d % 2 == 0: d, s = d // 2, s + 1
    for a in primes[:12]:
        x = pow(a, d, n)
        if x in (1, n - 1): continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1: break
        else: return False
    return True
print([n for n in range(60) if is_prime(n)], is_prime(2**61 - 1), is_prime(2**67 - 1), is_prime(2**89 - 1), next(n for n in range(10**15, 10**15 + 200) if is_prime(n)))
def factor(n):
    out, p = {}, 2
    while p * p <= n:
        while n % p == 0: out[p] = out.get(p, 0) + 1; n //= p
        p += 1 + (p > 2)
    if n > 1: out[n] = out.get(n, 0) + 1
    return out
print(factor(360), factor(97), factor(600851475143), factor(2**20 * 3**5), factor(1))
def egcd(a, b):
    x0, y0, x1, y1 = 1, 0, 0, 1
    while b: q, a, b = a // b, b, a % b; x0, x1, y0, y1 = x1, x0 - q * x1, y1, y0 - q * y1
    return a, x0, y0
g, x, y = egcd(240, 46)
print(g, x, y, 240 * x + 46 * y, egcd(17, 3120)[1] % 3120, pow(17, -1, 3120))
def crt(pairs):
    m = 1
    for _, n in pairs: m *= n
    return sum(r * (m // n) * pow(m // n, -1, n) for r, n in pairs) % m
print(crt([(2, 3), (3, 5), (2, 7)]), crt([(1, 2**31 - 1), (2, 2**61 - 1)]))
n, e = 3233 * (2**61 - 1), 65537
phi = 60 * 52 * (2**61 - 2)
d = pow(7, -1, 3120)
print([pow(pow(m, 7, 3233), d, 3233) for m in (65, 123, 3000)])
def divisors(n): return [d for d in range(1, n) if n % d == 0]
print([n for n in range(2, 600) if sum(divisors(n)) == n], [(a, b) for a in range(200, 300) if (b := sum(divisors(a))) != a and sum(divisors(b)) == a])
def digits_of_e(n):
    total, term, k = 0, 10 ** (n + 10), 1
    while term: total, term, k = total + term, term // k, k + 1
    return str(total)[:n]
def digits_of_pi(n):
    unity = 10 ** (n + 10)
    def arctan(x):
        power, total, k, sign = unity // x, 0, 1, 1
        while power: total += sign * (power // k); power //= x * x; k, sign = k + 2, -sign
        return total
    return str(4 * (4 * arctan(5) - arctan(239)))[:n]
print(digits_of_e(50), digits_of_pi(100))
fact = 1
for i in range(1, 101): fact *= i
print(sum(map(int, str(fact))), len(str(2**1000)), 2**1000 % 10**10, sum(int(c) for c in str(2**1000)), (fact // (1 << 97)) & 1, fact.bit_length())
fibs = [0, 1]
while len(str(fibs[-1])) < 50: fibs.append(fibs[-1] + fibs[-2])
print(len(fibs) - 1, fibs[-1], fibs[100], [f for f in fibs[:20] if is_prime(f)])
def isqrt(n):
    x = 1 << (n.bit_length() + 1) // 2
    while (y := (x + n // x) // 2) < x: x = y
    return x if n else 0
print(isqrt(2 * 10**60), all(isqrt(n) ** 2 <= n < (isqrt(n) + 1) ** 2 for n in range(1, 200)))
