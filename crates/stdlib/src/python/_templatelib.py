"""The objects that t-strings make."""


class Interpolation:
    """An interpolation of a template: a value and how the source wrote it."""

    __module__ = "string.templatelib"
    __slots__ = ("value", "expression", "conversion", "format_spec", "__weakref__")
    __match_args__ = ("value", "expression", "conversion", "format_spec")

    def __new__(cls, value, expression="", conversion=None, format_spec=""):
        if cls is not Interpolation:
            raise TypeError(f"type 'string.templatelib.Interpolation' is not an acceptable base type")
        if not isinstance(expression, str):
            raise TypeError(f"Interpolation() argument 'expression' must be str, not {type(expression).__name__}")
        if conversion is not None:
            if not isinstance(conversion, str):
                raise TypeError(f"Interpolation() argument 'conversion' must be str, not {type(conversion).__name__}")
            if conversion not in ("a", "r", "s"):
                raise ValueError("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'")
        if not isinstance(format_spec, str):
            raise TypeError(f"Interpolation() argument 'format_spec' must be str, not {type(format_spec).__name__}")
        self = object.__new__(cls)
        put = object.__setattr__
        put(self, "value", value)
        put(self, "expression", expression)
        put(self, "conversion", conversion)
        put(self, "format_spec", format_spec)
        return self

    def __setattr__(self, name, value):
        raise AttributeError("readonly attribute")

    def __delattr__(self, name):
        raise AttributeError("readonly attribute")

    def __init_subclass__(cls):
        raise TypeError("type 'string.templatelib.Interpolation' is not an acceptable base type")

    def __repr__(self):
        return f"Interpolation({self.value!r}, {self.expression!r}, {self.conversion!r}, {self.format_spec!r})"

    def __reduce__(self):
        return Interpolation, (self.value, self.expression, self.conversion, self.format_spec)

    __class_getitem__ = classmethod(type(list[int]))


class TemplateIter:
    __module__ = "string.templatelib"
    __slots__ = ("_strings", "_interpolations", "_from_strings")

    def __new__(cls, *args):
        raise TypeError("cannot create 'string.templatelib.TemplateIter' instances")

    def __init_subclass__(cls):
        raise TypeError("type 'string.templatelib.TemplateIter' is not an acceptable base type")

    def __iter__(self):
        return self

    def __next__(self):
        if self._from_strings:
            self._from_strings = False
            text = next(self._strings)
            if text:
                return text
        self._from_strings = True
        return next(self._interpolations)


class Template:
    """A template: strings, and interpolations between them."""

    __module__ = "string.templatelib"
    __slots__ = ("strings", "interpolations", "__weakref__")

    def __new__(cls, *args):
        strings, interpolations = [], []
        last_is_string = False
        for item in args:
            if isinstance(item, str):
                if last_is_string:
                    strings[-1] += item
                else:
                    strings.append(item)
                last_is_string = True
            elif isinstance(item, Interpolation):
                if not last_is_string:
                    strings.append("")
                interpolations.append(item)
                last_is_string = False
            else:
                raise TypeError(
                    "Template.__new__ *args need to be of type 'str' or 'Interpolation', "
                    f"got {type(item).__name__}"
                )
        if not last_is_string:
            strings.append("")
        self = object.__new__(cls)
        object.__setattr__(self, "strings", tuple(strings))
        object.__setattr__(self, "interpolations", tuple(interpolations))
        return self

    def __setattr__(self, name, value):
        raise AttributeError("readonly attribute")

    def __delattr__(self, name):
        raise AttributeError("readonly attribute")

    def __init_subclass__(cls):
        raise TypeError("type 'string.templatelib.Template' is not an acceptable base type")

    @property
    def values(self):
        return tuple(interpolation.value for interpolation in self.interpolations)

    def __iter__(self):
        iterator = object.__new__(TemplateIter)
        iterator._strings = iter(self.strings)
        iterator._interpolations = iter(self.interpolations)
        iterator._from_strings = True
        return iterator

    def __add__(self, other):
        if isinstance(other, Template):
            return Template(*self, *other)
        if isinstance(other, str):
            raise TypeError('can only concatenate string.templatelib.Template (not "str") to string.templatelib.Template')
        return NotImplemented

    def __repr__(self):
        return f"Template(strings={self.strings!r}, interpolations={self.interpolations!r})"

    def __reduce__(self):
        from string.templatelib import _template_unpickle

        return _template_unpickle, (self.strings, self.interpolations)
