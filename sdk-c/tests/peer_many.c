/*
 * Logs events from many threads at once, in two deployments and with flushes in between, and prints the last counters.
 *
 *     peer_many ENDPOINT THREADS EVENTS_EACH
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "driftwatch.h"

enum { THREADS_MAX = 64 };

typedef struct job {
    dw_client *client;
    int thread;
    int events;
} job;

static void *run(void *context) {
    job *job = context;
    char request[48];
    for (int i = 0; i < job->events; i++) {
        const dw_feature features[] = {dw_number("i", i), dw_category("thread", job->thread % 2 == 0 ? "even" : "odd")};
        dw_event event = dw_event_init();
        event.deployment_id = i % 3 == 0 ? dw_text_of("many-a") : dw_text_of("many-b");
        event.request_id = (dw_text){request, (size_t)snprintf(request, sizeof request, "%d-%d", job->thread, i)};
        event.features = features;
        event.feature_count = 2;
        while (dw_log_inference(job->client, &event) == DW_BUFFER_FULL) (void)dw_flush(job->client, 100);
        dw_counters counters = dw_counters_init();
        if (i % 500 == 0) CHECK(dw_get_counters(job->client, &counters) == DW_OK);
        if (i % 2000 == 1999) (void)dw_flush(job->client, 1000);
    }
    return NULL;
}

static void on_log(void *context, dw_log_level level, const char *message) {
    (void)context;
    fprintf(stderr, "%d %s\n", (int)level, message);
}

int main(int count, char **arguments) {
    CHECK(count == 4);
    dw_options options = dw_options_init();
    options.endpoint = arguments[1];
    options.buffer_bytes = 4 << 20;
    options.batch_rows = 500;
    options.backoff_max_ms = 500;
    options.log = on_log;
    int threads = atoi(arguments[2]);
    dw_client *client;
    CHECK(dw_open(&options, &client) == DW_OK && threads <= THREADS_MAX);
    pthread_t thread[THREADS_MAX];
    job jobs[THREADS_MAX];
    for (int i = 0; i < threads; i++) {
        jobs[i] = (job){client, i, atoi(arguments[3])};
        CHECK(pthread_create(&thread[i], NULL, run, &jobs[i]) == 0);
    }
    for (int i = 0; i < threads; i++) CHECK(pthread_join(thread[i], NULL) == 0);
    dw_counters counters = dw_counters_init();
    dw_status status = dw_close(client, 30000, &counters);
    printf("%llu %llu %llu %llu\n", (unsigned long long)counters.accepted, (unsigned long long)counters.acknowledged,
        (unsigned long long)counters.lost, (unsigned long long)counters.batches_retried);
    if (status != DW_OK) fprintf(stderr, "%s\n", dw_last_error());
    return status == DW_OK ? 0 : 1;
}
