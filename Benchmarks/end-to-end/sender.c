// Sends distinct events with ten features through dw_log_inference, and says what it cost and when all was acknowledged.
//
//   sender ENDPOINT KEY DEPLOYMENT EVENTS RATE
//
// RATE is events a second, 0 for as fast as it goes. Prints one JSON object.
#define _POSIX_C_SOURCE 200809L
#include <driftwatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FEATURES = 10, NUMBERS = 8, SAMPLES_MAX = 2000000 };

static uint64_t state = 88172645463325252ull;

static uint64_t next_random(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static int64_t now_ns(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void sleep_until(int64_t due) {
    int64_t left = due - now_ns(CLOCK_MONOTONIC);
    if (left <= 0) return;
    struct timespec pause = {left / 1000000000, left % 1000000000};
    nanosleep(&pause, NULL);
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: sender ENDPOINT KEY DEPLOYMENT EVENTS RATE\n");
        return 2;
    }
    long events = atol(argv[4]);
    double rate = atof(argv[5]);
    dw_options options = dw_options_init();
    options.endpoint = argv[1];
    options.api_key = argv[2];
    options.deployment_id = argv[3];
    options.model_version = "bench_v1";
    options.buffer_bytes = 256u << 20;
    dw_client *client;
    if (dw_open(&options, &client) != DW_OK) {
        fprintf(stderr, "sender: %s\n", dw_last_error());
        return 70;
    }

    static const char *names[FEATURES] = {"f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "region", "device"};
    static const char *regions[] = {"NA", "EU", "APAC", "LATAM", "MEA"};
    static const char *devices[] = {"phone", "tablet", "desktop", "tv"};
    dw_feature features[FEATURES];
    for (int i = 0; i < FEATURES; i++) features[i] = i < NUMBERS ? dw_number(names[i], 0) : dw_category(names[i], "");
    dw_metadata cohort = {DW_TEXT("cohort"), DW_TEXT("web")};
    uint32_t *samples = malloc(SAMPLES_MAX * sizeof *samples);
    long sampled = 0, waits = 0;

    int64_t start = now_ns(CLOCK_MONOTONIC);
    for (long i = 0; i < events; i++) {
        if (rate > 0 && i % 64 == 0) sleep_until(start + (int64_t)(1e9 * (double)i / rate));
        char id[32];
        int length = snprintf(id, sizeof id, "req-%ld-%08" PRIx32, i, (uint32_t)next_random());
        for (int f = 0; f < NUMBERS; f++) features[f].value.number = (double)(next_random() >> 11) * 0x1p-53 + f;
        features[8].value.text = DW_TEXT(regions[next_random() % 5]);
        features[9].value.text = DW_TEXT(devices[next_random() % 4]);
        dw_event event = dw_event_init();
        event.request_id = (dw_text){id, (size_t)length};
        event.score = (double)(next_random() >> 11) * 0x1p-53;
        event.predicted_class = event.score > 0.5 ? DW_TEXT("approve") : DW_TEXT("refuse");
        event.latency_ms = 1.0 + (double)(next_random() % 1000) / 50;
        event.features = features;
        event.feature_count = FEATURES;
        event.metadata = &cohort;
        event.metadata_count = 1;
        for (;;) {
            int64_t before = now_ns(CLOCK_MONOTONIC);
            dw_status status = dw_log_inference(client, &event);
            int64_t after = now_ns(CLOCK_MONOTONIC);
            if (status == DW_OK) {
                if (sampled < SAMPLES_MAX) samples[sampled++] = (uint32_t)(after - before);
                break;
            }
            if (status != DW_BUFFER_FULL) {
                fprintf(stderr, "sender: %s\n", dw_last_error());
                return 70;
            }
            waits++;
            struct timespec pause = {0, 1000000};
            nanosleep(&pause, NULL);
        }
    }
    int64_t logged = now_ns(CLOCK_MONOTONIC);
    if (dw_flush(client, 120000) != DW_OK) {
        fprintf(stderr, "sender: %s\n", dw_last_error());
        return 70;
    }
    int64_t acknowledged = now_ns(CLOCK_MONOTONIC);
    double p50 = dw_acknowledgement_latency_ms(client, 0.5);
    double p95 = dw_acknowledgement_latency_ms(client, 0.95);
    double p99 = dw_acknowledgement_latency_ms(client, 0.99);
    dw_counters counters = dw_counters_init();
    dw_close(client, 1000, &counters);

    qsort(samples, (size_t)sampled, sizeof *samples, by_value);
    int64_t cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    printf("{\"events\": %ld, \"acknowledged\": %" PRIu64 ", \"refused\": %" PRIu64 ", \"start_ns\": %" PRId64
           ", \"log_seconds\": %.4f, \"acknowledge_seconds\": %.4f, \"waits\": %ld, \"cpu_seconds\": %.3f, "
           "\"call_ns\": {\"p50\": %u, \"p95\": %u, \"p99\": %u}, "
           "\"acknowledge_ms\": {\"p50\": %.2f, \"p95\": %.2f, \"p99\": %.2f}, \"bytes\": %" PRIu64 "}\n",
           events, counters.acknowledged, counters.refused, start, (double)(logged - start) / 1e9,
           (double)(acknowledged - start) / 1e9, waits, (double)cpu / 1e9, samples[sampled / 2],
           samples[sampled * 95 / 100], samples[sampled * 99 / 100], p50, p95, p99, counters.bytes_sent);
    free(samples);
    return counters.acknowledged == (uint64_t)events ? 0 : 1;
}
