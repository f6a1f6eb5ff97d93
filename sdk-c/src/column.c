#include "column.h"

static bool fill_numbers(dw_bytes *values, size_t count) {
    const double missing = (double)NAN;
    if (!dw_bytes_reserve(values, count * sizeof missing)) return false;
    for (size_t i = 0; i < count; i++) (void)dw_bytes_append(values, &missing, sizeof missing);
    return true;
}

static bool fill_floats(dw_bytes *values, size_t count) {
    const float missing = NAN;
    if (!dw_bytes_reserve(values, count * sizeof missing)) return false;
    for (size_t i = 0; i < count; i++) (void)dw_bytes_append(values, &missing, sizeof missing);
    return true;
}

static bool fill_bytes(dw_bytes *values, uint8_t byte, size_t count) {
    if (!dw_bytes_reserve(values, count)) return false;
    memset(values->data + values->length, byte, count);
    values->length += count;
    return true;
}

bool dw_column_fill(dw_column *column, uint32_t rows) {
    if (column->rows >= rows) return true;
    size_t count = rows - column->rows;
    bool done = true;
    switch (column->type) {
    case DW_MISSING: break;
    case DW_NUMBER: done = fill_numbers(&column->values, count); break;
    case DW_CATEGORY: done = fill_bytes(&column->values, 0, 4 * count); break;
    case DW_BOOLEAN: done = fill_bytes(&column->values, 2, count); break;
    case DW_FREE_TEXT: done = fill_bytes(&column->lengths, 0, 4 * count); break;
    case DW_EMBEDDING: done = fill_floats(&column->values, count * column->dimension); break;
    }
    if (done) column->rows = rows;
    return done;
}

/* Fills up to `row` and counts it as set. */
static inline bool advance(dw_column *column, uint32_t row) {
    if (column->rows != row && !dw_column_fill(column, row)) return false;
    column->rows = row + 1;
    column->used++;
    return true;
}

bool dw_column_set_number(dw_column *column, uint32_t row, double value) {
    return advance(column, row) && dw_bytes_append(&column->values, &value, sizeof value);
}

bool dw_column_set_boolean(dw_column *column, uint32_t row, bool value) {
    uint8_t byte = value;
    return advance(column, row) && dw_bytes_append(&column->values, &byte, 1);
}

bool dw_column_set_text(dw_column *column, uint32_t row, dw_text text) {
    if (!advance(column, row)) return false;
    if (column->type == DW_CATEGORY) {
        uint32_t code = text.data == NULL ? 0 : dw_dictionary_intern(&column->dictionary, text);
        return (code != 0 || text.data == NULL) && dw_bytes_append_u32(&column->values, code);
    }
    return dw_bytes_append_u32(&column->lengths, text.data == NULL ? 0 : (uint32_t)text.length + 1)
        && dw_bytes_append(&column->values, text.data, text.length);
}

bool dw_column_set_embedding(dw_column *column, uint32_t row, const void *values, uint32_t dimension) {
    if (values == NULL) return true;
    column->dimension = dimension;
    return advance(column, row) && dw_bytes_append(&column->values, values, sizeof(float) * dimension);
}

size_t dw_column_width(dw_feature_type type, uint32_t dimension) {
    switch (type) {
    case DW_MISSING: return 0;
    case DW_NUMBER: return 8;
    case DW_CATEGORY: return 3; /* codes up to 65,536 */
    case DW_BOOLEAN: return 1;
    case DW_FREE_TEXT: return 3; /* lengths up to 1 MiB + 1 */
    case DW_EMBEDDING: return 4 * (size_t)dimension;
    }
    return 0;
}

void dw_column_clear(dw_column *column) {
    column->rows = 0;
    column->used = 0;
    column->dimension = 0;
    column->values.length = 0;
    column->lengths.length = 0;
    dw_dictionary_clear(&column->dictionary);
}

void dw_column_free(dw_column *column) {
    dw_bytes_free(&column->values);
    dw_bytes_free(&column->lengths);
    dw_dictionary_free(&column->dictionary);
}
