/* Walks over a row that dw_row_write has written. The row is the SDK's own, so nothing is checked. */
#ifndef DW_ROW_READ_H
#define DW_ROW_READ_H

#include "row.h"

typedef struct dw_cursor {
    const uint8_t *at;
} dw_cursor;

static inline dw_cursor dw_row_begin(const dw_row *row) {
    return (dw_cursor){(const uint8_t *)(row + 1)};
}

static inline uint32_t dw_take_u32(dw_cursor *cursor) {
    uint32_t value;
    memcpy(&value, cursor->at, sizeof value);
    cursor->at += sizeof value;
    return value;
}

static inline double dw_take_double(dw_cursor *cursor) {
    double value;
    memcpy(&value, cursor->at, sizeof value);
    cursor->at += sizeof value;
    return value;
}

/* `length` bytes, as a text that is there. */
static inline dw_text dw_take_text(dw_cursor *cursor, size_t length) {
    dw_text text = {(const char *)cursor->at, length};
    cursor->at += length;
    return text;
}

/* A text whose length was written plus one; 0: missing. */
static inline dw_text dw_take_optional(dw_cursor *cursor, uint32_t length_plus_one) {
    return length_plus_one == 0 ? (dw_text){NULL, 0} : dw_take_text(cursor, length_plus_one - 1);
}

typedef struct dw_row_feature {
    uint16_t name_length;
    uint16_t type;
    uint32_t length;
    dw_text name;
    const uint8_t *payload;
} dw_row_feature;

static inline dw_row_feature dw_take_feature(dw_cursor *cursor) {
    dw_row_feature feature;
    memcpy(&feature, cursor->at, 8);
    cursor->at += 8;
    feature.name = dw_take_text(cursor, feature.name_length);
    feature.payload = cursor->at;
    switch (feature.type) {
    case DW_NUMBER: cursor->at += 8; break;
    case DW_CATEGORY:
    case DW_FREE_TEXT: cursor->at += feature.length == 0 ? 0 : feature.length - 1; break;
    case DW_EMBEDDING: cursor->at += 4 * (size_t)feature.length; break;
    default: break;
    }
    return feature;
}

/* The text of a category or text feature. */
static inline dw_text dw_feature_text(const dw_row_feature *feature) {
    if (feature->length == 0) return (dw_text){NULL, 0};
    return (dw_text){(const char *)feature->payload, feature->length - 1};
}

typedef struct dw_row_metadata {
    dw_text key, value;
} dw_row_metadata;

static inline dw_row_metadata dw_take_metadata(dw_cursor *cursor) {
    uint32_t key_length = dw_take_u32(cursor), value_length = dw_take_u32(cursor);
    dw_row_metadata pair;
    pair.key = dw_take_text(cursor, key_length);
    pair.value = dw_take_optional(cursor, value_length);
    return pair;
}

typedef struct dw_row_probability {
    dw_text name;
    double value;
} dw_row_probability;

static inline dw_row_probability dw_take_probability(dw_cursor *cursor) {
    uint32_t length = dw_take_u32(cursor);
    dw_row_probability probability;
    probability.value = dw_take_double(cursor);
    probability.name = dw_take_text(cursor, length);
    return probability;
}

#endif
