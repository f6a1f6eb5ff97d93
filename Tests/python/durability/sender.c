// Logs events numbered from 0 and notes in a file how many are acknowledged: one thread, one deployment, so that acknowledged
// events are the first ones. Its process may be killed at any moment.
//
//   sender ENDPOINT KEY DEPLOYMENT EVENTS RATE NOTES
//
// NOTES gets two 64-bit numbers: events given to the SDK and events acknowledged.
#define _POSIX_C_SOURCE 200809L
#include <driftwatch.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void note(dw_client *client, int file, uint64_t sent) {
    dw_counters counters = dw_counters_init();
    dw_get_counters(client, &counters);
    // What is acknowledged is read before what was sent is written, so that the notes never claim too much.
    uint64_t notes[2] = {sent, counters.acknowledged};
    if (pwrite(file, notes, sizeof notes, 0) != (ssize_t)sizeof notes) _exit(70);
}

int main(int argc, char **argv) {
    if (argc != 7) return 2;
    long events = atol(argv[4]);
    double rate = atof(argv[5]);
    int file = open(argv[6], O_RDWR | O_CREAT | O_TRUNC, 0600);
    dw_options options = dw_options_init();
    options.endpoint = argv[1];
    options.api_key = argv[2];
    options.deployment_id = argv[3];
    options.linger_ms = 5;
    options.batch_rows = 200;
    options.acknowledge_timeout_ms = 3000;
    options.backoff_max_ms = 500;
    dw_client *client;
    if (file < 0 || dw_open(&options, &client) != DW_OK) return 70;

    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (long i = 0; i < events; i++) {
        char id[32];
        int length = snprintf(id, sizeof id, "event-%ld", i);
        dw_feature feature = dw_number("number", (double)i);
        dw_event event = dw_event_init();
        event.request_id = (dw_text){id, (size_t)length};
        event.features = &feature;
        event.feature_count = 1;
        while (dw_log_inference(client, &event) != DW_OK) {
            note(client, file, (uint64_t)i);
            nanosleep(&(struct timespec){0, 1000000}, NULL);
        }
        if (i % 50 == 0) {
            note(client, file, (uint64_t)i + 1);
            clock_gettime(CLOCK_MONOTONIC, &now);
            double ahead = (double)i / rate - (double)(now.tv_sec - start.tv_sec) - (double)(now.tv_nsec - start.tv_nsec) / 1e9;
            if (ahead > 0) nanosleep(&(struct timespec){(time_t)ahead, (long)((ahead - (double)(long)ahead) * 1e9)}, NULL);
        }
    }
    dw_status status = dw_flush(client, 60000);
    note(client, file, (uint64_t)events);
    if (status != DW_OK) fprintf(stderr, "sender: %s\n", dw_last_error());
    dw_counters counters = dw_counters_init();
    dw_close(client, 1000, &counters);
    fprintf(stderr, "sender: acknowledged %" PRIu64 ", retried %" PRIu64 " batches\n", counters.acknowledged, counters.batches_retried);
    return status == DW_OK ? 0 : 1;
}
