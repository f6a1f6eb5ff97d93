/*
 * Protobuf's wire format.
 *
 * The writer works from the end of a message to its beginning, so that every length is known when it is written: write a
 * message's fields in falling order, the payload of a field first, then its length, then its tag.
 */
#ifndef DW_PROTOBUF_H
#define DW_PROTOBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DW_WIRE_VARINT = 0, DW_WIRE_FIXED64 = 1, DW_WIRE_BYTES = 2, DW_WIRE_FIXED32 = 5 };

/* What is written lies at the end: data[start, capacity). Owned by one thread. */
typedef struct dw_writer {
    uint8_t *data;
    size_t start;
    size_t capacity;
    bool failed; /* no memory: everything after is ignored */
} dw_writer;

/* A writer with room for about `capacity` bytes; it grows. */
void dw_writer_init(dw_writer *writer, size_t capacity);
void dw_writer_free(dw_writer *writer);

static inline size_t dw_writer_length(const dw_writer *writer) {
    return writer->capacity - writer->start;
}

void dw_write_raw(dw_writer *writer, const void *data, size_t length);
void dw_write_varint(dw_writer *writer, uint64_t value);
void dw_write_tag(dw_writer *writer, uint32_t field, uint32_t wire);

/* Ends (that is, begins) a field whose payload was written since the writer's length was `mark`. */
void dw_write_field_since(dw_writer *writer, uint32_t field, size_t mark);

void dw_write_bytes(dw_writer *writer, uint32_t field, const void *data, size_t length);
void dw_write_unsigned(dw_writer *writer, uint32_t field, uint64_t value); /* nothing when 0 */
void dw_write_fixed64(dw_writer *writer, uint32_t field, int64_t value);   /* nothing when 0 */
void dw_write_packed_u32(dw_writer *writer, uint32_t field, const uint32_t *values, size_t count);
void dw_write_packed_zigzag(dw_writer *writer, uint32_t field, const int64_t *values, size_t count);

/* Reads a message that lies in memory. */
typedef struct dw_reader {
    const uint8_t *at;
    const uint8_t *end;
    bool malformed;
} dw_reader;

typedef struct dw_field {
    uint32_t number;
    uint32_t wire;
    uint64_t value; /* varint, fixed */
    const uint8_t *data; /* bytes */
    size_t length;
} dw_field;

/* Reads the next field; false at the end or when the message is malformed. */
bool dw_read_field(dw_reader *reader, dw_field *field);

/* Reads a varint, of a packed field. */
uint64_t dw_read_varint(dw_reader *reader);

#endif
