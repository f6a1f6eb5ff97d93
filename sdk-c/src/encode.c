/*
 * Encodes a batch as proto/driftwatch/v1/events.proto and ingest.proto have it. Fields are written from the last to the first, because
 * the writer works backwards (protobuf.h).
 */
#include "encode.h"

static const uint32_t *numbers_of(const dw_bytes *bytes) {
    return (const uint32_t *)(const void *)bytes->data;
}

/* Packed doubles or floats, or any bytes, as they lie in memory. */
static void write_values(dw_writer *writer, uint32_t field, const dw_bytes *values) {
    if (values->length > 0) dw_write_bytes(writer, field, values->data, values->length);
}

static void write_packed(dw_writer *writer, uint32_t field, const dw_bytes *values) {
    dw_write_packed_u32(writer, field, numbers_of(values), values->length / sizeof(uint32_t));
}

/* ------------------------------------------------------------------------------------------------------------ Columns */

static void write_text(dw_writer *writer, uint32_t field, const dw_column *column) {
    size_t mark = dw_writer_length(writer);
    write_packed(writer, 2, &column->lengths);
    write_values(writer, 1, &column->values);
    dw_write_field_since(writer, field, mark);
}

static void write_dictionary(dw_writer *writer, uint32_t field, const dw_column *column) {
    size_t mark = dw_writer_length(writer);
    write_packed(writer, 2, &column->values);
    for (uint32_t number = column->dictionary.count; number > 0; number--) {
        dw_text entry = dw_dictionary_entry(&column->dictionary, number);
        dw_write_bytes(writer, 1, entry.data, entry.length);
    }
    dw_write_field_since(writer, field, mark);
}

/* A message whose field `inner` holds the values. */
static void write_wrapped(dw_writer *writer, uint32_t field, uint32_t inner, const dw_bytes *values) {
    size_t mark = dw_writer_length(writer);
    write_values(writer, inner, values);
    dw_write_field_since(writer, field, mark);
}

static void write_embedding(dw_writer *writer, uint32_t field, const dw_column *column) {
    size_t mark = dw_writer_length(writer);
    write_values(writer, 2, &column->values);
    dw_write_unsigned(writer, 1, column->dimension);
    dw_write_field_since(writer, field, mark);
}

/* A column of the batch, or nothing when no row has it. Base numbers are packed where they stand. */
static void write_base(dw_writer *writer, uint32_t field, dw_column *column, uint32_t rows) {
    if (column->used == 0) return;
    if (!dw_column_fill(column, rows)) {
        writer->failed = true;
        return;
    }
    switch (column->type) {
    case DW_NUMBER: write_values(writer, field, &column->values); break;
    case DW_CATEGORY: write_dictionary(writer, field, column); break;
    default: write_text(writer, field, column); break;
    }
}

static void write_feature(dw_writer *writer, dw_column *column, dw_text name, uint32_t rows) {
    if (column->used == 0) return;
    if (!dw_column_fill(column, rows)) {
        writer->failed = true;
        return;
    }
    size_t mark = dw_writer_length(writer);
    switch (column->type) {
    case DW_MISSING: break;
    case DW_NUMBER: write_wrapped(writer, 2, 1, &column->values); break;
    case DW_CATEGORY: write_dictionary(writer, 3, column); break;
    case DW_BOOLEAN: write_wrapped(writer, 4, 1, &column->values); break;
    case DW_FREE_TEXT: write_text(writer, 5, column); break;
    case DW_EMBEDDING: write_embedding(writer, 6, column); break;
    }
    dw_write_bytes(writer, 1, name.data, name.length);
    dw_write_field_since(writer, 10, mark);
}

static void write_metadata(dw_writer *writer, dw_column *column, dw_text key, uint32_t rows) {
    if (column->used == 0) return;
    size_t mark = dw_writer_length(writer);
    write_base(writer, 2, column, rows);
    dw_write_bytes(writer, 1, key.data, key.length);
    dw_write_field_since(writer, 13, mark);
}

/* The count of every row. */
static void write_counts(dw_writer *writer, uint32_t field, dw_list *list, uint32_t rows) {
    if (!list->used) return;
    while (list->counts.length < sizeof(uint32_t) * rows) {
        if (!dw_bytes_append_u32(&list->counts, 0)) {
            writer->failed = true;
            return;
        }
    }
    write_packed(writer, field, &list->counts);
}

static void write_text_list(dw_writer *writer, uint32_t field, dw_list *list, dw_column *items, uint32_t rows) {
    if (!list->used) return;
    size_t mark = dw_writer_length(writer);
    items->used |= list->items > 0; /* all may be missing, yet they are items */
    write_base(writer, 2, items, list->items);
    write_counts(writer, 1, list, rows);
    dw_write_field_since(writer, field, mark);
}

/* --------------------------------------------------------------------------------------------------------- Prediction */

/* The value of a class in a row; NaN where the row does not name it. */
static double probability(const dw_column *column, uint32_t row) {
    double value;
    memcpy(&value, column->values.data + sizeof value * row, sizeof value);
    return value;
}

/* One row of the matrix: zero for classes that it does not name, NaN everywhere when it names none. */
static void write_probability_row(dw_writer *writer, const dw_columns *classes, uint32_t row) {
    bool any = false;
    for (uint32_t i = 0; i < classes->count; i++) {
        any |= classes->items[i].used > 0 && !isnan(probability(&classes->items[i], row));
    }
    for (uint32_t i = classes->count; i > 0; i--) {
        const dw_column *column = &classes->items[i - 1];
        if (column->used == 0) continue;
        double value = probability(column, row);
        if (any && isnan(value)) value = 0;
        dw_write_raw(writer, &value, sizeof value);
    }
}

static void write_probabilities(dw_writer *writer, uint32_t field, dw_columns *classes, uint32_t rows) {
    bool used = false;
    for (uint32_t i = 0; i < classes->count; i++) {
        if (classes->items[i].used == 0) continue;
        used = true;
        if (!dw_column_fill(&classes->items[i], rows)) {
            writer->failed = true;
            return;
        }
    }
    if (!used) return;
    size_t mark = dw_writer_length(writer);
    for (uint32_t row = rows; row > 0; row--) write_probability_row(writer, classes, row - 1);
    dw_write_field_since(writer, 2, mark);
    for (uint32_t i = classes->count; i > 0; i--) {
        if (classes->items[i - 1].used == 0) continue;
        dw_text name = dw_columns_name(classes, i - 1);
        dw_write_bytes(writer, 1, name.data, name.length);
    }
    dw_write_field_since(writer, field, mark);
}

static void write_ranking(dw_writer *writer, uint32_t field, dw_batch *batch) {
    if (!batch->ranking.used) return;
    size_t mark = dw_writer_length(writer);
    write_base(writer, 3, &batch->ranking_score, batch->ranking.items);
    write_base(writer, 2, &batch->ranking_id, batch->ranking.items);
    write_counts(writer, 1, &batch->ranking, batch->rows);
    dw_write_field_since(writer, field, mark);
}

static void write_prediction(dw_writer *writer, dw_batch *batch) {
    size_t mark = dw_writer_length(writer);
    write_ranking(writer, 5, batch);
    write_probabilities(writer, 4, &batch->probabilities, batch->rows);
    write_base(writer, 3, &batch->value, batch->rows);
    write_base(writer, 2, &batch->score, batch->rows);
    write_base(writer, 1, &batch->predicted_class, batch->rows);
    if (dw_writer_length(writer) > mark) dw_write_field_since(writer, 9, mark);
}

/* ----------------------------------------------------------------------------------------------------- Language model */

static void write_documents(dw_writer *writer, dw_language_model_columns *call, uint32_t rows) {
    if (!call->documents.used) return;
    size_t mark = dw_writer_length(writer);
    uint32_t items = call->documents.items;
    write_base(writer, 5, &call->document_source, items);
    write_base(writer, 4, &call->document_score, items);
    write_base(writer, 3, &call->document_text, items);
    write_base(writer, 2, &call->document_id, items);
    write_counts(writer, 1, &call->documents, rows);
    dw_write_field_since(writer, 8, mark);
}

static void write_language_model(dw_writer *writer, dw_batch *batch) {
    dw_language_model_columns *call = &batch->language_model;
    size_t mark = dw_writer_length(writer);
    write_documents(writer, call, batch->rows);
    write_counts(writer, 7, &call->response_tokens, batch->rows);
    write_counts(writer, 6, &call->prompt_tokens, batch->rows);
    write_text_list(writer, 5, &call->citations, &call->citation_text, batch->rows);
    write_text_list(writer, 4, &call->context, &call->context_text, batch->rows);
    write_base(writer, 3, &call->response, batch->rows);
    write_base(writer, 2, &call->prompt, batch->rows);
    write_base(writer, 1, &call->prompt_version, batch->rows);
    if (dw_writer_length(writer) > mark) dw_write_field_since(writer, 14, mark);
}

/* ---------------------------------------------------------------------------------------------------------- The whole */

static void write_batch(dw_writer *writer, dw_batch *batch, dw_text deployment_id) {
    write_language_model(writer, batch);
    for (uint32_t i = batch->metadata.count; i > 0; i--) {
        write_metadata(writer, &batch->metadata.items[i - 1], dw_columns_name(&batch->metadata, i - 1), batch->rows);
    }
    write_base(writer, 12, &batch->error_code, batch->rows);
    write_base(writer, 11, &batch->latency, batch->rows);
    for (uint32_t i = batch->features.count; i > 0; i--) {
        write_feature(writer, &batch->features.items[i - 1], dw_columns_name(&batch->features, i - 1), batch->rows);
    }
    write_prediction(writer, batch);
    write_base(writer, 8, &batch->model_version, batch->rows);
    dw_write_packed_zigzag(writer, 7, (const int64_t *)(const void *)batch->time_deltas.data, batch->rows);
    dw_write_fixed64(writer, 6, batch->base_time);
    write_base(writer, 5, &batch->trace, batch->rows);
    write_base(writer, 4, &batch->request, batch->rows);
    dw_write_unsigned(writer, 3, batch->rows);
    dw_write_bytes(writer, 2, deployment_id.data, deployment_id.length);
    dw_write_unsigned(writer, 1, 1); /* format_version */
}

bool dw_encode_append(dw_writer *writer, dw_batch *batch, dw_text deployment_id, uint64_t sequence) {
    size_t mark = dw_writer_length(writer);
    write_batch(writer, batch, deployment_id);
    dw_write_field_since(writer, 2, mark);
    dw_write_unsigned(writer, 1, sequence);
    return !writer->failed;
}
