"""The objects that type parameters and `type` statements make."""

import sys

GenericAlias = type(list[int])
Union = type(int | str)

def _idfunc(x, /):
    """Return the argument."""
    return x


class NoDefaultType:
    __module__ = "typing"
    __slots__ = ()
    _only = None

    def __new__(cls):
        if cls._only is None:
            cls._only = object.__new__(cls)
        return cls._only

    def __repr__(self):
        return "typing.NoDefault"

    def __reduce__(self):
        return "NoDefault"


NoDefault = NoDefaultType()


def _typing(name):
    import typing

    return getattr(typing, name)


def _caller():
    """The module whose code called the class."""
    try:
        return sys._getframe(2).f_globals.get("__name__")
    except ValueError:
        return None


def _union(left, right):
    return _typing("Union")[left, right]


class _Constant:
    """An evaluator that gives one value, in the formats of `annotationlib`."""

    __slots__ = ("_value",)

    def __init__(self, value):
        self._value = value

    def __call__(self, format=1, /):
        if format == 4:
            from annotationlib import type_repr

            if isinstance(self._value, tuple):
                return f"({', '.join(map(type_repr, self._value))})"
            return type_repr(self._value)
        if format == 2:
            raise NotImplementedError
        return self._value

    def __repr__(self):
        return f"<constevaluator {self._value!r}>"


_UNSET = object()


class _Parameter:
    """What the kinds of type parameters share."""

    __slots__ = ()
    __module__ = "typing"

    def _start(self, name, default, module):
        if not isinstance(name, str):
            raise TypeError(f"{type(self).__name__}() argument 'name' must be str, not {type(name).__name__}")
        self.__name__ = name
        self._default = default
        self._default_evaluator = None
        if module is not None and module != "typing":
            self.__module__ = module

    @property
    def __default__(self):
        if self._default is _UNSET:
            self._default = self._default_evaluator(1)
        return self._default

    @property
    def evaluate_default(self):
        if self._default_evaluator is not None:
            return self._default_evaluator
        if self._default is NoDefault:
            return None
        return _Constant(self._default)

    def has_default(self):
        return self._default is not NoDefault

    def __reduce__(self):
        return self.__name__

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def __init_subclass__(cls, /):
        if cls.__module__ != "typing" or cls.__name__ not in _OWN:
            base = next(base.__name__ for base in cls.__mro__[1:] if base.__name__ in _OWN)
            raise TypeError(f"type 'typing.{base}' is not an acceptable base type")


_OWN = {"TypeVar", "ParamSpec", "TypeVarTuple"}


def _variance(self, covariant, contravariant, infer):
    self.__covariant__ = bool(covariant)
    self.__contravariant__ = bool(contravariant)
    self.__infer_variance__ = bool(infer)
    if covariant and contravariant:
        raise ValueError("Bivariant types are not supported.")
    if infer and (covariant or contravariant):
        raise ValueError("Variance cannot be specified with infer_variance.")


def _variance_mark(self):
    if self.__infer_variance__:
        return ""
    return "+" if self.__covariant__ else "-" if self.__contravariant__ else "~"


class TypeVar(_Parameter):
    """Type variable."""

    __module__ = "typing"

    def __new__(
        cls,
        name,
        *constraints,
        bound=None,
        default=NoDefault,
        covariant=False,
        contravariant=False,
        infer_variance=False,
    ):
        self = object.__new__(cls)
        _variance(self, covariant, contravariant, infer_variance)
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        if constraints and bound is not None:
            raise TypeError("Constraints cannot be combined with bound=...")
        self._start(name, default, _caller())
        check = _typing("_type_check") if constraints or bound is not None else None
        self._constraints = tuple(check(c, "TypeVar(name, constraint, ...): constraints must be types.") for c in constraints)
        self._bound = check(bound, "Bound must be a type.") if bound is not None else None
        self._bound_evaluator = self._constraints_evaluator = None
        return self

    @property
    def __bound__(self):
        if self._bound is _UNSET:
            self._bound = self._bound_evaluator(1)
        return self._bound

    @property
    def __constraints__(self):
        if self._constraints is _UNSET:
            self._constraints = self._constraints_evaluator(1)
        return self._constraints

    @property
    def evaluate_bound(self):
        if self._bound_evaluator is not None:
            return self._bound_evaluator
        return None if self._bound is None else _Constant(self._bound)

    @property
    def evaluate_constraints(self):
        if self._constraints_evaluator is not None:
            return self._constraints_evaluator
        return _Constant(self._constraints) if self._constraints else None

    def __repr__(self):
        return _variance_mark(self) + self.__name__

    def __typing_subst__(self, arg, /):
        return _typing("_typevar_subst")(self, arg)

    def __typing_prepare_subst__(self, alias, args, /):
        params = alias.__parameters__
        index = params.index(self)
        if index < len(args):
            return args
        if index == len(args) and self.has_default():
            return (*args, self.__default__)
        raise TypeError(f"Too few arguments for {alias}")


class ParamSpecArgs:
    """The args for a ParamSpec object."""

    __module__ = "typing"
    __slots__ = ("__origin__", "__weakref__")

    def __new__(cls, origin):
        self = object.__new__(cls)
        self.__origin__ = origin
        return self

    def __repr__(self):
        return f"{self.__origin__.__name__}.args"

    def __eq__(self, other):
        if not isinstance(other, ParamSpecArgs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    __hash__ = None

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")


class ParamSpecKwargs:
    """The kwargs for a ParamSpec object."""

    __module__ = "typing"
    __slots__ = ("__origin__", "__weakref__")

    def __new__(cls, origin):
        self = object.__new__(cls)
        self.__origin__ = origin
        return self

    def __repr__(self):
        return f"{self.__origin__.__name__}.kwargs"

    def __eq__(self, other):
        if not isinstance(other, ParamSpecKwargs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    __hash__ = None

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")


class ParamSpec(_Parameter):
    """Parameter specification variable."""

    __module__ = "typing"

    def __new__(
        cls, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False
    ):
        self = object.__new__(cls)
        _variance(self, covariant, contravariant, infer_variance)
        self._start(name, default, _caller())
        self.__bound__ = _typing("_type_check")(bound, "Bound must be a type.") if bound is not None else None
        return self

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __repr__(self):
        return _variance_mark(self) + self.__name__

    def __typing_subst__(self, arg, /):
        return _typing("_paramspec_subst")(self, arg)

    def __typing_prepare_subst__(self, alias, args, /):
        return _typing("_paramspec_prepare_subst")(self, alias, args)


class TypeVarTuple(_Parameter):
    """Type variable tuple."""

    __module__ = "typing"

    def __new__(cls, name, *, default=NoDefault):
        self = object.__new__(cls)
        self._start(name, default, _caller())
        return self

    def __repr__(self):
        return self.__name__

    def __iter__(self):
        yield _typing("Unpack")[self]

    def __typing_subst__(self, arg, /):
        raise TypeError("Substitution of bare TypeVarTuple is not supported")

    def __typing_prepare_subst__(self, alias, args, /):
        return _typing("_typevartuple_prepare_subst")(self, alias, args)


class TypeAliasType:
    """Type alias, as the `type` statement makes it."""

    __module__ = "typing"
    __slots__ = ("__name__", "__type_params__", "_value", "_evaluator", "_module", "__weakref__")

    def __new__(cls, name, value, *, type_params=()):
        if not isinstance(name, str):
            raise TypeError(f"typealias() argument 'name' must be str, not {type(name).__name__}")
        if not isinstance(type_params, tuple):
            raise TypeError("type_params must be a tuple")
        self = object.__new__(cls)
        object.__setattr__(self, "__name__", name)
        object.__setattr__(self, "__type_params__", type_params)
        object.__setattr__(self, "_value", value)
        object.__setattr__(self, "_evaluator", None)
        object.__setattr__(self, "_module", _caller())
        return self

    def __init_subclass__(cls):
        raise TypeError("type 'typing.TypeAliasType' is not an acceptable base type")

    def __setattr__(self, name, value):
        raise AttributeError("readonly attribute")

    @property
    def __value__(self):
        if self._value is _UNSET:
            object.__setattr__(self, "_value", self._evaluator(1))
        return self._value

    @property
    def evaluate_value(self):
        return self._evaluator if self._evaluator is not None else _Constant(self._value)

    @property
    def __parameters__(self):
        parameters = []
        for parameter in self.__type_params__:
            if isinstance(parameter, TypeVarTuple):
                parameters.extend(parameter)
            else:
                parameters.append(parameter)
        return tuple(parameters)

    def __getattribute__(self, name):
        if name == "__module__":
            return object.__getattribute__(self, "_module")
        return object.__getattribute__(self, name)

    def __getitem__(self, args):
        if not self.__type_params__:
            raise TypeError("Only generic type aliases are subscriptable")
        return GenericAlias(self, args)

    def __iter__(self):
        yield _typing("Unpack")[self]

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)

    def __repr__(self):
        return self.__name__

    def __reduce__(self):
        return self.__name__


class Generic:
    """Abstract base class for generic types."""

    __module__ = "typing"
    __slots__ = ()
    _is_protocol = False

    def __class_getitem__(cls, *args, **kwargs):
        return _typing("_generic_class_getitem")(cls, *args, **kwargs)

    def __init_subclass__(cls, *args, **kwargs):
        try:
            init = _typing("_generic_init_subclass")
        except ImportError:
            return super().__init_subclass__(*args, **kwargs)
        return init(cls, *args, **kwargs)


def _type_parameter(cls, name):
    """A parameter of a type parameter list, which infers its variance."""
    parameter = object.__new__(cls)
    parameter._start(name, NoDefault, None)
    if cls is not TypeVarTuple:
        _variance(parameter, False, False, True)
    if cls is TypeVar:
        parameter._bound, parameter._constraints = None, ()
        parameter._bound_evaluator = parameter._constraints_evaluator = None
    elif cls is ParamSpec:
        parameter.__bound__ = None
    return parameter


def _typevar(name):
    return _type_parameter(TypeVar, name)


def _paramspec(name):
    return _type_parameter(ParamSpec, name)


def _typevartuple(name):
    return _type_parameter(TypeVarTuple, name)


def _typevar_with_bound(name, evaluator):
    parameter = _type_parameter(TypeVar, name)
    parameter._bound, parameter._bound_evaluator = _UNSET, evaluator
    return parameter


def _typevar_with_constraints(name, evaluator):
    parameter = _type_parameter(TypeVar, name)
    parameter._constraints, parameter._constraints_evaluator = _UNSET, evaluator
    return parameter


def _set_typeparam_default(parameter, evaluator):
    parameter._default, parameter._default_evaluator = _UNSET, evaluator
    return parameter


def _typealias(name, type_params, evaluator):
    alias = object.__new__(TypeAliasType)
    put = object.__setattr__
    put(alias, "__name__", name)
    put(alias, "__type_params__", type_params if type_params is not None else ())
    put(alias, "_value", _UNSET)
    put(alias, "_evaluator", evaluator)
    put(alias, "_module", sys._getframe(1).f_globals.get("__name__"))
    return alias


def _subscript_generic(params):
    """The base class that a class with a type parameter list gets."""
    try:
        unpack = _typing("Unpack")
    except ImportError:
        # Without the library's `typing` the class is generic all the same, but cannot be subscripted.
        return Generic
    args = tuple(unpack[param] if isinstance(param, TypeVarTuple) else param for param in params)
    return _typing("_GenericAlias")(Generic, args)
