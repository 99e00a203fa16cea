; expect: 9
.code load_classderef
.cells c
    MAKE_CELL c
    RESUME 0
    LOAD_SMALL_INT 5
    STORE_DEREF c
    LOAD_SMALL_INT 9
    STORE_NAME c
    LOAD_CLASSDEREF c
    RETURN_VALUE
.end
