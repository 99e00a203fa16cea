# Elementary cellular automata and Langton's ant: rules as integers, wrapping, patterns, cycles.
def step(cells, rule): return [rule >> (cells[i - 1] << 2 | cells[i] << 1 | cells[(i + 1) % len(cells)]) & 1 for i in range(len(cells))]
def run(rule, width, n):
    cells = [int(i == width // 2) for i in range(width)]
    for _ in range(n):
        yield "".join(".#"[c] for c in cells)
        cells = step(cells, rule)
for rule in (30, 90, 110): print(rule, *run(rule, 15, 6), sep="\n")
def period(rule, width):
    cells, seen, n = tuple(int(i == 0) for i in range(width)), {}, 0
    while cells not in seen:
        seen[cells] = n
        cells, n = tuple(step(cells, rule)), n + 1
    return n - seen[cells], seen[cells]
print([period(rule, 9) for rule in (0, 30, 90, 110, 184, 204)])
def ant(steps):
    black, x, y, dx, dy = set(), 0, 0, 0, 1
    for _ in range(steps):
        dx, dy = (dy, -dx) if (x, y) not in black else (-dy, dx)
        black ^= {(x, y)}
        x, y = x + dx, y + dy
    return len(black), (x, y)
print(ant(10), ant(200), ant(2000))
def look_and_say(s):
    out, i = "", 0
    while i < len(s):
        j = next((k for k in range(i, len(s)) if s[k] != s[i]), len(s))
        out, i = out + f"{j - i}{s[i]}", j
    return out
s = "1"
for _ in range(12): s = look_and_say(s)
print(s[:30], len(s))
