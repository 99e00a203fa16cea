# for/while else in real searches: primes, first match, nested breaks replaced by functions and exceptions.
def first_factor(n):
    for d in range(2, int(n ** 0.5) + 1):
        if n % d == 0: break
    else: return None
    return d
print([(n, first_factor(n)) for n in (2, 9, 15, 91, 97)])
def find(matrix, wanted):
    for r, row in enumerate(matrix):
        for c, v in enumerate(row):
            if v == wanted: break
        else: continue
        break
    else: return "nowhere"
    return r, c
print(find([[1, 2], [3, 4]], 3), find([[1]], 9), find([], 1))
def countdown(n):
    while n > 0:
        n -= 3
        if n == 1: break
    else: return "exhausted", n
    return "broke", n
print([countdown(n) for n in (0, 3, 4, 5, 10)])
def with_try(items):
    log = []
    for item in items:
        try:
            if item < 0: break
            log.append(10 // item)
        except ZeroDivisionError:
            log.append("zero")
            continue
        else: log.append("ok")
        finally: log.append("f")
    else: log.append("else")
    return log
print(with_try([5, 0, 2]), with_try([1, -1, 3]), with_try([]))
class Found(Exception): pass
def deep_search(cube, wanted):
    try:
        for x, plane in enumerate(cube):
            for y, row in enumerate(plane):
                for z, v in enumerate(row):
                    if v == wanted: raise Found(x, y, z)
    except Found as found: return found.args
    else: return None
cube = [[[x * 9 + y * 3 + z for z in range(3)] for y in range(3)] for x in range(3)]
print(deep_search(cube, 14), deep_search(cube, 99))
def generator_else():
    for i in range(3): yield i
    else: yield "else of a generator's loop"
print(list(generator_else()))
def nested_while(limit):
    a = total = 0
    while a < limit:
        b = 0
        while True:
            b += 1
            if b > a: break
            if (a + b) % 5 == 0: total += 1; continue
            total += 10
        else: print("never")
        a += 1
    else: total += 1000
    return total
print(nested_while(10), nested_while(0))
async def async_else():
    async def numbers():
        for i in range(3): yield i
    async for i in numbers():
        if i == 5: break
    else: return "async else"
try: async_else().send(None)
except StopIteration as stop: print(stop.value)
primes = []
for n in range(2, 300):
    for p in primes:
        if p * p > n: primes.append(n); break
        if n % p == 0: break
    else: primes.append(n)
print(len(primes), primes[-3:], sum(primes))
