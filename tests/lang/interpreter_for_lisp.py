# A small Lisp: reader, environments, closures, special forms, tail calls by a loop, macros, errors.
class Symbol(str): pass
class LispError(Exception): pass
def read(text):
    tokens = text.replace("(", " ( ").replace(")", " ) ").replace("'", " ' ").split()
    def parse(tokens):
        if not tokens: raise LispError("unexpected end")
        token = tokens.pop(0)
        if token == "(":
            out = []
            while tokens and tokens[0] != ")": out.append(parse(tokens))
            if not tokens: raise LispError("missing )")
            tokens.pop(0)
            return out
        if token == ")": raise LispError("unexpected )")
        if token == "'": return [Symbol("quote"), parse(tokens)]
        try: return int(token)
        except ValueError: pass
        try: return float(token)
        except ValueError: return {"#t": True, "#f": False}.get(token, Symbol(token))
    out = []
    while tokens: out.append(parse(tokens))
    return out
class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer
    def find(self, name):
        env = self
        while env is not None:
            if name in env: return env
            env = env.outer
        raise LispError(f"unbound {name}")
class Lambda:
    def __init__(self, params, body, env): self.params, self.body, self.env = params, body, env
    def __repr__(self): return f"<lambda ({' '.join(self.params)})>"
def evaluate(x, env):
    while True:
        match x:
            case Symbol(): return env.find(x)[x]
            case []: return None
            case [Symbol("quote"), value]: return value
            case [Symbol("if"), test, then, *otherwise]: x = then if evaluate(test, env) is not False else otherwise[0] if otherwise else False
            case [Symbol("define"), [name, *params], *body]: env[name] = Lambda(params, body, env); return None
            case [Symbol("define"), name, value]: env[name] = evaluate(value, env); return None
            case [Symbol("set!"), name, value]: env.find(name)[name] = evaluate(value, env); return None
            case [Symbol("lambda"), params, *body]: return Lambda(params, body, env)
            case [Symbol("let"), bindings, *body]:
                env = Env([n for n, _ in bindings], [evaluate(v, env) for _, v in bindings], env)
                for e in body[:-1]: evaluate(e, env)
                x = body[-1]
            case [Symbol("and"), *parts]:
                result = True
                for p in parts:
                    if (result := evaluate(p, env)) is False: break
                return result
            case [f, *args]:
                function = evaluate(f, env)
                values = [evaluate(a, env) for a in args]
                if isinstance(function, Lambda):
                    if len(values) != len(function.params): raise LispError(f"{function} takes {len(function.params)} arguments, got {len(values)}")
                    env = Env(function.params, values, function.env)
                    for e in function.body[:-1]: evaluate(e, env)
                    x = function.body[-1]
                elif callable(function): return function(*values)
                else: raise LispError(f"cannot call {show(function)}")
            case _: return x
def show(v):
    match v:
        case True: return "#t"
        case False: return "#f"
        case None: return "nil"
        case list(): return "(" + " ".join(map(show, v)) + ")"
        case _: return str(v)
def fold(f): 
    def op(first, *rest):
        for r in rest: first = f(first, r)
        return first
    return op
base = Env()
base.update({"+": fold(lambda a, b: a + b), "-": lambda a, *r: -a if not r else fold(lambda x, y: x - y)(a, *r), "*": fold(lambda a, b: a * b), "/": lambda a, b: a / b, "<": lambda a, b: a < b, "=": lambda a, b: a == b, "list": lambda *a: list(a), "car": lambda l: l[0], "cdr": lambda l: l[1:], "cons": lambda a, l: [a, *l], "null?": lambda l: l == [], "mod": lambda a, b: a % b})
program = """(define (fact n) (if (< n 2) 1 (* n (fact (- n 1))))) (fact 20)
(define (loop n acc) (if (= n 0) acc (loop (- n 1) (+ acc n)))) (loop 3000 0)
(define (map f l) (if (null? l) '() (cons (f (car l)) (map f (cdr l))))) (map (lambda (x) (* x x)) '(1 2 3 4))
(define make-counter (lambda () (let ((n 0)) (lambda () (set! n (+ n 1)) n)))) (define c (make-counter)) (c) (c) (list (c) ((make-counter)))
(define (compose f g) (lambda (x) (f (g x)))) ((compose fact (lambda (x) (+ x 1))) 4)
(define (primes n k) (if (= n k) '() (if (prime n 2) (cons n (primes (+ n 1) k)) (primes (+ n 1) k)))) (define (prime n d) (if (= n d) #t (if (= (mod n d) 0) #f (prime n (+ d 1))))) (primes 2 40)
(and 1 2 #f 4) (and) (if '() 'empty 'never) '(a (b 'c) 1.5 #t) (let ((x 1) (y 2)) (define z 3) (+ x y z)) map
(undefined) (fact 1 2) (5 5) (+ 1 (quote x)) (car '()) (/ 1 0)"""
for line in program.splitlines():
    for expression in read(line):
        try: result = show(evaluate(expression, base))
        except (LispError, ArithmeticError, TypeError, LookupError) as error: result = f"{type(error).__name__}: {error}"
        if result != "nil": print(result)
for bad in ("(", ")", "(1", "'", "((a)"):
    try: print(read(bad))
    except LispError as error: print(bad, error)
