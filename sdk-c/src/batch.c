#include "batch.h"

#include "limits.h"
#include "row_read.h"

/* Tags, lengths and framing of a column, and the longest count. */
enum { COLUMN_BYTES = 48, COUNT_BYTES = 5 };

/* ----------------------------------------------------------------------------------------------------- Setting values */

static size_t text_weight(const dw_column *column) {
    if (column->type == DW_CATEGORY) return column->dictionary.text.length + 3 * (size_t)column->dictionary.count;
    return column->values.length;
}

/* Accounts for a column when its first value in this batch comes. */
static inline void open_column(dw_batch *batch, dw_column *column, size_t name_length, uint32_t dimension) {
    if (column->used > 0) return;
    size_t width = dw_column_width(column->type, dimension);
    batch->row_width += width;
    batch->estimate += COLUMN_BYTES + name_length + width * batch->rows;
}

static bool put_number(dw_batch *batch, dw_column *column, size_t name_length, double value) {
    open_column(batch, column, name_length, 0);
    return dw_column_set_number(column, batch->rows, value);
}

static bool put_text(dw_batch *batch, dw_column *column, size_t name_length, dw_text text) {
    open_column(batch, column, name_length, 0);
    size_t before = text_weight(column);
    bool done = dw_column_set_text(column, batch->rows, text);
    batch->estimate += text_weight(column) - before;
    return done;
}

/* A base column: left alone where the event says nothing. */
static bool put_base_number(dw_batch *batch, dw_column *column, double value) {
    return isnan(value) || put_number(batch, column, 0, value);
}

static bool put_base_text(dw_batch *batch, dw_column *column, dw_text text) {
    return text.length == 0 || put_text(batch, column, 0, text);
}

static bool put_count(dw_batch *batch, dw_list *list, uint32_t count) {
    if (count == 0) return true;
    if (!list->used) {
        list->used = true;
        batch->row_width += COUNT_BYTES;
        batch->estimate += COUNT_BYTES * (size_t)batch->rows;
    }
    while (list->counts.length < sizeof count * batch->rows) {
        if (!dw_bytes_append_u32(&list->counts, 0)) return false;
    }
    return dw_bytes_append_u32(&list->counts, count);
}

static bool put_item(dw_batch *batch, dw_column *column, uint32_t item, dw_text text) {
    batch->estimate += 5 + text.length;
    return text.data == NULL || dw_column_set_text(column, item, text);
}

static bool put_item_number(dw_batch *batch, dw_column *column, uint32_t item, double value) {
    batch->estimate += 8;
    return isnan(value) || dw_column_set_number(column, item, value);
}

/* ------------------------------------------------------------------------------------- Finding the columns of a row */

/* What a look at a row finds out. */
typedef struct look {
    size_t new_bytes; /* that columns not in use yet would cost */
    dw_addition outcome;
    const char *code;
    const char *message;
} look;

static bool fail_look(look *look, dw_addition outcome, const char *code, const char *message) {
    look->outcome = outcome;
    look->code = code;
    look->message = message;
    return false;
}

/* Finds a column, notes it at `position`, and sees to it that it is named once. */
static bool resolve(
    dw_batch *batch, dw_columns *columns, uint32_t max, size_t position, dw_feature_type type, dw_text name, uint32_t dimension,
    look *look) {
    uint32_t *resolved = (uint32_t *)(void *)batch->resolved.data + position;
    uint32_t index = dw_columns_find(columns, type, name, *resolved);
    if (index == UINT32_MAX) return fail_look(look, DW_ADD_NO_MEMORY, NULL, NULL);
    *resolved = index;
    dw_column *column = &columns->items[index];
    if (column->stamp == batch->stamp) return fail_look(look, DW_ADD_REFUSED, NULL, NULL);
    column->stamp = batch->stamp;
    if (column->used == 0) {
        if (columns->used + ++columns->fresh > max) return fail_look(look, DW_ADD_FULL, NULL, NULL);
        look->new_bytes += COLUMN_BYTES + name.length + dw_column_width(type, dimension) * (batch->rows + 1);
    } else if (type == DW_EMBEDDING && dimension != 0 && column->dimension != dimension) {
        return fail_look(look, DW_ADD_FULL, NULL, NULL); /* a batch has one dimension a name */
    }
    return true;
}

static bool reserve_resolved(dw_batch *batch, size_t positions) {
    while (batch->resolved.length < positions * sizeof(uint32_t)) {
        if (!dw_bytes_append_u32(&batch->resolved, UINT32_MAX)) return false;
    }
    return true;
}

static bool look_at_features(dw_batch *batch, const dw_row *row, dw_cursor *cursor, look *look) {
    for (uint32_t i = 0; i < row->feature_count; i++) {
        dw_row_feature feature = dw_take_feature(cursor);
        if (feature.type == DW_MISSING) continue;
        uint32_t dimension = feature.type == DW_EMBEDDING ? feature.length : 0;
        if (!resolve(batch, &batch->features, DW_FEATURES_MAX, i, (dw_feature_type)feature.type, feature.name, dimension, look)) {
            look->code = "duplicate_feature";
            look->message = "a feature is given twice with one type; give each once";
            return false;
        }
    }
    return true;
}

static bool look_at_row(dw_batch *batch, const dw_row *row, dw_cursor cursor, look *look) {
    size_t positions = (size_t)row->feature_count + row->metadata_count + row->probability_count;
    if (!reserve_resolved(batch, positions)) return fail_look(look, DW_ADD_NO_MEMORY, NULL, NULL);
    batch->features.fresh = batch->metadata.fresh = batch->probabilities.fresh = 0;
    if (!look_at_features(batch, row, &cursor, look)) return false;
    for (uint32_t i = 0; i < row->metadata_count; i++) {
        dw_text key = dw_take_metadata(&cursor).key;
        if (!resolve(batch, &batch->metadata, DW_METADATA_MAX, row->feature_count + i, DW_CATEGORY, key, 0, look)) {
            look->code = "duplicate_metadata";
            look->message = "a metadata key is given twice; give each once";
            return false;
        }
    }
    for (uint32_t i = 0; i < row->probability_count; i++) {
        dw_text name = dw_take_probability(&cursor).name;
        size_t position = (size_t)row->feature_count + row->metadata_count + i;
        if (!resolve(batch, &batch->probabilities, DW_CLASSES_MAX, position, DW_NUMBER, name, 0, look)) {
            look->code = "duplicate_class";
            look->message = "a class has two probabilities; give each class once";
            return false;
        }
    }
    return true;
}

/* ------------------------------------------------------------------------------------------------------- Adding a row */

static bool add_base(dw_batch *batch, const dw_row *row, dw_cursor *cursor) {
    if (batch->rows == 0) batch->base_time = batch->last_time = row->time_unix_nanos;
    int64_t delta = (int64_t)((uint64_t)row->time_unix_nanos - (uint64_t)batch->last_time);
    batch->last_time = row->time_unix_nanos;
    return dw_bytes_append(&batch->time_deltas, &delta, sizeof delta)
        && dw_bytes_append(&batch->logged, &row->logged_unix_nanos, sizeof row->logged_unix_nanos)
        && put_base_text(batch, &batch->request, dw_take_text(cursor, row->request_length))
        && put_base_text(batch, &batch->trace, dw_take_text(cursor, row->trace_length))
        && put_base_text(batch, &batch->model_version, dw_take_text(cursor, row->version_length))
        && put_base_text(batch, &batch->error_code, dw_take_text(cursor, row->error_length))
        && put_base_text(batch, &batch->predicted_class, dw_take_text(cursor, row->class_length))
        && put_base_number(batch, &batch->score, row->score) && put_base_number(batch, &batch->value, row->value)
        && put_base_number(batch, &batch->latency, row->latency_ms);
}

static bool add_feature(dw_batch *batch, dw_column *column, const dw_row_feature *feature) {
    size_t name_length = feature->name.length;
    double number;
    switch (feature->type) {
    case DW_NUMBER:
        memcpy(&number, feature->payload, sizeof number);
        return put_number(batch, column, name_length, number);
    case DW_CATEGORY:
    case DW_FREE_TEXT: return put_text(batch, column, name_length, dw_feature_text(feature));
    case DW_BOOLEAN:
        open_column(batch, column, name_length, 0);
        return dw_column_set_boolean(column, batch->rows, feature->length != 0);
    case DW_EMBEDDING:
        if (feature->length == 0) return true;
        open_column(batch, column, name_length, feature->length);
        return dw_column_set_embedding(column, batch->rows, feature->payload, feature->length);
    default: return true;
    }
}

static bool add_named(dw_batch *batch, const dw_row *row, dw_cursor *cursor) {
    const uint32_t *resolved = (const uint32_t *)(const void *)batch->resolved.data;
    for (uint32_t i = 0; i < row->feature_count; i++, resolved++) {
        dw_row_feature feature = dw_take_feature(cursor);
        if (feature.type == DW_MISSING) continue;
        if (!add_feature(batch, &batch->features.items[*resolved], &feature)) return false;
    }
    for (uint32_t i = 0; i < row->metadata_count; i++, resolved++) {
        dw_row_metadata pair = dw_take_metadata(cursor);
        if (!put_text(batch, &batch->metadata.items[*resolved], pair.key.length, pair.value)) return false;
    }
    for (uint32_t i = 0; i < row->probability_count; i++, resolved++) {
        dw_row_probability probability = dw_take_probability(cursor);
        dw_column *column = &batch->probabilities.items[*resolved];
        if (!put_number(batch, column, probability.name.length, probability.value)) return false;
    }
    return true;
}

static bool add_ranking(dw_batch *batch, const dw_row *row, dw_cursor *cursor) {
    if (!put_count(batch, &batch->ranking, row->ranking_count)) return false;
    for (uint32_t i = 0; i < row->ranking_count; i++) {
        uint32_t item = batch->ranking.items++;
        dw_text id = dw_take_optional(cursor, dw_take_u32(cursor));
        if (!put_item(batch, &batch->ranking_id, item, id)) return false;
        if (!put_item_number(batch, &batch->ranking_score, item, dw_take_double(cursor))) return false;
    }
    return true;
}

static bool add_texts(dw_batch *batch, dw_list *list, dw_column *column, dw_cursor *cursor) {
    uint32_t count = dw_take_u32(cursor);
    if (!put_count(batch, list, count)) return false;
    for (uint32_t i = 0; i < count; i++) {
        dw_text text = dw_take_optional(cursor, dw_take_u32(cursor));
        if (!put_item(batch, column, list->items++, text)) return false;
    }
    return true;
}

static bool add_documents(dw_batch *batch, dw_language_model_columns *columns, dw_cursor *cursor) {
    uint32_t count = dw_take_u32(cursor);
    if (!put_count(batch, &columns->documents, count)) return false;
    dw_column *const texts[] = {&columns->document_id, &columns->document_text, &columns->document_source};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t item = columns->documents.items++;
        for (size_t j = 0; j < 3; j++) {
            if (!put_item(batch, texts[j], item, dw_take_optional(cursor, dw_take_u32(cursor)))) return false;
        }
        if (!put_item_number(batch, &columns->document_score, item, dw_take_double(cursor))) return false;
    }
    return true;
}

static bool add_language_model(dw_batch *batch, dw_cursor *cursor) {
    dw_language_model_columns *columns = &batch->language_model;
    dw_column *const texts[] = {&columns->prompt_version, &columns->prompt, &columns->response};
    for (size_t i = 0; i < 3; i++) {
        dw_text text = dw_take_optional(cursor, dw_take_u32(cursor));
        if (text.data != NULL && !put_text(batch, texts[i], 0, text)) return false;
    }
    return put_count(batch, &columns->prompt_tokens, dw_take_u32(cursor))
        && put_count(batch, &columns->response_tokens, dw_take_u32(cursor))
        && add_texts(batch, &columns->context, &columns->context_text, cursor)
        && add_texts(batch, &columns->citations, &columns->citation_text, cursor)
        && add_documents(batch, columns, cursor);
}

/* Whether another event might bring a list beyond its limit. */
static bool lists_are_full(const dw_batch *batch) {
    const uint32_t most = DW_BATCH_ITEMS_MAX - DW_ITEMS_MAX;
    const dw_language_model_columns *call = &batch->language_model;
    return batch->ranking.items > most || call->context.items > most || call->citations.items > most || call->documents.items > most;
}

dw_addition dw_batch_add(dw_batch *batch, const dw_row *row, const char **code, const char **message) {
    if (batch->rows == batch->rows_max || lists_are_full(batch)) return DW_ADD_FULL;
    dw_cursor cursor = dw_row_begin(row);
    (void)dw_take_text(&cursor, row->deployment_length);
    dw_cursor named = cursor;
    (void)dw_take_text(
        &named, (size_t)row->request_length + row->trace_length + row->version_length + row->error_length + row->class_length);

    look look = {0};
    batch->stamp++;
    if (!look_at_row(batch, row, named, &look)) {
        *code = look.code;
        *message = look.message;
        return look.outcome;
    }
    if (batch->rows > 0 && batch->estimate + batch->row_width + look.new_bytes + row->size > batch->bytes_max) return DW_ADD_FULL;

    bool done = add_base(batch, row, &cursor) && add_named(batch, row, &cursor) && add_ranking(batch, row, &cursor)
        && (!row->has_language_model || add_language_model(batch, &cursor));
    if (!done) return DW_ADD_NO_MEMORY;
    batch->features.used += batch->features.fresh;
    batch->metadata.used += batch->metadata.fresh;
    batch->probabilities.used += batch->probabilities.fresh;
    batch->rows++;
    batch->estimate += batch->row_width;
    return DW_ADDED;
}
