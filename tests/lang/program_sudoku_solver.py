# Backtracking with sets: set operators, `min` with keys, generators that yield solutions, exceptions as results.


def peers(cell):
    row, column = divmod(cell, 9)
    box = row // 3 * 27 + column // 3 * 3
    same_row = set(range(row * 9, row * 9 + 9))
    same_column = set(range(column, 81, 9))
    same_box = {box + i * 9 + j for i in range(3) for j in range(3)}
    return frozenset((same_row | same_column | same_box) - {cell})


PEERS = [peers(cell) for cell in range(81)]


class Contradiction(Exception):
    pass


def assign(options, cell, digit):
    queue = [(cell, digit)]
    while queue:
        cell, digit = queue.pop()
        if digit not in options[cell]:
            raise Contradiction(cell, digit)
        options[cell] = {digit}
        for peer in PEERS[cell]:
            if digit in options[peer]:
                options[peer] = options[peer] - {digit}
                if not options[peer]:
                    raise Contradiction(peer)
                if len(options[peer]) == 1:
                    [only] = options[peer]
                    queue.append((peer, only))


def solutions(options):
    open_cells = [cell for cell in range(81) if len(options[cell]) > 1]
    if not open_cells:
        yield "".join(str(digit) for [digit] in options)
        return
    cell = min(open_cells, key=lambda cell: (len(options[cell]), cell))
    for digit in sorted(options[cell]):
        attempt = options.copy()
        try:
            assign(attempt, cell, digit)
        except Contradiction:
            continue
        yield from solutions(attempt)


def solve(text):
    options = [set(range(1, 10)) for _ in range(81)]
    for cell, mark in enumerate(text.replace(" ", "")):
        if mark != ".":
            assign(options, cell, int(mark))
    return solutions(options)


puzzle = """53..7.... 6..195... .98....6. 8...6...3 4..8.3..1 7...2...6 .6....28. ...419..5 ....8..79"""
solved = next(solve(puzzle))
for row in range(0, 81, 9):
    print(" ".join(solved[row : row + 9]))
print(all(len(set(solved[r * 9 : r * 9 + 9])) == 9 for r in range(9)), len(PEERS[0]), sorted(PEERS[40])[:5])
try:
    list(solve("11" + "." * 79))
except Contradiction as error:
    print("contradiction", error.args)
blank = solve("12345678." + "." * 72)
print(next(blank)[:9], len(next(blank)))
