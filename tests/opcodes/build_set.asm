; expect: 1
.code build_set
    RESUME 0
    LOAD_GLOBAL len null
    LOAD_SMALL_INT 7
    LOAD_SMALL_INT 7
    BUILD_SET 2
    CALL 1
    RETURN_VALUE
.end
