#include "refusal.h"

/* Copies a text into a terminated string, cut to fit. */
static const char *terminate(dw_text text, char *place, size_t size) {
    size_t length = text.length < size ? text.length : size - 1;
    if (length > 0) memcpy(place, text.data, length);
    place[length] = 0;
    return place;
}

void dw_tell_refusal(
    const dw_options *options, dw_text deployment_id, dw_text request_id, dw_text code, dw_text message, bool whole_batch) {
    if (options->refused == NULL) return;
    char code_text[128], message_text[512];
    const dw_refusal refusal = {
        .struct_size = sizeof refusal,
        .deployment_id = deployment_id,
        .request_id = request_id,
        .code = terminate(code, code_text, sizeof code_text),
        .message = terminate(message, message_text, sizeof message_text),
        .whole_batch = whole_batch,
    };
    options->refused(options->context, &refusal);
}

uint32_t dw_tell_refusals(const dw_options *options, dw_response *response, const dw_sealed *sealed, dw_text deployment_id) {
    uint32_t count = response->has_error ? sealed->rows : response->refused_count;
    if (count > sealed->rows) count = sealed->rows;
    if (count == 0 || options->refused == NULL) return count;

    dw_request_ids ids;
    if (!dw_request_ids_parse(sealed->data, sealed->length, &ids)) ids.count = 0; /* no memory: tell without the ids */
    if (response->has_error) {
        for (uint32_t row = 0; row < sealed->rows; row++) {
            dw_tell_refusal(
                options, deployment_id, dw_request_ids_at(&ids, row), response->error_code, response->error_message, true);
        }
    } else {
        dw_refused_row row;
        while (dw_response_next_refused(response, &row)) {
            dw_tell_refusal(options, deployment_id, dw_request_ids_at(&ids, row.row), row.code, row.message, false);
        }
    }
    dw_request_ids_free(&ids);
    return count;
}
