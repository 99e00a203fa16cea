; expect: (True, False)
.code contains_op
    RESUME 0
    LOAD_SMALL_INT 1
    LOAD_CONST (1, 2)
    CONTAINS_OP 0
    LOAD_SMALL_INT 1
    LOAD_CONST (1, 2)
    CONTAINS_OP 1
    BUILD_TUPLE 2
    RETURN_VALUE
.end
