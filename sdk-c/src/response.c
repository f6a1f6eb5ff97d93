#include "response.h"

static dw_reader reader_of(const dw_field *field) {
    return (dw_reader){.at = field->data, .end = field->data + field->length};
}

static dw_text text_of(const dw_field *field) {
    return (dw_text){(const char *)field->data, field->length};
}

static bool is_bytes(const dw_field *field, uint32_t number) {
    return field->number == number && field->wire == DW_WIRE_BYTES;
}

static bool parse_refused(const dw_field *field, dw_refused_row *row) {
    dw_reader reader = reader_of(field);
    dw_field part;
    *row = (dw_refused_row){0};
    while (dw_read_field(&reader, &part)) {
        if (part.number == 1 && part.wire == DW_WIRE_VARINT) row->row = (uint32_t)part.value;
        if (is_bytes(&part, 2)) row->code = text_of(&part);
        if (is_bytes(&part, 3)) row->message = text_of(&part);
    }
    return !reader.malformed;
}

static bool parse_error(const dw_field *field, dw_response *response) {
    dw_reader reader = reader_of(field);
    dw_field part;
    response->has_error = true;
    while (dw_read_field(&reader, &part)) {
        if (is_bytes(&part, 1)) response->error_code = text_of(&part);
        if (is_bytes(&part, 2)) response->error_message = text_of(&part);
        if (part.number == 3 && part.wire == DW_WIRE_VARINT) response->retriable = part.value != 0;
    }
    return !reader.malformed;
}

bool dw_response_parse(const uint8_t *data, size_t length, dw_response *response) {
    dw_reader reader = {.at = data, .end = data + length};
    dw_field field;
    dw_refused_row row;
    *response = (dw_response){.refused = reader};
    while (dw_read_field(&reader, &field)) {
        if (field.number == 1 && field.wire == DW_WIRE_VARINT) response->sequence = field.value;
        if (is_bytes(&field, 3)) {
            if (!parse_refused(&field, &row)) return false;
            response->refused_count++;
        }
        if (is_bytes(&field, 4) && !parse_error(&field, response)) return false;
    }
    return !reader.malformed;
}

bool dw_response_next_refused(dw_response *response, dw_refused_row *row) {
    dw_field field;
    while (dw_read_field(&response->refused, &field)) {
        if (is_bytes(&field, 3)) return parse_refused(&field, row);
    }
    return false;
}

/* Goes into field `number`; an empty reader when there is none. */
static dw_reader enter(dw_reader reader, uint32_t number) {
    dw_field field;
    while (dw_read_field(&reader, &field)) {
        if (is_bytes(&field, number)) return reader_of(&field);
    }
    return (dw_reader){0};
}

bool dw_request_ids_parse(const uint8_t *data, size_t length, dw_request_ids *ids) {
    enum { BATCH = 2, REQUEST_ID = 4, DATA = 1, LENGTHS = 2 };
    *ids = (dw_request_ids){0};
    dw_reader column = enter(enter((dw_reader){.at = data, .end = data + length}, BATCH), REQUEST_ID);
    ids->data = enter(column, DATA).at;
    dw_reader lengths = enter(column, LENGTHS);
    for (uint32_t end = 0; lengths.at < lengths.end && !lengths.malformed; ids->count++) {
        end += (uint32_t)dw_read_varint(&lengths) - 1;
        if (!dw_bytes_append_u32(&ids->ends, end)) return false;
    }
    return true;
}

dw_text dw_request_ids_at(const dw_request_ids *ids, uint32_t row) {
    if (row >= ids->count) return (dw_text){NULL, 0};
    const uint32_t *ends = (const uint32_t *)(const void *)ids->ends.data;
    uint32_t start = row == 0 ? 0 : ends[row - 1];
    return (dw_text){(const char *)ids->data + start, ends[row] - start};
}

void dw_request_ids_free(dw_request_ids *ids) {
    dw_bytes_free(&ids->ends);
}
