# Shortest paths with a heap written by hand; comparison of tuples, `float('inf')`, nested dicts, path unpacking.


def sift_up(heap, index):
    item = heap[index]
    while index and item < heap[parent := (index - 1) // 2]:
        heap[index] = heap[parent]
        index = parent
    heap[index] = item


def push(heap, item):
    heap.append(item)
    sift_up(heap, len(heap) - 1)


def pop(heap):
    top, last = heap[0], heap.pop()
    if heap:
        index, size = 0, len(heap)
        while (child := 2 * index + 1) < size:
            if child + 1 < size and heap[child + 1] < heap[child]:
                child += 1
            if not heap[child] < last:
                break
            heap[index] = heap[child]
            index = child
        heap[index] = last
    return top


def shortest(graph, start):
    distances, previous, heap = {start: 0}, {}, [(0, start)]
    settled = set()
    while heap:
        distance, node = pop(heap)
        if node in settled:
            continue
        settled.add(node)
        for neighbour, length in graph.get(node, {}).items():
            new = distance + length
            if new < distances.get(neighbour, float("inf")):
                distances[neighbour], previous[neighbour] = new, node
                push(heap, (new, neighbour))
    return distances, previous


def path(previous, node):
    way = [node]
    while node in previous:
        way.append(node := previous[node])
    return way[::-1]


graph = {
    "a": {"b": 7, "c": 9, "f": 14},
    "b": {"a": 7, "c": 10, "d": 15},
    "c": {"a": 9, "b": 10, "d": 11, "f": 2},
    "d": {"b": 15, "c": 11, "e": 6},
    "e": {"d": 6, "f": 9},
    "f": {"a": 14, "c": 2, "e": 9},
    "g": {"a": 1},
}
distances, previous = shortest(graph, "a")
for node, distance in sorted(distances.items()):
    print(node, distance, "-".join(path(previous, node)))
print("g" in distances, shortest(graph, "g")[0]["e"], shortest({}, "x"))

grid = ["S.#....", ".##.##.", "....#..", ".##...#", "...#..E"]
cells = {(x, y): c for y, row in enumerate(grid) for x, c in enumerate(row) if c != "#"}
[begin], [end] = ([at for at, c in cells.items() if c == mark] for mark in "SE")
steps = [(1, 0), (0, 1), (-1, 0), (0, -1)]
maze = {(x, y): {(x + i, y + j): 1 for i, j in steps if (x + i, y + j) in cells} for x, y in cells}
distances, previous = shortest(maze, begin)
way = set(path(previous, end))
print(distances[end])
for y, row in enumerate(grid):
    print("".join("*" if (x, y) in way else c for x, c in enumerate(row)))
values = [(i * 7919) % 101 for i in range(60)]
heap = []
for value in values:
    push(heap, value)
print([pop(heap) for _ in range(60)] == sorted(values), heap)
