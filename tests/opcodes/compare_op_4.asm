; expect: False
.code compare_op_4
    RESUME 0
    LOAD_CONST 1.5
    LOAD_CONST 2.5
    COMPARE_OP >
    RETURN_VALUE
.end
