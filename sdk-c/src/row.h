/*
 * An event as it lies in the buffer: a header, then its texts, features and so on one behind the other, unaligned.
 *
 *     header · deployment · request · trace · model version · error code · class
 *     feature_count × { u16 name length, u16 type, u32 length } name payload
 *     metadata_count × { u32 key length, u32 value length + 1 } key value
 *     probability_count × { u32 name length, f64 value } name
 *     ranking_count × { optional id, f64 score }
 *     language model: optional version, prompt, response · u32 × 2 tokens + 1 · list of context · list of citations
 *                     · u32 count × { optional id, text, source, f64 score }
 *
 * "optional" is u32 length + 1 (0: missing) and the bytes; a list is u32 count and so many optionals. A feature's length is: number
 * 8, boolean 0 or 1 (the value itself; no payload), category and text length + 1, embedding its dimension.
 */
#ifndef DW_ROW_H
#define DW_ROW_H

#include "driftwatch.h"

typedef struct dw_row {
    uint32_t size; /* with the header, a multiple of 8 */
    uint32_t feature_count;
    int64_t time_unix_nanos;
    int64_t logged_unix_nanos; /* when the SDK took it */
    double latency_ms;
    double score;
    double value;
    uint32_t deployment_length;
    uint32_t request_length;
    uint32_t trace_length;
    uint32_t version_length;
    uint32_t error_length;
    uint32_t class_length;
    uint32_t metadata_count;
    uint32_t probability_count;
    uint32_t ranking_count;
    uint32_t has_language_model;
} dw_row;

/* What an event takes from its client's options. */
typedef struct dw_defaults {
    dw_text deployment_id;
    dw_text model_version;
} dw_defaults;

/* Checks the event against the limits and gives the size of its row. Fails with DW_INVALID_ARGUMENT or DW_INVALID_EVENT. */
dw_status dw_event_measure(const dw_event *event, const dw_defaults *defaults, size_t *size);

/* Writes the row of a measured event; `place` is aligned to 8 and has `size` bytes. */
void dw_row_write(uint8_t *place, size_t size, const dw_event *event, const dw_defaults *defaults, int64_t now_unix_nanos);

/* Whether the text is a legal deployment id. */
bool dw_is_deployment_id(dw_text text);

#endif
