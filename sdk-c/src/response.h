/* What the server answers to a batch, and the request ids of a batch that has been encoded. */
#ifndef DW_RESPONSE_H
#define DW_RESPONSE_H

#include "bytes.h"
#include "driftwatch.h"
#include "protobuf.h"

/* A driftwatch.v1.AppendResponse; its texts lie in the message. */
typedef struct dw_response {
    uint64_t sequence;
    uint32_t refused_count;
    bool has_error;
    bool retriable;
    dw_text error_code;
    dw_text error_message;
    dw_reader refused; /* at the beginning of the message, for dw_response_next_refused */
} dw_response;

typedef struct dw_refused_row {
    uint32_t row;
    dw_text code;
    dw_text message;
} dw_refused_row;

/* False: not an AppendResponse. */
bool dw_response_parse(const uint8_t *data, size_t length, dw_response *response);

/* The next refused row; false after the last. Only after a parse that succeeded. */
bool dw_response_next_refused(dw_response *response, dw_refused_row *row);

/* The request ids of an encoded AppendRequest. */
typedef struct dw_request_ids {
    const uint8_t *data;
    dw_bytes ends; /* u32 */
    uint32_t count;
} dw_request_ids;

/* False: no memory. The ids point into `data`; free with dw_request_ids_free in either case. */
bool dw_request_ids_parse(const uint8_t *data, size_t length, dw_request_ids *ids);
dw_text dw_request_ids_at(const dw_request_ids *ids, uint32_t row);
void dw_request_ids_free(dw_request_ids *ids);

#endif
