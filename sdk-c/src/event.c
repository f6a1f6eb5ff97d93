/* Checks events: what the server would refuse is refused here, at once. */
#include "error.h"
#include "limits.h"
#include "row.h"
#include "utf8.h"

#include <stdio.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define CHECK(x)                                                                                                                \
    do {                                                                                                                        \
        dw_status status_ = (x);                                                                                                \
        if (!LIKELY(status_ == DW_OK)) return status_;                                                                          \
    } while (0)

static const char *const places[] = {
    "deployment_id", "request_id", "trace_id", "model_version", "error_code", "predicted_class",
};

/* ------------------------------------------------------------------------------------------------------------- Pieces */

static __attribute__((noinline, cold)) dw_status refuse_text(const char *what, size_t index, dw_text text, size_t max, bool indexed) {
    char where[64];
    where[0] = 0;
    if (indexed) snprintf(where, sizeof where, " %zu", index);
    if (text.data == NULL && text.length > 0) {
        return dw_fail(DW_INVALID_EVENT, "%s%s: the pointer is null but the length is %zu", what, where, text.length);
    }
    if (text.length == 0) return dw_fail(DW_INVALID_EVENT, "%s%s is missing; give it 1 to %zu bytes", what, where, max);
    if (text.length > max) {
        return dw_fail(DW_INVALID_EVENT, "%s%s is %zu bytes long; at most %zu are taken", what, where, text.length, max);
    }
    return dw_fail(DW_INVALID_EVENT, "%s%s is not valid UTF-8", what, where);
}

/* A text that may be missing: null, at most `max` bytes of UTF-8. */
static inline bool is_optional(dw_text text, size_t max) {
    if (text.data == NULL) return text.length == 0;
    return text.length <= max && dw_utf8_is_valid(text.data, text.length);
}

static inline bool is_required(dw_text text, size_t max) {
    return text.data != NULL && text.length > 0 && text.length <= max && dw_utf8_is_valid(text.data, text.length);
}

static dw_status check_list(const void *list, size_t count, size_t max, const char *what) {
    if (LIKELY(count == 0 || (list != NULL && count <= max))) return DW_OK;
    if (list == NULL) return dw_fail(DW_INVALID_EVENT, "%s: the pointer is null but the count is %zu", what, count);
    return dw_fail(DW_INVALID_EVENT, "%s: %zu of them; at most %zu are taken", what, count, max);
}

bool dw_is_deployment_id(dw_text text) {
    if (text.data == NULL || text.length == 0 || text.length > DW_DEPLOYMENT_BYTES_MAX) return false;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool alphanumeric = (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10;
        if (!alphanumeric && (i == 0 || (c != '.' && c != '_' && c != ':' && c != '-'))) return false;
    }
    return true;
}

static __attribute__((noinline, cold)) dw_status refuse_deployment(dw_text text) {
    if (text.length == 0) {
        return dw_fail(DW_INVALID_EVENT, "deployment_id is missing; set it in the event or in the options");
    }
    return dw_fail(DW_INVALID_EVENT, "deployment_id is not of the form [A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
}

/* Names such as __score__ are those of the model's outputs among the features. */
static bool is_reserved(dw_text name) {
    return name.length > 4 && memcmp(name.data, "__", 2) == 0 && memcmp(name.data + name.length - 2, "__", 2) == 0;
}

static __attribute__((noinline, cold)) dw_status refuse_reserved(size_t index, dw_text name) {
    int shown = name.length > 64 ? 64 : (int)name.length;
    return dw_fail(
        DW_INVALID_EVENT, "the name of feature %zu, '%.*s', begins and ends with two underscores: such names are reserved", index,
        shown, name.data);
}

/* ---------------------------------------------------------------------------------------------------------- The parts */

static inline dw_status measure_feature(const dw_feature *feature, size_t index, size_t *size) {
    if (!LIKELY(is_required(feature->name, DW_NAME_BYTES_MAX))) {
        return refuse_text("the name of feature", index, feature->name, DW_NAME_BYTES_MAX, true);
    }
    if (!LIKELY(feature->name.data[0] != '_') && is_reserved(feature->name)) return refuse_reserved(index, feature->name);
    *size += 8 + feature->name.length;
    switch (feature->type) {
    case DW_MISSING:
    case DW_BOOLEAN: return DW_OK;
    case DW_NUMBER: *size += 8; return DW_OK;
    case DW_CATEGORY:
        *size += feature->value.text.length;
        if (LIKELY(is_optional(feature->value.text, DW_ENTRY_BYTES_MAX))) return DW_OK;
        return refuse_text("the category of feature", index, feature->value.text, DW_ENTRY_BYTES_MAX, true);
    case DW_FREE_TEXT:
        *size += feature->value.text.length;
        if (LIKELY(is_optional(feature->value.text, DW_EVENT_BYTES_MAX))) return DW_OK;
        return refuse_text("the text of feature", index, feature->value.text, DW_EVENT_BYTES_MAX, true);
    case DW_EMBEDDING:
        if (feature->value.vector.values == NULL) return DW_OK;
        if (feature->value.vector.dimension == 0 || feature->value.vector.dimension > DW_DIMENSION_MAX) {
            return dw_fail(
                DW_INVALID_EVENT, "the embedding of feature %zu has %zu dimensions; 1 to %d are taken", index,
                feature->value.vector.dimension, DW_DIMENSION_MAX);
        }
        *size += 4 * feature->value.vector.dimension;
        return DW_OK;
    }
    return dw_fail(DW_INVALID_EVENT, "feature %zu has the unknown type %d", index, (int)feature->type);
}

static dw_status measure_prediction(const dw_event *event, size_t *size) {
    CHECK(check_list(event->probabilities, event->probability_count, DW_CLASSES_MAX, "probabilities"));
    for (size_t i = 0; i < event->probability_count; i++) {
        dw_text name = event->probabilities[i].name;
        if (!is_required(name, DW_LABEL_BYTES_MAX)) return refuse_text("the class of probability", i, name, DW_LABEL_BYTES_MAX, true);
        if (!isfinite(event->probabilities[i].value)) return dw_fail(DW_INVALID_EVENT, "probability %zu is not finite", i);
        *size += 12 + name.length;
    }
    CHECK(check_list(event->ranking, event->ranking_count, DW_ITEMS_MAX, "ranking"));
    for (size_t i = 0; i < event->ranking_count; i++) {
        dw_text id = event->ranking[i].id;
        if (!is_required(id, DW_ENTRY_BYTES_MAX)) return refuse_text("the id of ranked item", i, id, DW_ENTRY_BYTES_MAX, true);
        *size += 12 + id.length;
    }
    return DW_OK;
}

static dw_status measure_metadata(const dw_event *event, size_t *size) {
    CHECK(check_list(event->metadata, event->metadata_count, DW_METADATA_MAX, "metadata"));
    for (size_t i = 0; i < event->metadata_count; i++) {
        const dw_metadata *pair = &event->metadata[i];
        if (!LIKELY(is_required(pair->key, DW_KEY_BYTES_MAX))) {
            return refuse_text("the key of metadata", i, pair->key, DW_KEY_BYTES_MAX, true);
        }
        if (!LIKELY(is_optional(pair->value, DW_VALUE_BYTES_MAX))) {
            return refuse_text("the value of metadata", i, pair->value, DW_VALUE_BYTES_MAX, true);
        }
        *size += 8 + pair->key.length + pair->value.length;
    }
    return DW_OK;
}

static dw_status measure_text(dw_text text, const char *what, size_t index, bool indexed, size_t max, size_t *size) {
    if (!is_optional(text, max)) return refuse_text(what, index, text, max, indexed);
    *size += 4 + text.length;
    return DW_OK;
}

static dw_status measure_list(const dw_text *texts, size_t count, const char *what, size_t *size) {
    CHECK(check_list(texts, count, DW_ITEMS_MAX, what));
    *size += 4;
    for (size_t i = 0; i < count; i++) CHECK(measure_text(texts[i], what, i, true, DW_EVENT_BYTES_MAX, size));
    return DW_OK;
}

static dw_status check_tokens(int64_t tokens, const char *what) {
    if (tokens >= -1 && tokens < UINT32_MAX) return DW_OK;
    return dw_fail(DW_INVALID_EVENT, "%s is %lld; give -1 for unknown, or 0 to 4294967294", what, (long long)tokens);
}

static dw_status measure_language_model(const dw_language_model *call, size_t *size) {
    if (call == NULL) return DW_OK;
    if (call->struct_size < sizeof *call) {
        return dw_fail(DW_INVALID_ARGUMENT, "language_model was not made by dw_language_model_init");
    }
    CHECK(measure_text(call->prompt_version, "prompt_version", 0, false, DW_LABEL_BYTES_MAX, size));
    CHECK(measure_text(call->prompt, "prompt", 0, false, DW_EVENT_BYTES_MAX, size));
    CHECK(measure_text(call->response, "response", 0, false, DW_EVENT_BYTES_MAX, size));
    CHECK(check_tokens(call->prompt_tokens, "prompt_tokens"));
    CHECK(check_tokens(call->response_tokens, "response_tokens"));
    CHECK(measure_list(call->context, call->context_count, "context", size));
    CHECK(measure_list(call->citations, call->citation_count, "citations", size));
    CHECK(check_list(call->documents, call->document_count, DW_ITEMS_MAX, "documents"));
    *size += 12;
    for (size_t i = 0; i < call->document_count; i++) {
        CHECK(measure_text(call->documents[i].id, "the id of document", i, true, DW_ENTRY_BYTES_MAX, size));
        CHECK(measure_text(call->documents[i].text, "the text of document", i, true, DW_EVENT_BYTES_MAX, size));
        CHECK(measure_text(call->documents[i].source, "the source of document", i, true, DW_ENTRY_BYTES_MAX, size));
        *size += 8;
    }
    return DW_OK;
}

/* ---------------------------------------------------------------------------------------------------------- The whole */

dw_status dw_event_measure(const dw_event *event, const dw_defaults *defaults, size_t *size) {
    if (!LIKELY(event->struct_size >= sizeof *event)) {
        return dw_fail_with(DW_INVALID_ARGUMENT, "the event was not made by dw_event_init");
    }
    dw_text deployment = event->deployment_id;
    if (deployment.length == 0) {
        deployment = defaults->deployment_id;
        if (!LIKELY(deployment.length > 0)) return refuse_deployment(deployment);
    } else if (!LIKELY(dw_is_deployment_id(deployment))) {
        return refuse_deployment(deployment);
    }
    if (!LIKELY(is_required(event->request_id, DW_REQUEST_BYTES_MAX))) {
        return refuse_text(places[1], 0, event->request_id, DW_REQUEST_BYTES_MAX, false);
    }
    const dw_text optional[] = {event->trace_id, event->model_version, event->error_code, event->predicted_class};
    static const size_t most[] = {DW_TRACE_BYTES_MAX, DW_LABEL_BYTES_MAX, DW_LABEL_BYTES_MAX, DW_LABEL_BYTES_MAX};
    size_t total = sizeof(dw_row) + deployment.length + event->request_id.length;
    for (size_t i = 0; i < 4; i++) {
        if (!LIKELY(is_optional(optional[i], most[i]))) return refuse_text(places[i + 2], 0, optional[i], most[i], false);
        total += optional[i].length;
    }
    if (event->model_version.length == 0) total += defaults->model_version.length;

    CHECK(check_list(event->features, event->feature_count, DW_FEATURES_MAX, "features"));
    for (size_t i = 0; i < event->feature_count; i++) CHECK(measure_feature(&event->features[i], i, &total));
    CHECK(measure_metadata(event, &total));
    CHECK(measure_prediction(event, &total));
    CHECK(measure_language_model(event->language_model, &total));

    total = (total + 7) & ~(size_t)7;
    if (!LIKELY(total <= DW_EVENT_BYTES_MAX)) {
        return dw_fail(DW_INVALID_EVENT, "the event takes %zu bytes; at most %d are taken", total, DW_EVENT_BYTES_MAX);
    }
    *size = total;
    return DW_OK;
}
