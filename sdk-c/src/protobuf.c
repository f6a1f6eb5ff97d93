#include "protobuf.h"

#include <stdlib.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "columns are copied as they lie in memory, which protobuf wants in little-endian order"
#endif

/* ------------------------------------------------------------------------------------------------------------ Writing */

void dw_writer_init(dw_writer *writer, size_t capacity) {
    uint8_t *data = malloc(capacity);
    *writer = (dw_writer){.data = data, .start = capacity, .capacity = capacity, .failed = data == NULL};
    if (data == NULL) writer->start = writer->capacity = 0;
}

void dw_writer_free(dw_writer *writer) {
    free(writer->data);
    *writer = (dw_writer){0};
}

/* Room for `more` bytes in front of what is written. */
static bool reserve(dw_writer *writer, size_t more) {
    if (writer->start >= more) return true;
    if (writer->failed) return false;
    size_t length = dw_writer_length(writer);
    size_t capacity = (length + more) * 2;
    uint8_t *data = malloc(capacity);
    if (data == NULL) {
        writer->failed = true;
        return false;
    }
    if (length > 0) memcpy(data + capacity - length, writer->data + writer->start, length);
    free(writer->data);
    writer->data = data;
    writer->start = capacity - length;
    writer->capacity = capacity;
    return true;
}

void dw_write_raw(dw_writer *writer, const void *data, size_t length) {
    if (length == 0 || !reserve(writer, length)) return;
    writer->start -= length;
    memcpy(writer->data + writer->start, data, length);
}

static inline uint8_t *put_varint(uint8_t *place, uint64_t value) {
    if (value < 0x80) {
        *--place = (uint8_t)value;
        return place;
    }
    int size = (64 - __builtin_clzll(value) + 6) / 7;
    place -= size;
    for (int i = 0; i < size - 1; i++) {
        place[i] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    place[size - 1] = (uint8_t)value;
    return place;
}

void dw_write_varint(dw_writer *writer, uint64_t value) {
    if (!reserve(writer, 10)) return;
    writer->start = (size_t)(put_varint(writer->data + writer->start, value) - writer->data);
}

void dw_write_tag(dw_writer *writer, uint32_t field, uint32_t wire) {
    dw_write_varint(writer, field << 3 | wire);
}

void dw_write_field_since(dw_writer *writer, uint32_t field, size_t mark) {
    dw_write_varint(writer, dw_writer_length(writer) - mark);
    dw_write_tag(writer, field, DW_WIRE_BYTES);
}

void dw_write_bytes(dw_writer *writer, uint32_t field, const void *data, size_t length) {
    size_t mark = dw_writer_length(writer);
    dw_write_raw(writer, data, length);
    dw_write_field_since(writer, field, mark);
}

void dw_write_unsigned(dw_writer *writer, uint32_t field, uint64_t value) {
    if (value == 0) return;
    dw_write_varint(writer, value);
    dw_write_tag(writer, field, DW_WIRE_VARINT);
}

void dw_write_fixed64(dw_writer *writer, uint32_t field, int64_t value) {
    if (value == 0) return;
    dw_write_raw(writer, &value, sizeof value);
    dw_write_tag(writer, field, DW_WIRE_FIXED64);
}

void dw_write_packed_u32(dw_writer *writer, uint32_t field, const uint32_t *values, size_t count) {
    if (count == 0 || !reserve(writer, 5 * count)) return;
    size_t mark = dw_writer_length(writer);
    uint8_t *place = writer->data + writer->start;
    for (size_t i = count; i > 0; i--) place = put_varint(place, values[i - 1]);
    writer->start = (size_t)(place - writer->data);
    dw_write_field_since(writer, field, mark);
}

void dw_write_packed_zigzag(dw_writer *writer, uint32_t field, const int64_t *values, size_t count) {
    if (count == 0 || !reserve(writer, 10 * count)) return;
    size_t mark = dw_writer_length(writer);
    uint8_t *place = writer->data + writer->start;
    for (size_t i = count; i > 0; i--) {
        uint64_t value = (uint64_t)values[i - 1];
        place = put_varint(place, value << 1 ^ (0 - (value >> 63)));
    }
    writer->start = (size_t)(place - writer->data);
    dw_write_field_since(writer, field, mark);
}

/* ------------------------------------------------------------------------------------------------------------ Reading */

uint64_t dw_read_varint(dw_reader *reader) {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
        uint8_t byte = *reader->at++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return value;
    }
    reader->malformed = true;
    return 0;
}

static const uint8_t *take(dw_reader *reader, uint64_t length) {
    const uint8_t *data = reader->at;
    if (length > (uint64_t)(reader->end - reader->at)) {
        reader->malformed = true;
        return NULL;
    }
    reader->at += length;
    return data;
}

bool dw_read_field(dw_reader *reader, dw_field *field) {
    if (reader->malformed || reader->at >= reader->end) return false;
    uint64_t tag = dw_read_varint(reader);
    *field = (dw_field){.number = (uint32_t)(tag >> 3), .wire = (uint32_t)(tag & 7)};
    uint32_t narrow = 0;
    switch (field->wire) {
    case DW_WIRE_VARINT: field->value = dw_read_varint(reader); break;
    case DW_WIRE_FIXED64:
        field->data = take(reader, 8);
        if (field->data != NULL) memcpy(&field->value, field->data, 8);
        break;
    case DW_WIRE_FIXED32:
        field->data = take(reader, 4);
        if (field->data != NULL) memcpy(&narrow, field->data, 4);
        field->value = narrow;
        break;
    case DW_WIRE_BYTES:
        field->length = (size_t)dw_read_varint(reader);
        field->data = take(reader, field->length);
        break;
    default: reader->malformed = true;
    }
    if (field->number == 0) reader->malformed = true;
    return !reader->malformed;
}
