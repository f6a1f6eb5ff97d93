#include "dictionary.h"

#include <stdlib.h>

/* Multiply and fold, eight bytes at a time. */
static uint32_t hash_of(dw_text text) {
    uint64_t hash = text.length * UINT64_C(0x9E3779B97F4A7C15), word;
    size_t i = 0;
    for (; i + 8 <= text.length; i += 8) {
        memcpy(&word, text.data + i, 8);
        hash = (hash ^ word) * UINT64_C(0xFF51AFD7ED558CCD);
        hash ^= hash >> 32;
    }
    word = 0;
    for (; i < text.length; i++) word = word << 8 | (uint8_t)text.data[i];
    hash = (hash ^ word) * UINT64_C(0xC4CEB9FE1A85EC53);
    return (uint32_t)(hash ^ hash >> 32);
}

dw_text dw_dictionary_entry(const dw_dictionary *dictionary, uint32_t number) {
    const uint32_t *ends = (const uint32_t *)(const void *)dictionary->ends.data;
    uint32_t start = number == 1 ? 0 : ends[number - 2];
    return (dw_text){(const char *)dictionary->text.data + start, ends[number - 1] - start};
}

/* The slot that holds the text, or the free one where it belongs. */
static uint32_t *slot_of(const dw_dictionary *dictionary, dw_text text) {
    uint32_t mask = dictionary->slot_count - 1;
    for (uint32_t at = hash_of(text) & mask;; at = (at + 1) & mask) {
        uint32_t number = dictionary->slots[at];
        if (number == 0) return &dictionary->slots[at];
        dw_text entry = dw_dictionary_entry(dictionary, number);
        if (entry.length == text.length && (text.length == 0 || memcmp(entry.data, text.data, text.length) == 0)) {
            return &dictionary->slots[at];
        }
    }
}

/* Doubles the slots when three quarters are taken. */
static bool make_room(dw_dictionary *dictionary) {
    if ((dictionary->count + 1) * 4 <= dictionary->slot_count * 3) return true;
    uint32_t slot_count = dictionary->slot_count == 0 ? 16 : dictionary->slot_count * 2;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (slots == NULL) return false;
    free(dictionary->slots);
    dictionary->slots = slots;
    dictionary->slot_count = slot_count;
    for (uint32_t number = 1; number <= dictionary->count; number++) {
        *slot_of(dictionary, dw_dictionary_entry(dictionary, number)) = number;
    }
    return true;
}

uint32_t dw_dictionary_find(const dw_dictionary *dictionary, dw_text text) {
    return dictionary->slot_count == 0 ? 0 : *slot_of(dictionary, text);
}

uint32_t dw_dictionary_intern(dw_dictionary *dictionary, dw_text text) {
    if (!make_room(dictionary)) return 0;
    uint32_t *slot = slot_of(dictionary, text);
    if (*slot != 0) return *slot;
    if (!dw_bytes_reserve(&dictionary->ends, sizeof(uint32_t))) return 0;
    if (!dw_bytes_append(&dictionary->text, text.data, text.length)) return 0;
    (void)dw_bytes_append_u32(&dictionary->ends, (uint32_t)dictionary->text.length);
    *slot = ++dictionary->count;
    return *slot;
}

void dw_dictionary_clear(dw_dictionary *dictionary) {
    dictionary->text.length = 0;
    dictionary->ends.length = 0;
    dictionary->count = 0;
    if (dictionary->slot_count > 0) memset(dictionary->slots, 0, dictionary->slot_count * sizeof *dictionary->slots);
}

void dw_dictionary_free(dw_dictionary *dictionary) {
    dw_bytes_free(&dictionary->text);
    dw_bytes_free(&dictionary->ends);
    free(dictionary->slots);
    *dictionary = (dw_dictionary){0};
}
