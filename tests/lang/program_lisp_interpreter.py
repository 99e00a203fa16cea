# A small Lisp: recursive functions, environments as chained dicts, closures written in the interpreted language.


def tokenize(text):
    return text.replace("(", " ( ").replace(")", " ) ").split()


def parse(tokens):
    token = tokens.pop(0)
    if token == "(":
        items = []
        while tokens[0] != ")":
            items.append(parse(tokens))
        del tokens[0]
        return items
    if token == ")":
        raise SyntaxError("unexpected )")
    for kind in int, float:
        try:
            return kind(token)
        except ValueError:
            pass
    return token


class Environment(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values, strict=True))
        self.outer = outer

    def __missing__(self, name):
        if self.outer is None:
            raise NameError(f"unbound {name}")
        return self.outer[name]


def evaluate(form, scope):
    while True:
        if isinstance(form, str):
            return scope[form]
        if not isinstance(form, list):
            return form
        match form:
            case ["quote", datum]:
                return datum
            case ["if", test, yes, no]:
                form = yes if evaluate(test, scope) else no
            case ["define", name, value]:
                scope[name] = evaluate(value, scope)
                return None
            case ["lambda", names, body]:
                return lambda *args, names=names, body=body, scope=scope: evaluate(
                    body, Environment(names, args, scope)
                )
            case ["begin", *forms, last]:
                for each in forms:
                    evaluate(each, scope)
                form = last
            case [function, *args]:
                return evaluate(function, scope)(*[evaluate(arg, scope) for arg in args])
            case []:
                return []


builtins = Environment()
builtins.update({
    "+": lambda *a: sum(a),
    "*": lambda a, b: a * b,
    "-": lambda a, b=None: -a if b is None else a - b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "list": lambda *a: list(a),
    "car": lambda a: a[0],
    "cdr": lambda a: a[1:],
    "cons": lambda a, b: [a, *b],
    "null?": lambda a: a == [],
})


def run(text):
    return evaluate(parse(tokenize(text)), builtins)


run("(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))")
run("(define map (lambda (f l) (if (null? l) l (cons (f (car l)) (map f (cdr l))))))")
run("(define adder (lambda (n) (lambda (m) (+ n m))))")
for text in [
    "(fact 20)",
    "(map fact (list 1 2 3 4 5))",
    "((adder 3) 4)",
    "(begin (define x 2) (* x 2.5))",
    "(quote (a (b c) 1))",
    "(map (adder 10) (quote (1 2 3)))",
]:
    print(text, "=>", run(text))
for text in ["(undefined 1)", ")", "((lambda (a) a) 1 2)", "(car (list))"]:
    try:
        run(text)
    except (NameError, SyntaxError, ValueError, IndexError) as error:
        print(text, "!!", type(error).__name__, error)
