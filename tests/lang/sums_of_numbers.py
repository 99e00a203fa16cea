# Sums of numbers: what is exact, what is rounded and how, and where that ends.
print(sum([1e16, 1.0, 1.0, -1e16]), sum([1e16, 1, 1, -1e16]), sum([1e16, True, 1, -1e16]))
print(sum([2**70, 1e16, 1.0, -1e16]), sum([1, 2**70, 1e16, 1.0, 1.0]))
print(sum([0.1]*10 + [10**20] + [0.1]*10), sum([0.1]*10 + [10**20, -10**20] + [0.1]*10))
print(sum([0.1]*10+[1j]+[0.1]*10), sum([0.1, 1j, 1e16, 1.0, -1e16]))
print(sum([10**30, -10**30, 5] + [1]*5), sum([2**62]*4), sum([2**62, 0.5, -2**62]))
class F(float): pass
print(sum([F(0.1)]*10), type(sum([F(1.0)])), sum([0.1]*5+[F(0.1)]*5), sum([1e16, F(1), F(1), -1e16]))
print(sum([0.1]*10, 0.0), sum([1]*3, 2**70), sum([1.5], True), sum([True, True]))
print(sum([float("inf"), 1.0]), sum([1e308, 1e308, -1e308]), sum([float("inf"), -float("inf")]))
print(sum([-0.0], -0.0), sum([1e16, F(1), 1.0, 1.0, -1e16]), sum([1j, 1e16, 1.0, F(1.0), -1e16, True]), sum([1j, "x"][:1]))
for values in ([1.5, 10**400], [1j, 10**400], [1.5, "x"], [1j, None], [2**63, 1.5, 0.1], [2**63 - 1, 1, 0.1, 0.2]):
    try: print(sum(values))
    except Exception as e: print(type(e).__name__, e)
