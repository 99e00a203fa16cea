# A priority queue: a binary heap with sift up and down, stable for equal priorities.
class Heap:
    def __init__(self, items=()):
        self.data, self.count = [], 0
        for priority, item in items: self.push(priority, item)
    def __len__(self): return len(self.data)
    def __bool__(self): return bool(self.data)
    def push(self, priority, item):
        self.data.append((priority, self.count, item))
        self.count += 1
        i = len(self.data) - 1
        while i and self.data[i] < self.data[parent := (i - 1) // 2]:
            self.data[i], self.data[parent] = self.data[parent], self.data[i]
            i = parent
    def pop(self):
        if not self.data: raise IndexError("empty heap")
        top, last = self.data[0], self.data.pop()
        if self.data:
            self.data[0] = last
            i, n = 0, len(self.data)
            while (child := 2 * i + 1) < n:
                if child + 1 < n and self.data[child + 1] < self.data[child]: child += 1
                if self.data[i] <= self.data[child]: break
                self.data[i], self.data[child] = self.data[child], self.data[i]
                i = child
        return top[0], top[2]
    def __iter__(self):
        while self: yield self.pop()
h = Heap([(3, "c"), (1, "a"), (2, "b"), (1, "a2")])
print(list(h), len(h))
numbers = [(i * 7919) % 1009 for i in range(300)]
h = Heap((n, str(n)) for n in numbers)
print([p for p, _ in h] == sorted(numbers))
try: h.pop()
except IndexError as error: print(error)
def dijkstra(graph, start):
    distance, queue = {}, Heap([(0, start)])
    while queue:
        d, node = queue.pop()
        if node in distance: continue
        distance[node] = d
        for neighbour, weight in graph.get(node, {}).items():
            if neighbour not in distance: queue.push(d + weight, neighbour)
    return distance
graph = {"a": {"b": 7, "c": 3}, "b": {"d": 2}, "c": {"b": 1, "d": 8}, "d": {"e": 1}, "z": {}}
print(dijkstra(graph, "a"), dijkstra(graph, "z"))
grid = {(x, y): {(x + dx, y + dy): (x * y) % 5 + 1 for dx, dy in ((1, 0), (0, 1)) if x + dx < 8 and y + dy < 8} for x in range(8) for y in range(8)}
print(dijkstra(grid, (0, 0))[7, 7])
