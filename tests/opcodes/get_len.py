# expect: 'three'
# emits: GET_LEN
match (1, 2, 3):
    case [_, _]:
        result = "two"
    case [_, _, _]:
        result = "three"
