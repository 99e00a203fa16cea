"""The classes of syntax trees, made from a description of the abstract grammar."""

_GRAMMAR = """
mod
    Module(stmt* body, type_ignore* type_ignores)
    Interactive(stmt* body)
    Expression(expr body)
    FunctionType(expr* argtypes, expr returns)
stmt+
    FunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)
    AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)
    ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params)
    Return(expr? value)
    Delete(expr* targets)
    Assign(expr* targets, expr value, string? type_comment)
    TypeAlias(expr name, type_param* type_params, expr value)
    AugAssign(expr target, operator op, expr value)
    AnnAssign(expr target, expr annotation, expr? value, int simple)
    For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)
    AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)
    While(expr test, stmt* body, stmt* orelse)
    If(expr test, stmt* body, stmt* orelse)
    With(withitem* items, stmt* body, string? type_comment)
    AsyncWith(withitem* items, stmt* body, string? type_comment)
    Match(expr subject, match_case* cases)
    Raise(expr? exc, expr? cause)
    Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
    TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
    Assert(expr test, expr? msg)
    Import(alias* names)
    ImportFrom(identifier? module, alias* names, int? level)
    Global(identifier* names)
    Nonlocal(identifier* names)
    Expr(expr value)
    Pass
    Break
    Continue
expr+
    BoolOp(boolop op, expr* values)
    NamedExpr(expr target, expr value)
    BinOp(expr left, operator op, expr right)
    UnaryOp(unaryop op, expr operand)
    Lambda(arguments args, expr body)
    IfExp(expr test, expr body, expr orelse)
    Dict(expr?* keys, expr* values)
    Set(expr* elts)
    ListComp(expr elt, comprehension* generators)
    SetComp(expr elt, comprehension* generators)
    DictComp(expr key, expr value, comprehension* generators)
    GeneratorExp(expr elt, comprehension* generators)
    Await(expr value)
    Yield(expr? value)
    YieldFrom(expr value)
    Compare(expr left, cmpop* ops, expr* comparators)
    Call(expr func, expr* args, keyword* keywords)
    FormattedValue(expr value, int conversion, expr? format_spec)
    Interpolation(expr value, constant str, int conversion, expr? format_spec)
    JoinedStr(expr* values)
    TemplateStr(expr* values)
    Constant(constant value, string? kind)
    Attribute(expr value, identifier attr, expr_context ctx)
    Subscript(expr value, expr slice, expr_context ctx)
    Starred(expr value, expr_context ctx)
    Name(identifier id, expr_context ctx)
    List(expr* elts, expr_context ctx)
    Tuple(expr* elts, expr_context ctx)
    Slice(expr? lower, expr? upper, expr? step)
expr_context
    Load
    Store
    Del
boolop
    And
    Or
operator
    Add
    Sub
    Mult
    MatMult
    Div
    Mod
    Pow
    LShift
    RShift
    BitOr
    BitXor
    BitAnd
    FloorDiv
unaryop
    Invert
    Not
    UAdd
    USub
cmpop
    Eq
    NotEq
    Lt
    LtE
    Gt
    GtE
    Is
    IsNot
    In
    NotIn
comprehension(expr target, expr iter, expr* ifs, int is_async)
excepthandler+
    ExceptHandler(expr? type, identifier? name, stmt* body)
arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr?* kw_defaults, arg? kwarg, expr* defaults)
arg(identifier arg, expr? annotation, string? type_comment)+
keyword(identifier? arg, expr value)+
alias(identifier name, identifier? asname)+
withitem(expr context_expr, expr? optional_vars)
match_case(pattern pattern, expr? guard, stmt* body)
pattern+
    MatchValue(expr value)
    MatchSingleton(constant value)
    MatchSequence(pattern* patterns)
    MatchMapping(expr* keys, pattern* patterns, identifier? rest)
    MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns)
    MatchStar(identifier? name)
    MatchAs(pattern? pattern, identifier? name)
    MatchOr(pattern* patterns)
type_ignore
    TypeIgnore(int lineno, string tag)
type_param+
    TypeVar(identifier name, expr? bound, expr? default_value)
    ParamSpec(identifier name, expr? default_value)
    TypeVarTuple(identifier name, expr? default_value)
"""

PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000
PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_OPTIMIZED_AST = 0x8400

_POSITION = ("lineno", "col_offset", "end_lineno", "end_col_offset")


class AST:
    __module__ = "ast"
    __doc__ = None
    _fields = ()
    _attributes = ()
    _field_types = {}
    __match_args__ = ()

    def __init__(self, /, *args, **kwargs):
        cls = type(self)
        fields = cls._fields
        if len(args) > len(fields):
            plural = "" if len(fields) == 1 else "s"
            raise TypeError(f"{cls.__name__} constructor takes at most {len(fields)} positional argument{plural}")
        values = self.__dict__
        for name, value in zip(fields, args):
            if name in kwargs:
                raise TypeError(f"{cls.__name__} got multiple values for argument {name!r}")
            setattr(self, name, value)
        for name, value in kwargs.items():
            if name not in fields and name not in cls._attributes:
                _deprecated(
                    f"{cls.__name__}.__init__ got an unexpected keyword argument {name!r}. "
                    "Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15."
                )
            setattr(self, name, value)
        if len(args) == len(fields):
            return
        for name in fields[len(args) :]:
            if name in values:
                continue
            kind = _defaults.get((cls, name)) or _inherited_default(cls, name)
            if kind == "*":
                setattr(self, name, [])
            elif kind == "ctx":
                setattr(self, name, Load())
            elif kind == "!":
                _deprecated(
                    f"{cls.__name__}.__init__ missing 1 required positional argument: {name!r}. "
                    "This will become an error in Python 3.15."
                )

    def __reduce__(self):
        values = self.__dict__
        arguments = []
        for name in self._fields:
            if name not in values:
                break
            # The state sets the field; a missing one would be warned about.
            arguments.append(None)
        return type(self), tuple(arguments), dict(values)

    def __replace__(self, /, **changes):
        cls = type(self)
        known = (*cls._fields, *cls._attributes)
        for name in changes:
            if name not in known:
                raise TypeError(f"{cls.__name__}.__replace__ got an unexpected keyword argument {name!r}.")
        values = {name: value for name, value in self.__dict__.items() if name in known}
        missing = [
            name
            for name in cls._fields
            if name not in values and name not in changes and _defaults.get((cls, name)) == "!"
        ]
        if missing:
            plural = "" if len(missing) == 1 else "s"
            raise TypeError(
                f"{cls.__name__}.__replace__ missing {len(missing)} keyword argument{plural}: "
                f"{', '.join(map(repr, sorted(missing)))}."
            )
        return cls(**{**values, **changes})

    def __repr__(self):
        return _show(self, 3)


def _deprecated(message):
    import _warnings

    _warnings.warn(message, DeprecationWarning, stacklevel=3)


def _inherited_default(cls, name):
    for base in cls.__mro__:
        if (base, name) in _defaults:
            return _defaults[base, name]
    return None


def _show(value, depth):
    if isinstance(value, AST):
        if depth == 0:
            return f"{type(value).__name__}(...)"
        fields = [f"{name}={_show(getattr(value, name), depth - 1)}" for name in value._fields if hasattr(value, name)]
        return f"{type(value).__name__}({', '.join(fields)})"
    if isinstance(value, list):
        shown = [_show(item, depth) for item in value[:2]]
        if len(value) > 2:
            shown = [_show(value[0], depth), "...", _show(value[-1], depth)]
        return f"[{', '.join(shown)}]"
    text = repr(value)
    return text


_defaults = {}


def _make(line, base):
    """Makes the class that a line of the grammar describes."""
    head, _, rest = line.partition("(")
    fields = [field.split() for field in rest.rstrip("+").rstrip(")").split(", ")] if rest else []
    name = head.rstrip("+")
    names = tuple(field for _, field in fields)
    namespace = {"__module__": "ast", "__doc__": line.rstrip("+"), "_fields": names, "__match_args__": names}
    if line.endswith("+"):
        namespace |= {"_attributes": _POSITION}
        namespace |= {"end_lineno": None, "end_col_offset": None}
    for kind, field in fields:
        if kind.endswith("?"):
            namespace[field] = None
    cls = type(name, (base,), namespace)
    globals()[name] = cls
    for kind, field in fields:
        _defaults[cls, field] = (
            "*" if kind.endswith("*") else "?" if kind.endswith("?") else "ctx" if kind == "expr_context" else "!"
        )
    return cls, fields


def _build():
    made, base = [], AST
    for line in _GRAMMAR.strip().splitlines():
        if line.startswith(" "):
            made.append(_make(line.strip(), base))
        else:
            cls, fields = _make(line, AST)
            made.append((cls, fields))
            base = cls
    simple = {"identifier": str, "string": str, "int": int, "constant": object}
    for cls, fields in made:
        types = {}
        for kind, field in fields:
            plain = kind.rstrip("?*")
            of = simple.get(plain) or globals()[plain]
            types[field] = list[of] if kind.endswith("*") else of | None if kind.endswith("?") else of
        cls._field_types = types
    for cls in AST.__subclasses__():
        children = cls.__subclasses__()
        if children and not cls._fields:
            simple = not any(child._fields for child in children)
            lead = " | " if simple else f"\n{' ' * (len(cls.__name__) + 1)}| "
            cls.__doc__ = f"{cls.__name__} = {lead.join(child.__doc__ for child in children)}"


_build()
