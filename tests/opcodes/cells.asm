; expect: 5
.code cells
.cells c
    MAKE_CELL c
    RESUME 0
    LOAD_SMALL_INT 5
    STORE_DEREF c
    LOAD_DEREF c
    RETURN_VALUE
.end
