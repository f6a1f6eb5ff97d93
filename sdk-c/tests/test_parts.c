/* The parts that have no threads: outbox, dictionary, protobuf, answers, backoff, latency. */
#include <stdint.h>
#include <string.h>

#include "backoff.h"
#include "check.h"
#include "dictionary.h"
#include "encode.h"
#include "latency.h"
#include "outbox.h"
#include "response.h"

static uint64_t random_state = UINT64_C(0x853C49E6748FEA9B);

static uint64_t next_random(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* ------------------------------------------------------------------------------------------------------------- Outbox */

static void the_outbox_sends_again_in_order(void) {
    dw_outbox outbox = {0};
    for (int i = 0; i < 5; i++) dw_outbox_push(&outbox, dw_sealed_create(8, 1));
    CHECK(outbox.last_serial == 5 && !dw_outbox_is_done(&outbox, 1) && dw_outbox_is_done(&outbox, 0));
    CHECK(dw_outbox_acknowledge(&outbox) == NULL); /* nothing was sent */
    CHECK(dw_outbox_send(&outbox)->serial == 1);
    CHECK(dw_outbox_send(&outbox)->serial == 2);
    CHECK(dw_outbox_send(&outbox)->serial == 3);
    dw_sealed *first = dw_outbox_acknowledge(&outbox);
    CHECK(first->serial == 1 && first->attempts == 1);
    dw_sealed_release(first);
    CHECK(dw_outbox_is_done(&outbox, 1) && !dw_outbox_is_done(&outbox, 2));

    dw_outbox_rewind(&outbox);
    CHECK(outbox.in_flight == 0 && dw_outbox_acknowledge(&outbox) == NULL);
    for (uint64_t serial = 2; serial <= 5; serial++) {
        dw_sealed *sealed = dw_outbox_send(&outbox);
        CHECK(sealed->serial == serial && sealed->attempts == (serial <= 3 ? 2 : 1));
    }
    CHECK(outbox.unsent == NULL);
    for (int i = 0; i < 4; i++) dw_sealed_release(dw_outbox_acknowledge(&outbox));
    CHECK(outbox.first == NULL && dw_outbox_is_done(&outbox, UINT64_MAX));
    dw_outbox_push(&outbox, dw_sealed_create(8, 1));
    CHECK(outbox.unsent == outbox.first && outbox.first->serial == 6);
    dw_outbox_free(&outbox);
}

/* --------------------------------------------------------------------------------------------------------- Dictionary */

static void a_dictionary_numbers_distinct_texts(void) {
    dw_dictionary dictionary = {0};
    char text[32];
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 5000; i++) {
            dw_text entry = {text, (size_t)snprintf(text, sizeof text, "entry-%u", i)};
            CHECK(dw_dictionary_intern(&dictionary, entry) == i + 1);
        }
    }
    CHECK(dictionary.count == 5000);
    CHECK(dw_dictionary_find(&dictionary, dw_text_of("entry-77")) == 78);
    CHECK(dw_dictionary_find(&dictionary, dw_text_of("entry-5000")) == 0);
    dw_text entry = dw_dictionary_entry(&dictionary, 78);
    CHECK(entry.length == 8 && memcmp(entry.data, "entry-77", 8) == 0);
    dw_dictionary_clear(&dictionary);
    CHECK(dw_dictionary_intern(&dictionary, dw_text_of("")) == 1);
    CHECK(dw_dictionary_intern(&dictionary, dw_text_of("a")) == 2);
    CHECK(dw_dictionary_intern(&dictionary, dw_text_of("")) == 1);
    dw_dictionary_free(&dictionary);
}

/* ----------------------------------------------------------------------------------------------------------- Protobuf */

static void numbers_survive_the_wire(void) {
    dw_writer writer;
    dw_writer_init(&writer, 1); /* it grows */
    uint64_t values[200];
    for (int i = 0; i < 200; i++) values[i] = next_random() >> (next_random() % 64);
    for (int i = 200; i > 0; i--) {
        dw_write_varint(&writer, values[i - 1]);
        dw_write_tag(&writer, (uint32_t)i, DW_WIRE_VARINT);
    }
    CHECK(!writer.failed);
    dw_reader reader = {.at = writer.data + writer.start, .end = writer.data + writer.capacity};
    dw_field field;
    for (uint32_t i = 1; i <= 200; i++) {
        CHECK(dw_read_field(&reader, &field) && field.number == i && field.value == values[i - 1]);
    }
    CHECK(!dw_read_field(&reader, &field) && !reader.malformed);
    dw_writer_free(&writer);
}

static void zigzag_is_protobufs(void) {
    const int64_t values[] = {0, -1, 1, INT64_MIN, INT64_MAX};
    const uint8_t expected[] = {0x3A, 23, 0, 1, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01,
        0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01};
    dw_writer writer;
    dw_writer_init(&writer, 64);
    dw_write_packed_zigzag(&writer, 7, values, 5);
    CHECK(dw_writer_length(&writer) == sizeof expected);
    CHECK(memcmp(writer.data + writer.start, expected, sizeof expected) == 0);
    dw_writer_free(&writer);
}

static void write_string(dw_writer *writer, uint32_t field, const char *text) {
    dw_write_bytes(writer, field, text, strlen(text));
}

static void answers_are_understood(void) {
    dw_writer writer;
    dw_writer_init(&writer, 64);
    for (uint32_t row = 2; row > 0; row--) {
        size_t mark = dw_writer_length(&writer);
        write_string(&writer, 3, "too far ahead");
        write_string(&writer, 2, "timestamp_in_future");
        dw_write_unsigned(&writer, 1, row * 7);
        dw_write_field_since(&writer, 3, mark);
    }
    dw_write_unsigned(&writer, 2, 5);
    dw_write_unsigned(&writer, 1, 42);
    dw_response response;
    CHECK(dw_response_parse(writer.data + writer.start, dw_writer_length(&writer), &response));
    CHECK(response.sequence == 42 && response.refused_count == 2 && !response.has_error);
    dw_refused_row row;
    CHECK(dw_response_next_refused(&response, &row) && row.row == 7 && row.code.length == 19);
    CHECK(dw_response_next_refused(&response, &row) && row.row == 14);
    CHECK(!dw_response_next_refused(&response, &row));
    dw_writer_free(&writer);
}

/* Arbitrary bytes are read without harm; the sanitizers watch. */
static void malformed_answers_do_no_harm(void) {
    uint8_t bytes[64];
    for (int i = 0; i < 200000; i++) {
        size_t length = next_random() % sizeof bytes;
        for (size_t j = 0; j < length; j++) bytes[j] = (uint8_t)(next_random() % 4 == 0 ? next_random() : next_random() % 32);
        uint8_t *exact = malloc(length + 1);
        memcpy(exact, bytes, length);
        dw_response response;
        dw_refused_row row;
        if (dw_response_parse(exact, length, &response)) {
            uint32_t rows = 0;
            while (dw_response_next_refused(&response, &row)) rows++;
            CHECK(rows == response.refused_count);
        }
        dw_request_ids ids;
        CHECK(dw_request_ids_parse(exact, length, &ids));
        dw_request_ids_free(&ids);
        free(exact);
    }
}

/* ------------------------------------------------------------------------------------------------------------- Batches */

static dw_row *write_row(const dw_event *event) {
    size_t size;
    const dw_defaults defaults = {0};
    CHECK(dw_event_measure(event, &defaults, &size) == DW_OK);
    uint8_t *place = malloc(size);
    dw_row_write(place, size, event, &defaults, 1);
    return (dw_row *)(void *)place;
}

static dw_event event_of(const char *request, const dw_feature *features, size_t count) {
    dw_event event = dw_event_init();
    event.deployment_id = DW_TEXT("d");
    event.request_id = dw_text_of(request);
    event.features = features;
    event.feature_count = count;
    return event;
}

static dw_addition add(dw_batch *batch, const dw_event *event, const char **code) {
    const char *message;
    dw_row *row = write_row(event);
    dw_addition addition = dw_batch_add(batch, row, code, &message);
    free(row);
    return addition;
}

static void what_is_named_twice_is_refused(void) {
    dw_batch batch;
    const char *code;
    dw_batch_init(&batch, 100, 1 << 20);
    const dw_feature features[] = {dw_number("a", 1), dw_category("a", "x"), dw_number("a", 2)};
    dw_event event = event_of("r", features, 2);
    CHECK(add(&batch, &event, &code) == DW_ADDED); /* two types of one name are two columns */
    event.feature_count = 3;
    CHECK(add(&batch, &event, &code) == DW_ADD_REFUSED && strcmp(code, "duplicate_feature") == 0);
    event.feature_count = 1;
    const dw_metadata metadata[] = {{DW_TEXT("k"), DW_TEXT("1")}, {DW_TEXT("k"), DW_TEXT("2")}};
    event.metadata = metadata;
    event.metadata_count = 2;
    CHECK(add(&batch, &event, &code) == DW_ADD_REFUSED && strcmp(code, "duplicate_metadata") == 0);
    CHECK(batch.rows == 1);
    dw_batch_free(&batch);
}

static void batches_keep_their_limits(void) {
    dw_batch batch;
    const char *code;
    char name[16], request[16];
    dw_batch_init(&batch, 65536, 20000);
    /* The worst: every row brings a feature that no other has. */
    int sealed = 0;
    for (int i = 0; i < 2000; i++) {
        snprintf(name, sizeof name, "f%d", i);
        snprintf(request, sizeof request, "r%d", i);
        const dw_feature feature = dw_number(name, i);
        dw_event event = event_of(request, &feature, 1);
        dw_addition addition = add(&batch, &event, &code);
        if (addition == DW_ADDED) continue;
        CHECK(addition == DW_ADD_FULL);
        dw_writer writer;
        dw_writer_init(&writer, 256);
        CHECK(dw_encode_append(&writer, &batch, dw_text_of("d"), 1));
        CHECK(dw_writer_length(&writer) <= batch.estimate && batch.estimate <= 20000);
        CHECK(dw_writer_length(&writer) > 15000);
        dw_writer_free(&writer);
        dw_batch_clear(&batch);
        sealed++;
        CHECK(add(&batch, &event, &code) == DW_ADDED);
    }
    CHECK(sealed > 10);
    dw_batch_free(&batch);
}

static void a_batch_takes_so_many_columns(void) {
    dw_batch batch;
    const char *code;
    char name[16];
    dw_batch_init(&batch, 100, 3 << 20);
    static dw_feature features[4096];
    static char names[4096][8];
    for (int i = 0; i < 4096; i++) {
        snprintf(names[i], sizeof names[i], "f%d", i);
        features[i] = dw_number(names[i], i);
    }
    dw_event event = event_of("r", features, 4096);
    CHECK(add(&batch, &event, &code) == DW_ADDED);
    CHECK(add(&batch, &event, &code) == DW_ADDED);
    snprintf(name, sizeof name, "another");
    const dw_feature another = dw_number(name, 1);
    event = event_of("r", &another, 1);
    CHECK(add(&batch, &event, &code) == DW_ADD_FULL);
    dw_batch_clear(&batch);
    CHECK(add(&batch, &event, &code) == DW_ADDED);
    dw_batch_free(&batch);
}

static void another_dimension_begins_another_batch(void) {
    dw_batch batch;
    const char *code;
    const float values[4] = {1, 2, 3, 4};
    dw_batch_init(&batch, 100, 1 << 20);
    dw_feature feature = dw_embedding("e", values, 4);
    dw_event event = event_of("r", &feature, 1);
    CHECK(add(&batch, &event, &code) == DW_ADDED);
    feature = dw_embedding("e", NULL, 0);
    CHECK(add(&batch, &event, &code) == DW_ADDED);
    feature = dw_embedding("e", values, 3);
    CHECK(add(&batch, &event, &code) == DW_ADD_FULL);
    dw_batch_clear(&batch);
    CHECK(add(&batch, &event, &code) == DW_ADDED);
    dw_batch_free(&batch);
}

/* --------------------------------------------------------------------------------------------------- Backoff, latency */

static void pauses_double_up_to_a_limit(void) {
    dw_backoff backoff;
    dw_backoff_init(&backoff, 100, 1000, 7);
    const int64_t expected[] = {100, 200, 400, 800, 1000, 1000};
    for (int i = 0; i < 6; i++) {
        int64_t pause = dw_backoff_next(&backoff);
        CHECK(pause <= expected[i] && pause >= expected[i] / 2);
    }
    dw_backoff_reset(&backoff);
    CHECK(dw_backoff_next(&backoff) <= 100);
}

static void quantiles_are_close(void) {
    static dw_latency latency;
    CHECK(isnan(dw_latency_quantile(&latency, 0.5)));
    for (uint32_t micros = 1; micros <= 100000; micros++) dw_latency_add(&latency, micros);
    const double quantiles[] = {0.01, 0.5, 0.95, 0.99, 1};
    for (int i = 0; i < 5; i++) {
        double expected = quantiles[i] * 100;
        CHECK(fabs(dw_latency_quantile(&latency, quantiles[i]) - expected) <= expected / 25);
    }
    dw_latency_add(&latency, UINT32_MAX);
    CHECK(dw_latency_quantile(&latency, 1) > 4e6);
    CHECK(isnan(dw_latency_quantile(&latency, 2)));
}

int main(void) {
    RUN(the_outbox_sends_again_in_order);
    RUN(a_dictionary_numbers_distinct_texts);
    RUN(numbers_survive_the_wire);
    RUN(zigzag_is_protobufs);
    RUN(answers_are_understood);
    RUN(malformed_answers_do_no_harm);
    RUN(what_is_named_twice_is_refused);
    RUN(batches_keep_their_limits);
    RUN(a_batch_takes_so_many_columns);
    RUN(another_dimension_begins_another_batch);
    RUN(pauses_double_up_to_a_limit);
    RUN(quantiles_are_close);
    return 0;
}
