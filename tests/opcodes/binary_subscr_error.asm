; raises: IndexError: tuple index out of range
.code binary_subscr_error
    RESUME 0
    LOAD_CONST (1, 2)
    LOAD_SMALL_INT 5
    BINARY_SUBSCR
    RETURN_VALUE
.end
