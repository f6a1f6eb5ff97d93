/* Distinct texts, numbered from 1 in the order in which they came. */
#ifndef DW_DICTIONARY_H
#define DW_DICTIONARY_H

#include "bytes.h"
#include "driftwatch.h"

/* Zeroed: empty. Owned by one thread. */
typedef struct dw_dictionary {
    dw_bytes text; /* the entries one behind the other */
    dw_bytes ends; /* u32: where each entry ends in text */
    uint32_t *slots; /* numbers by hash; 0: free */
    uint32_t slot_count; /* a power of two, or 0 */
    uint32_t count;
} dw_dictionary;

/* The number of a text, which is added when it is new. 0: no memory. */
uint32_t dw_dictionary_intern(dw_dictionary *dictionary, dw_text text);

/* The number of a text, or 0. */
uint32_t dw_dictionary_find(const dw_dictionary *dictionary, dw_text text);

/* Entry `number`; lives until the next intern. */
dw_text dw_dictionary_entry(const dw_dictionary *dictionary, uint32_t number);

/* Forgets the entries and keeps the memory. */
void dw_dictionary_clear(dw_dictionary *dictionary);

void dw_dictionary_free(dw_dictionary *dictionary);

#endif
