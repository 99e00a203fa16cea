; expect: (3, 2, 1)
.code swap
    RESUME 0
    LOAD_SMALL_INT 1
    LOAD_SMALL_INT 2
    LOAD_SMALL_INT 3
    SWAP 3
    BUILD_TUPLE 3
    RETURN_VALUE
.end
