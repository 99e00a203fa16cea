; expect: 4
.code globals
    RESUME 0
    LOAD_SMALL_INT 4
    STORE_GLOBAL g
    LOAD_GLOBAL g
    RETURN_VALUE
.end
