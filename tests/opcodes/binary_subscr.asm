; expect: 2
.code binary_subscr
    RESUME 0
    LOAD_CONST (1, 2)
    LOAD_SMALL_INT 1
    BINARY_SUBSCR
    RETURN_VALUE
.end
