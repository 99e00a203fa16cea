"""Context variables: values that belong to a context of execution."""

_contexts = []


def _current():
    if not _contexts:
        _contexts.append(Context())
    return _contexts[-1]


class _Missing:
    __slots__ = ()

    def __repr__(self):
        return "<Token.MISSING>"


class Token:
    """What undoes the setting of a variable."""

    __slots__ = ("_context", "var", "old_value", "_used", "__weakref__")
    MISSING = _Missing()
    __hash__ = None

    def __new__(cls, *args, **kwargs):
        raise RuntimeError("Tokens can only be created by ContextVars")

    def __repr__(self):
        used = " used" if self._used else ""
        return f"<Token{used} var={self.var!r} at {id(self):#x}>"

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.var.reset(self)

    __class_getitem__ = classmethod(type(list[int]))


class ContextVar:
    """A variable whose value depends on the context."""

    __slots__ = ("name", "_default", "__weakref__")

    def __new__(cls, name, /, *, default=Token.MISSING):
        if not isinstance(name, str):
            raise TypeError("context variable name must be a str")
        self = object.__new__(cls)
        self.name = name
        self._default = default
        return self

    def __init_subclass__(cls):
        raise TypeError("type '_contextvars.ContextVar' is not an acceptable base type")

    def get(self, default=Token.MISSING, /):
        value = _current()._values.get(self, Token.MISSING)
        if value is not Token.MISSING:
            return value
        if default is not Token.MISSING:
            return default
        if self._default is not Token.MISSING:
            return self._default
        raise LookupError(self)

    def set(self, value, /):
        context = _current()
        token = object.__new__(Token)
        token._context = context
        token.var = self
        token.old_value = context._values.get(self, Token.MISSING)
        token._used = False
        context._values = {**context._values, self: value}
        return token

    def reset(self, token, /):
        if not isinstance(token, Token):
            raise TypeError(f"expected an instance of Token, got {token!r}")
        if token._used:
            raise RuntimeError(f"{token!r} has already been used once")
        if token.var is not self:
            raise ValueError(f"{token!r} was created by a different ContextVar")
        context = _current()
        if token._context is not context:
            raise ValueError(f"{token!r} was created in a different Context")
        token._used = True
        values = dict(context._values)
        if token.old_value is Token.MISSING:
            values.pop(self, None)
        else:
            values[self] = token.old_value
        context._values = values

    def __repr__(self):
        default = "" if self._default is Token.MISSING else f" default={self._default!r}"
        return f"<ContextVar name={self.name!r}{default} at {id(self):#x}>"

    __class_getitem__ = classmethod(type(list[int]))


class Context:
    """A mapping of context variables to their values. It is never changed in place: a copy costs nothing."""

    __slots__ = ("_values", "_entered", "__weakref__")
    __hash__ = None

    def __new__(cls):
        self = object.__new__(cls)
        self._values = {}
        self._entered = False
        return self

    def __init_subclass__(cls):
        raise TypeError("type '_contextvars.Context' is not an acceptable base type")

    def run(self, callable, /, *args, **kwargs):
        if self._entered:
            raise RuntimeError(f"cannot enter context: {self!r} is already entered")
        _current()
        self._entered = True
        _contexts.append(self)
        try:
            return callable(*args, **kwargs)
        finally:
            _contexts.pop()
            self._entered = False

    def copy(self):
        new = Context()
        new._values = self._values
        return new

    def __getitem__(self, var):
        _check(var)
        return self._values[var]

    def __contains__(self, var):
        _check(var)
        return var in self._values

    def get(self, var, default=None, /):
        _check(var)
        return self._values.get(var, default)

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __eq__(self, other):
        if not isinstance(other, Context):
            return NotImplemented
        return self._values == other._values

    def keys(self):
        return list(self._values)

    def values(self):
        return list(self._values.values())

    def items(self):
        return list(self._values.items())


def _check(var):
    if not isinstance(var, ContextVar):
        raise TypeError(f"a ContextVar key was expected, got {var!r}")


def copy_context():
    """Return a copy of the current context."""
    return _current().copy()
