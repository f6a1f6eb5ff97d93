#include "bytes.h"

#include <stdlib.h>

bool dw_bytes_grow(dw_bytes *bytes, size_t more) {
    size_t capacity = bytes->capacity < 64 ? 64 : bytes->capacity;
    while (capacity - bytes->length < more) {
        if (capacity > SIZE_MAX / 2) return false;
        capacity *= 2;
    }
    uint8_t *data = realloc(bytes->data, capacity);
    if (data == NULL) return false;
    bytes->data = data;
    bytes->capacity = capacity;
    return true;
}

void dw_bytes_free(dw_bytes *bytes) {
    free(bytes->data);
    *bytes = (dw_bytes){0};
}
