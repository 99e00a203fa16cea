# Laws of set algebra checked over many small sets, for set, frozenset and dict keys, operators and methods.
universe = range(4)
sets = [{v for v in universe if mask >> v & 1} for mask in range(16)]
full = set(universe)
def all_pairs(law): return all(law(a, b) for a in sets for b in sets)
def all_triples(law): return all(law(a, b, c) for a in sets for b in sets for c in sets)
print(all_pairs(lambda a, b: a | b == b | a), all_pairs(lambda a, b: a & b == b & a), all_pairs(lambda a, b: a ^ b == (a | b) - (a & b)), all_pairs(lambda a, b: full - (a | b) == (full - a) & (full - b)), all_pairs(lambda a, b: (a <= b) == (a & b == a) == (a | b == b)), all_pairs(lambda a, b: len(a) + len(b) == len(a | b) + len(a & b)))
print(all_triples(lambda a, b, c: a & (b | c) == (a & b) | (a & c)), all_triples(lambda a, b, c: a - (b | c) == (a - b) - c), all_triples(lambda a, b, c: (a ^ b) ^ c == a ^ (b ^ c)))
print(all_pairs(lambda a, b: a.union(b) == a | b and a.intersection(b) == a & b and a.difference(b) == a - b and a.symmetric_difference(b) == a ^ b), all_pairs(lambda a, b: a.isdisjoint(b) == (not a & b)), all_pairs(lambda a, b: a.issubset(b) == (a <= b) == b.issuperset(a) == (b >= a)), all_pairs(lambda a, b: (a < b) == (a <= b and a != b)))
print(all_pairs(lambda a, b: hash(frozenset(a)) == hash(frozenset(b)) if a == b else True), len({frozenset(s) for s in sets}), all_pairs(lambda a, b: dict.fromkeys(a).keys() & b == a & b), all_pairs(lambda a, b: dict.fromkeys(a).keys() | b == a | b), all_pairs(lambda a, b: frozenset(a) == a and (frozenset(a) <= b) == (a <= b)))
def inplace(a, b):
    w, x, y, z = set(a), set(a), set(a), set(a)
    i, j, k, l = w, x, y, z
    w |= b; x &= b; y -= b; z ^= b
    return (w is i, x is j, y is k, z is l) == (True,) * 4 and (w, x, y, z) == (a | b, a & b, a - b, a ^ b)
print(all_pairs(inplace))
f = frozenset({1, 2})
g = f
f |= {3}
print(f is g, sorted(f), sorted(g), type({1} | frozenset({2})).__name__, type(frozenset({1}) & {1}).__name__, {1, 2} & dict.fromkeys([2, 3]).keys(), sorted({1}.union([2], (3,), "4"), key=str), {1, 2, 3}.intersection([1, 2], {2, 5}), sorted({1, 2, 3}.difference([1], [9])))
powerset = [set()]
for v in range(6): powerset += [s | {v} for s in powerset]
print(len(powerset), sum(map(len, powerset)), sum(1 for a in powerset for b in powerset if a < b))
