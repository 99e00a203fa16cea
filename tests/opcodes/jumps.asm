; expect: 10
.code jumps
.locals i
    RESUME 0
    LOAD_SMALL_INT 0
    STORE_FAST i
again:
    LOAD_FAST i
    LOAD_SMALL_INT 10
    COMPARE_OP <
    POP_JUMP_IF_FALSE done
    LOAD_FAST i
    LOAD_SMALL_INT 1
    BINARY_OP +
    STORE_FAST i
    JUMP_BACKWARD again
done:
    JUMP_FORWARD end
end:
    LOAD_FAST i
    RETURN_VALUE
.end
