; expect: (1, 2, 1)
.code copy
    RESUME 0
    LOAD_SMALL_INT 1
    LOAD_SMALL_INT 2
    COPY 2
    BUILD_TUPLE 3
    RETURN_VALUE
.end
