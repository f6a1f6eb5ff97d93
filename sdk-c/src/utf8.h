/* Is it UTF-8? */
#ifndef DW_UTF8_H
#define DW_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms). */
bool dw_utf8_is_valid_slow(const char *data, size_t length);

/* Whether no byte has its top bit set. Looks at eight bytes at a time. */
static inline bool dw_is_ascii(const char *data, size_t length) {
    uint64_t seen = 0, word = 0;
    if (length >= 8) {
        for (size_t i = 0; i + 8 <= length; i += 8) {
            memcpy(&word, data + i, 8);
            seen |= word;
        }
        memcpy(&word, data + length - 8, 8);
        return ((seen | word) & UINT64_C(0x8080808080808080)) == 0;
    }
    for (size_t i = 0; i < length; i++) seen |= (uint8_t)data[i];
    return (seen & 0x80) == 0;
}

static inline bool dw_utf8_is_valid(const char *data, size_t length) {
    return dw_is_ascii(data, length) || dw_utf8_is_valid_slow(data, length);
}

#endif
