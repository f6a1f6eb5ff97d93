#include "utf8.h"

/* The length of the well-formed sequence at `at`, or 0. Table 3-7 of the Unicode standard. */
static size_t sequence(const uint8_t *at, size_t left) {
    uint8_t first = at[0];
    if (first < 0x80) return 1;
    size_t length = first >= 0xC2 && first <= 0xDF ? 2 : (first & 0xF0) == 0xE0 ? 3 : first >= 0xF0 && first <= 0xF4 ? 4 : 0;
    if (length == 0 || length > left) return 0;

    uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (at[1] < low || at[1] > high) return 0;
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) return 0;
    }
    return length;
}

bool dw_utf8_is_valid_slow(const char *data, size_t length) {
    const uint8_t *bytes = (const uint8_t *)data;
    for (size_t i = 0; i < length;) {
        size_t step = sequence(bytes + i, length - i);
        if (step == 0) return false;
        i += step;
    }
    return true;
}
