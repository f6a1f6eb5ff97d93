/* An array that grows. */
#ifndef DW_BYTES_H
#define DW_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Zeroed: empty. Owned by one thread. */
typedef struct dw_bytes {
    uint8_t *data;
    size_t length;
    size_t capacity;
} dw_bytes;

/* Makes room for `more` bytes behind the length. False: no memory, and nothing has changed. */
bool dw_bytes_grow(dw_bytes *bytes, size_t more);

void dw_bytes_free(dw_bytes *bytes);

static inline bool dw_bytes_reserve(dw_bytes *bytes, size_t more) {
    return bytes->capacity - bytes->length >= more || dw_bytes_grow(bytes, more);
}

/* Appends. `data` may be null when `length` is 0. */
static inline bool dw_bytes_append(dw_bytes *bytes, const void *data, size_t length) {
    if (length == 0) return true;
    if (!dw_bytes_reserve(bytes, length)) return false;
    memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
    return true;
}

static inline bool dw_bytes_append_u32(dw_bytes *bytes, uint32_t value) {
    return dw_bytes_append(bytes, &value, sizeof value);
}

#endif
