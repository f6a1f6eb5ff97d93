/* Rows of one deployment, being turned into the columns of an InferenceBatch. Owned by the sender's thread. */
#ifndef DW_BATCH_H
#define DW_BATCH_H

#include "columns.h"
#include "row.h"

/* So many items of each row. */
typedef struct dw_list {
    dw_bytes counts; /* u32 a row, as far as rows were set */
    uint32_t items;
    bool used;
} dw_list;

typedef struct dw_language_model_columns {
    dw_column prompt_version, prompt, response;
    dw_list context, citations, documents;
    dw_column context_text, citation_text;
    dw_column document_id, document_text, document_source, document_score;
    dw_list prompt_tokens, response_tokens; /* their counts are tokens + 1, 0 unknown */
} dw_language_model_columns;

typedef struct dw_batch {
    uint32_t rows;
    uint32_t rows_max;
    size_t bytes_max;
    size_t estimate;  /* of the encoded size, never too low */
    size_t row_width; /* what one more row costs in the columns that are in use */
    uint64_t stamp;   /* rows ever, to see a column named twice in a row */

    dw_column request, trace, model_version, error_code;
    dw_column predicted_class, score, value, latency;
    int64_t base_time, last_time;
    dw_bytes time_deltas; /* i64 */
    dw_bytes logged; /* i64: when the SDK took each row; not part of the message */
    dw_columns features;      /* by type */
    dw_columns metadata;      /* all DW_CATEGORY */
    dw_columns probabilities; /* all DW_NUMBER, one a class */
    dw_list ranking;
    dw_column ranking_id, ranking_score;
    dw_language_model_columns language_model;
    dw_bytes resolved; /* u32: the column of each feature and metadata of the row at hand */
} dw_batch;

typedef enum dw_addition {
    DW_ADDED,
    DW_ADD_FULL,      /* encode and clear the batch, then add the row again */
    DW_ADD_REFUSED,   /* the row says something twice; *code and *message tell what */
    DW_ADD_NO_MEMORY, /* the batch must be given up */
} dw_addition;

void dw_batch_init(dw_batch *batch, uint32_t rows_max, size_t bytes_max);

/* Adds a row that dw_row_write has written. */
dw_addition dw_batch_add(dw_batch *batch, const dw_row *row, const char **code, const char **message);

/* Forgets the rows; keeps memory and the columns that were in use. */
void dw_batch_clear(dw_batch *batch);

void dw_batch_free(dw_batch *batch);

#endif
