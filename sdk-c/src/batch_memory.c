/* The beginning, the reuse and the end of a batch. */
#include "batch.h"

typedef void (*column_function)(dw_column *);

static void clear_list(dw_list *list) {
    list->counts.length = 0;
    list->items = 0;
    list->used = false;
}

static void for_each_base_column(dw_batch *batch, column_function function) {
    dw_language_model_columns *call = &batch->language_model;
    dw_column *const columns[] = {
        &batch->request,      &batch->trace,          &batch->model_version,    &batch->error_code,
        &batch->score,        &batch->value,          &batch->latency,          &batch->predicted_class,
        &batch->ranking_id,   &batch->ranking_score,  &call->prompt_version,    &call->prompt,
        &call->response,      &call->context_text,    &call->citation_text,     &call->document_id,
        &call->document_text, &call->document_source, &call->document_score,
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) function(columns[i]);
}

static void for_each_list(dw_batch *batch, void (*function)(dw_list *)) {
    dw_language_model_columns *call = &batch->language_model;
    dw_list *const lists[] = {
        &batch->ranking, &call->context, &call->citations, &call->documents, &call->prompt_tokens, &call->response_tokens,
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) function(lists[i]);
}

static void free_list(dw_list *list) {
    dw_bytes_free(&list->counts);
}

static void begin(dw_batch *batch) {
    batch->rows = 0;
    batch->estimate = 1024 + 128; /* framing and the deployment's name */
    batch->row_width = 10;        /* the time */
}

void dw_batch_init(dw_batch *batch, uint32_t rows_max, size_t bytes_max) {
    *batch = (dw_batch){.rows_max = rows_max, .bytes_max = bytes_max};
    dw_language_model_columns *call = &batch->language_model;
    dw_column *const texts[] = {
        &batch->request,      &batch->trace,         &batch->ranking_id,  &call->prompt,        &call->response,
        &call->context_text,  &call->citation_text,  &call->document_id,  &call->document_text, &call->document_source,
    };
    dw_column *const categories[] = {
        &batch->model_version, &batch->error_code, &batch->predicted_class, &call->prompt_version,
    };
    dw_column *const numbers[] = {
        &batch->score, &batch->value, &batch->latency, &batch->ranking_score, &call->document_score,
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) texts[i]->type = DW_FREE_TEXT;
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) categories[i]->type = DW_CATEGORY;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) numbers[i]->type = DW_NUMBER;
    begin(batch);
}

void dw_batch_clear(dw_batch *batch) {
    begin(batch);
    batch->time_deltas.length = 0;
    batch->logged.length = 0;
    for_each_base_column(batch, dw_column_clear);
    for_each_list(batch, clear_list);
    bool forgotten = dw_columns_clear(&batch->features);
    forgotten |= dw_columns_clear(&batch->metadata);
    forgotten |= dw_columns_clear(&batch->probabilities);
    if (forgotten) batch->resolved.length = 0;
}

void dw_batch_free(dw_batch *batch) {
    for_each_base_column(batch, dw_column_free);
    for_each_list(batch, free_list);
    dw_columns_free(&batch->features);
    dw_columns_free(&batch->metadata);
    dw_columns_free(&batch->probabilities);
    dw_bytes_free(&batch->time_deltas);
    dw_bytes_free(&batch->logged);
    dw_bytes_free(&batch->resolved);
}
