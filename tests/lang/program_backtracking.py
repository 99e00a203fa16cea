# Backtracking searches: queens, sudoku, subsets, knapsack, mazes, permutations with pruning.
def queens(n):
    found = []
    def place(row, columns, left, right, path):
        if row == n: found.append(path); return
        for c in range(n):
            if not (columns >> c | left >> (row + c) | right >> (row - c + n)) & 1:
                place(row + 1, columns | 1 << c, left | 1 << (row + c), right | 1 << (row - c + n), path + (c,))
    place(0, 0, 0, 0, ())
    return found
print([len(queens(n)) for n in range(1, 7)], queens(6)[0])
def sudoku(cells):
    cells = [int(c) if c.isdigit() else 0 for c in cells]
    size, box = 4, 2
    def options(i):
        r, c = divmod(i, size)
        used = {cells[r * size + k] for k in range(size)} | {cells[k * size + c] for k in range(size)} | {cells[(r // box * box + a) * size + c // box * box + b] for a in range(box) for b in range(box)}
        return [v for v in range(1, size + 1) if v not in used]
    def solve():
        empty = [i for i, v in enumerate(cells) if not v]
        if not empty: return True
        i = min(empty, key=lambda i: len(options(i)))
        for v in options(i):
            cells[i] = v
            if solve(): return True
            cells[i] = 0
        return False
    return "".join(map(str, cells)) if solve() else None
print(sudoku("1...............") is not None, sudoku("12..34......21..")[:16] if sudoku("12..34......21..") else None, sudoku("11.............."))
def subset_sum(items, target):
    def go(i, left, chosen):
        if left == 0: yield chosen; return
        if i == len(items) or left < 0: return
        yield from go(i + 1, left - items[i], chosen + [items[i]])
        yield from go(i + 1, left, chosen)
    return list(go(0, target, []))
print(subset_sum([3, 34, 4, 12, 5, 2], 9), len(subset_sum(list(range(1, 11)), 20)))
def knapsack(items, capacity):
    best = [(0, ())] * (capacity + 1)
    for name, weight, value in items:
        for c in range(capacity, weight - 1, -1): best[c] = max(best[c], (best[c - weight][0] + value, best[c - weight][1] + (name,)))
    return best[capacity]
print(knapsack([("a", 12, 4), ("b", 2, 2), ("c", 1, 1), ("d", 1, 2), ("e", 4, 10)], 15))
maze = ["#########", "#S  #   #", "# # # # #", "# #   #E#", "#########"]
def solve(maze):
    start = next((r, c) for r, row in enumerate(maze) for c, ch in enumerate(row) if ch == "S")
    queue, seen = [(start, "")], {start}
    for (r, c), path in queue:
        if maze[r][c] == "E": return path
        for dr, dc, name in ((0, 1, "R"), (1, 0, "D"), (0, -1, "L"), (-1, 0, "U")):
            if maze[r + dr][c + dc] != "#" and (r + dr, c + dc) not in seen:
                seen.add((r + dr, c + dc))
                queue.append(((r + dr, c + dc), path + name))
print(solve(maze), solve(["####", "#S##", "##E#", "####"]))
def send_more(limit=30000):
    checked = 0
    for carry in range(2):
        for m in (1,):
            for o in (0,):
                for s in (8, 9):
                    for e in range(2, 9):
                        n = e + 1
                        r = 9 if s == 8 else 8
                        for d in range(2, 10):
                            checked += 1
                            y = d + e - 10
                            if len({s, e, n, d, m, o, r, y}) == 8 and y > 0 and (s * 1000 + e * 100 + n * 10 + d) + (m * 1000 + o * 100 + r * 10 + e) == m * 10000 + o * 1000 + n * 100 + e * 10 + y: return (s, e, n, d, m, o, r, y)
print(send_more())
def hanoi(n, a="A", b="B", c="C"): return [] if n == 0 else hanoi(n - 1, a, c, b) + [a + c] + hanoi(n - 1, b, a, c)
print(len(hanoi(8)), hanoi(3))
def change(amount, coins=(25, 10, 5, 1)): return 1 if amount == 0 else 0 if amount < 0 or not coins else change(amount - coins[0], coins) + change(amount, coins[1:])
print(change(50), change(11))
def brackets(n, opened=0, s=""): return [s] if n == 0 and opened == 0 else (brackets(n - 1, opened + 1, s + "(") if n else []) + (brackets(n, opened - 1, s + ")") if opened else [])
print(brackets(3), len(brackets(6)))
