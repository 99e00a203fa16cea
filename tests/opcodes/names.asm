; expect: 8
.code names
    RESUME 0
    LOAD_SMALL_INT 8
    STORE_NAME n
    LOAD_NAME n
    RETURN_VALUE
.end
