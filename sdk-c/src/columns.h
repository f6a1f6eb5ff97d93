/* Columns found by name and type. Owned by one thread. */
#ifndef DW_COLUMNS_H
#define DW_COLUMNS_H

#include "column.h"

/* Zeroed: empty. */
typedef struct dw_columns {
    dw_column *items;
    uint32_t count;
    uint32_t capacity;
    uint32_t used;  /* columns that the batch at hand uses */
    uint32_t fresh; /* columns that the row at hand would add to these */
    dw_dictionary names; /* a byte for the type and the name; number k belongs to items[k - 1] */
} dw_columns;

/* The index of a column, which is made when it is new. `guess` is looked at first. UINT32_MAX: no memory. */
uint32_t dw_columns_find(dw_columns *columns, dw_feature_type type, dw_text name, uint32_t guess);

/* The name of a column; lives until the next find. */
dw_text dw_columns_name(const dw_columns *columns, uint32_t index);

/* Forgets the rows. Keeps the columns, unless most of them were not in use: then it forgets them too and returns true. */
bool dw_columns_clear(dw_columns *columns);

void dw_columns_free(dw_columns *columns);

#endif
