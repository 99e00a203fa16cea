; expect: 'text'
.code load_const
    RESUME 0
    LOAD_CONST "text"
    RETURN_VALUE
.end
