; expect: 'jumped'
.code pop_jump_if_false
    RESUME 0
    LOAD_CONST False
    POP_JUMP_IF_FALSE yes
    RETURN_CONST "fell"
yes:
    RETURN_CONST "jumped"
.end
