"""The version of the database, and the old version that internationalized host names ask for."""

unidata_version = "16.0.0"


class UCD:
    """The database of an old version, for which the present one stands in."""

    __module__ = "unicodedata"
    unidata_version = "3.2.0"
    lookup = staticmethod(lookup)
    name = staticmethod(name)
    decimal = staticmethod(decimal)
    digit = staticmethod(digit)
    numeric = staticmethod(numeric)
    category = staticmethod(category)
    bidirectional = staticmethod(bidirectional)
    combining = staticmethod(combining)
    mirrored = staticmethod(mirrored)
    east_asian_width = staticmethod(east_asian_width)
    decomposition = staticmethod(decomposition)
    normalize = staticmethod(normalize)
    is_normalized = staticmethod(is_normalized)


ucd_3_2_0 = UCD()
