# A stack machine written in Python: an assembler, an interpreter by match, a Brainfuck and a life simulation.
def assemble(source):
    labels, program = {}, []
    for line in source.strip().splitlines():
        line = line.split(";")[0].strip()
        if not line: continue
        if line.endswith(":"): labels[line[:-1]] = len(program)
        else:
            op, *args = line.split()
            program.append((op.upper(), *args))
    return [(op, *(labels.get(a, int(a) if a.lstrip("-").isdigit() else a) for a in args)) for op, *args in program]
def run(program, stack=(), limit=10000):
    stack, variables, out, pc, steps, calls = list(stack), {}, [], 0, 0, []
    while pc < len(program):
        steps += 1
        if steps > limit: raise TimeoutError(f"more than {limit} steps")
        instruction, pc = program[pc], pc + 1
        match instruction:
            case ("PUSH", value): stack.append(value)
            case ("ADD" | "SUB" | "MUL" | "LT" | "EQ" as op,):
                b, a = stack.pop(), stack.pop()
                stack.append({"ADD": a + b, "SUB": a - b, "MUL": a * b, "LT": int(a < b), "EQ": int(a == b)}[op])
            case ("DUP",): stack.append(stack[-1])
            case ("SWAP",): stack[-1], stack[-2] = stack[-2], stack[-1]
            case ("STORE", name): variables[name] = stack.pop()
            case ("LOAD", name): stack.append(variables[name])
            case ("JUMP", target): pc = target
            case ("JZ", target) if stack.pop() == 0: pc = target
            case ("JZ", _): pass
            case ("CALL", target): calls.append(pc); pc = target
            case ("RET",): pc = calls.pop()
            case ("PRINT",): out.append(stack.pop())
            case ("HALT",): break
            case (op, *args): raise SyntaxError(f"unknown {op} with {len(args)} arguments")
    return out, stack, steps
factorial = assemble("""
    store n
    push 1
    store acc
loop:
    load n        ; while n
    jz done
    load acc
    load n
    mul
    store acc
    load n
    push 1
    sub
    store n
    jump loop
done:
    load acc
    print
""")
print(run(factorial, [5]), run(factorial, [20])[0], run(factorial, [0]))
print(run(assemble("push 3\ncall square\ncall square\nprint\nhalt\nsquare:\ndup\nmul\nret")))
for bad in ("bogus 1 2", "add", "loop:\njump loop", "load nothing"):
    try: print(run(assemble(bad), limit=100))
    except (SyntaxError, IndexError, TimeoutError, KeyError) as error: print(type(error).__name__, error)
def brainfuck(code, given=""):
    jumps, stack = {}, []
    for i, c in enumerate(code):
        if c == "[": stack.append(i)
        elif c == "]": j = stack.pop(); jumps[i], jumps[j] = j, i
    tape, at, i, out, given = [0] * 30, 0, 0, "", iter(given)
    while i < len(code):
        match code[i]:
            case ">": at += 1
            case "<": at -= 1
            case "+": tape[at] = (tape[at] + 1) % 256
            case "-": tape[at] = (tape[at] - 1) % 256
            case ".": out += chr(tape[at])
            case ",": tape[at] = ord(next(given, "\0"))
            case "[" if not tape[at]: i = jumps[i]
            case "]" if tape[at]: i = jumps[i]
        i += 1
    return out
print(brainfuck("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+."), brainfuck(",[.,]", "echo"))
def life(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy: counts[x + dx, y + dy] = counts.get((x + dx, y + dy), 0) + 1
    return {c for c, n in counts.items() if n == 3 or n == 2 and c in cells}
glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
cells = glider
for _ in range(20): cells = life(cells)
print(sorted(cells), {(x - 5, y - 5) for x, y in cells} == glider, life({(0, 0), (0, 1)}), life(life({(0, 0), (1, 0), (2, 0)})) == {(0, 0), (1, 0), (2, 0)})
