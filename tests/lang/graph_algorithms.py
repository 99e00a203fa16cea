# Graphs as dicts: search, topological order, components, shortest paths, spanning trees, cycles, colouring.
graph = {"a": ["b", "c"], "b": ["d"], "c": ["d", "e"], "d": ["f"], "e": ["f"], "f": [], "x": ["y"], "y": []}
def dfs(graph, node, seen=None):
    seen = [] if seen is None else seen
    if node not in seen:
        seen.append(node)
        for n in graph[node]: dfs(graph, n, seen)
    return seen
def bfs(graph, start):
    order, queue = {start: 0}, [start]
    for node in queue:
        for n in graph[node]:
            if n not in order: order[n] = order[node] + 1; queue.append(n)
    return order
def topological(graph):
    indegree = {n: 0 for n in graph}
    for targets in graph.values():
        for t in targets: indegree[t] += 1
    ready, out = sorted(n for n, d in indegree.items() if d == 0), []
    while ready:
        out.append(node := ready.pop(0))
        for t in graph[node]:
            indegree[t] -= 1
            if not indegree[t]: ready.append(t)
    if len(out) < len(graph): raise ValueError(f"cycle among {sorted(n for n, d in indegree.items() if d)}")
    return out
print(dfs(graph, "a"), bfs(graph, "a"), topological(graph))
try: topological({"p": ["q"], "q": ["r"], "r": ["p"], "s": []})
except ValueError as error: print(error)
class UnionFind:
    def __init__(self, items): self.parent = {i: i for i in items}
    def find(self, x):
        while self.parent[x] != x: self.parent[x] = x = self.parent[self.parent[x]]
        return x
    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        self.parent[a] = b
        return a != b
edges = [(7, "a", "b"), (5, "b", "c"), (8, "a", "c"), (9, "b", "d"), (7, "c", "e"), (5, "d", "e"), (15, "e", "f"), (6, "d", "f"), (1, "x", "y")]
uf = UnionFind("abcdefxy")
tree = [e for e in sorted(edges) if uf.union(*e[1:])]
print(tree, sum(w for w, _, _ in tree), len({uf.find(n) for n in "abcdefxy"}))
def floyd(nodes, edges):
    inf = float("inf")
    d = {(i, j): 0 if i == j else inf for i in nodes for j in nodes}
    for w, a, b in edges: d[a, b] = d[b, a] = min(w, d[a, b])
    for k in nodes:
        for i in nodes:
            for j in nodes: d[i, j] = min(d[i, j], d[i, k] + d[k, j])
    return d
d = floyd("abcdefxy", edges)
print(d["a", "f"], d["a", "x"], max(v for v in d.values() if v < float("inf")))
def scc(graph):
    index, low, stack, out, counter = {}, {}, [], [], [0]
    def visit(v):
        index[v] = low[v] = counter[0]
        counter[0] += 1
        stack.append(v)
        for w in graph[v]:
            if w not in index: visit(w); low[v] = min(low[v], low[w])
            elif w in stack: low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            component = []
            while True:
                component.append(w := stack.pop())
                if w == v: break
            out.append(sorted(component))
    for v in graph:
        if v not in index: visit(v)
    return sorted(out)
print(scc({1: [2], 2: [3, 4], 3: [1], 4: [5], 5: [6], 6: [4], 7: [7, 6]}))
def colour(graph):
    colours = {}
    for node in sorted(graph, key=lambda n: -len(graph[n])): colours[node] = next(c for c in range(len(graph)) if all(colours.get(n) != c for n in graph[node]))
    return colours
wheel = {0: [1, 2, 3, 4, 5], **{i: [0, i % 5 + 1, (i - 2) % 5 + 1] for i in range(1, 6)}}
print(colour(wheel), max(colour(wheel).values()) + 1)
def euler(edges):
    adjacent = {}
    for a, b in edges: adjacent.setdefault(a, []).append(b); adjacent.setdefault(b, []).append(a)
    stack, path = [edges[0][0]], []
    while stack:
        if adjacent[stack[-1]]:
            n = adjacent[stack[-1]].pop()
            adjacent[n].remove(stack[-1])
            stack.append(n)
        else: path.append(stack.pop())
    return path
print(euler([(1, 2), (2, 3), (3, 1), (1, 4), (4, 5), (5, 1)]))
big = {i: [(i * 7 + 1) % 200, (i * 3 + 5) % 200] for i in range(200)}
print(len(bfs(big, 0)), max(bfs(big, 0).values()), len(scc(big)), len(dfs(big, 0)))
