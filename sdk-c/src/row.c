#include "row.h"

/* Copies a short text without a call; the rest with memcpy. */
static inline uint8_t *put(uint8_t *place, const void *data, size_t length) {
    const uint8_t *from = data;
    if (length >= 8 && length <= 16) {
        uint64_t head, tail;
        memcpy(&head, from, 8);
        memcpy(&tail, from + length - 8, 8);
        memcpy(place, &head, 8);
        memcpy(place + length - 8, &tail, 8);
    } else if (length < 8) {
        for (size_t i = 0; i < length; i++) place[i] = from[i];
    } else {
        memcpy(place, from, length);
    }
    return place + length;
}

static inline uint8_t *put_u32(uint8_t *place, uint32_t value) {
    memcpy(place, &value, sizeof value);
    return place + sizeof value;
}

static inline uint8_t *put_double(uint8_t *place, double value) {
    memcpy(place, &value, sizeof value);
    return place + sizeof value;
}

static inline uint8_t *put_optional(uint8_t *place, dw_text text) {
    place = put_u32(place, text.data == NULL ? 0 : (uint32_t)text.length + 1);
    return put(place, text.data, text.length);
}

static inline uint8_t *put_feature(uint8_t *place, const dw_feature *feature) {
    struct {
        uint16_t name_length, type;
        uint32_t length;
    } head = {(uint16_t)feature->name.length, (uint16_t)feature->type, 0};
    dw_text text = {NULL, 0};
    const dw_vector *vector = &feature->value.vector;
    switch (feature->type) {
    case DW_MISSING: break;
    case DW_NUMBER: head.length = 8; break;
    case DW_BOOLEAN: head.length = feature->value.boolean; break;
    case DW_CATEGORY:
    case DW_FREE_TEXT:
        text = feature->value.text;
        head.length = text.data == NULL ? 0 : (uint32_t)text.length + 1;
        break;
    case DW_EMBEDDING: head.length = vector->values == NULL ? 0 : (uint32_t)vector->dimension; break;
    }
    memcpy(place, &head, sizeof head);
    place = put(place + sizeof head, feature->name.data, feature->name.length);
    if (feature->type == DW_NUMBER) return put_double(place, feature->value.number);
    if (feature->type == DW_EMBEDDING) return put(place, vector->values, 4 * (size_t)head.length);
    return put(place, text.data, text.length);
}

static uint8_t *put_list(uint8_t *place, const dw_text *texts, size_t count) {
    place = put_u32(place, (uint32_t)count);
    for (size_t i = 0; i < count; i++) place = put_optional(place, texts[i]);
    return place;
}

static uint8_t *put_language_model(uint8_t *place, const dw_language_model *call) {
    place = put_optional(place, call->prompt_version);
    place = put_optional(place, call->prompt);
    place = put_optional(place, call->response);
    place = put_u32(place, (uint32_t)(call->prompt_tokens + 1));
    place = put_u32(place, (uint32_t)(call->response_tokens + 1));
    place = put_list(place, call->context, call->context_count);
    place = put_list(place, call->citations, call->citation_count);
    place = put_u32(place, (uint32_t)call->document_count);
    for (size_t i = 0; i < call->document_count; i++) {
        const dw_document *document = &call->documents[i];
        place = put_optional(place, document->id);
        place = put_optional(place, document->text);
        place = put_optional(place, document->source);
        place = put_double(place, document->score);
    }
    return place;
}

void dw_row_write(uint8_t *place, size_t size, const dw_event *event, const dw_defaults *defaults, int64_t now_unix_nanos) {
    dw_text deployment = event->deployment_id.length > 0 ? event->deployment_id : defaults->deployment_id;
    dw_text version = event->model_version.length > 0 ? event->model_version : defaults->model_version;
    dw_row *row = (dw_row *)(void *)place;
    *row = (dw_row){
        .size = (uint32_t)size,
        .feature_count = (uint32_t)event->feature_count,
        .time_unix_nanos = event->time_unix_nanos != 0 ? event->time_unix_nanos : now_unix_nanos,
        .logged_unix_nanos = now_unix_nanos,
        .latency_ms = event->latency_ms,
        .score = event->score,
        .value = event->value,
        .deployment_length = (uint32_t)deployment.length,
        .request_length = (uint32_t)event->request_id.length,
        .trace_length = (uint32_t)event->trace_id.length,
        .version_length = (uint32_t)version.length,
        .error_length = (uint32_t)event->error_code.length,
        .class_length = (uint32_t)event->predicted_class.length,
        .metadata_count = (uint32_t)event->metadata_count,
        .probability_count = (uint32_t)event->probability_count,
        .ranking_count = (uint32_t)event->ranking_count,
        .has_language_model = event->language_model != NULL,
    };
    place += sizeof *row;
    place = put(place, deployment.data, deployment.length);
    place = put(place, event->request_id.data, event->request_id.length);
    place = put(place, event->trace_id.data, event->trace_id.length);
    place = put(place, version.data, version.length);
    place = put(place, event->error_code.data, event->error_code.length);
    place = put(place, event->predicted_class.data, event->predicted_class.length);

    for (size_t i = 0; i < event->feature_count; i++) place = put_feature(place, &event->features[i]);
    for (size_t i = 0; i < event->metadata_count; i++) {
        const dw_metadata *pair = &event->metadata[i];
        place = put_u32(place, (uint32_t)pair->key.length);
        place = put_u32(place, pair->value.data == NULL ? 0 : (uint32_t)pair->value.length + 1);
        place = put(place, pair->key.data, pair->key.length);
        place = put(place, pair->value.data, pair->value.length);
    }
    for (size_t i = 0; i < event->probability_count; i++) {
        const dw_probability *probability = &event->probabilities[i];
        place = put_u32(place, (uint32_t)probability->name.length);
        place = put_double(place, probability->value);
        place = put(place, probability->name.data, probability->name.length);
    }
    for (size_t i = 0; i < event->ranking_count; i++) {
        place = put_optional(place, event->ranking[i].id);
        place = put_double(place, event->ranking[i].score);
    }
    if (event->language_model != NULL) put_language_model(place, event->language_model);
}
