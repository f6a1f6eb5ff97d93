/*
 * One column of a batch, of any type. Rows are set in rising order; those that are left out become missing.
 *
 * Every setter returns false when there is no memory; then the batch must be given up. Owned by one thread.
 */
#ifndef DW_COLUMN_H
#define DW_COLUMN_H

#include "bytes.h"
#include "dictionary.h"
#include "driftwatch.h"

/* Zeroed except for its type: empty. */
typedef struct dw_column {
    dw_feature_type type;
    uint32_t rows; /* that values hold */
    uint32_t used; /* rows that were set; a column with none is left out of the batch */
    uint32_t dimension; /* embedding; 0: not known yet */
    uint64_t stamp; /* for the owner: the last row that touched it */
    dw_bytes values; /* f64, u32 codes, u8, UTF-8, f32 by type */
    dw_bytes lengths; /* text: u32, length + 1, 0 missing */
    dw_dictionary dictionary; /* category */
} dw_column;

bool dw_column_set_number(dw_column *column, uint32_t row, double value);
bool dw_column_set_boolean(dw_column *column, uint32_t row, bool value);

/* Category or text; a null pointer is missing. */
bool dw_column_set_text(dw_column *column, uint32_t row, dw_text text);

/* `values` may be unaligned; null is missing. The dimension is that of the column, or the column has none yet. */
bool dw_column_set_embedding(dw_column *column, uint32_t row, const void *values, uint32_t dimension);

/* Makes rows up to `rows` missing. */
bool dw_column_fill(dw_column *column, uint32_t rows);

/* Bytes of one row when encoded, without its text: an upper bound. `dimension` is for an embedding. */
size_t dw_column_width(dw_feature_type type, uint32_t dimension);

/* Forgets the rows and keeps the memory. */
void dw_column_clear(dw_column *column);

void dw_column_free(dw_column *column);

#endif
