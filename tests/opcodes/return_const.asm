; expect: (1, None, 2.5)
.code return_const
    RESUME 0
    RETURN_CONST (1, None, 2.5)
.end
