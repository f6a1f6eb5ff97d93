/*
 * What a call of dw_log_inference costs the caller, with 10 features (8 numbers, 2 categories), a class, a score, a latency and two
 * metadata pairs; every event is different. Each call is timed by itself; the cost of reading the clock is measured and taken off.
 *
 *     bench/log_inference [endpoint] [key]
 *
 * Without an endpoint there is no server: the buffer is large enough for the run, and what is measured is the call. With one the sender's
 * thread works at the same time.
 */
#include <driftwatch.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CALLS = 200000, THREADS_MAX = 16 };

typedef struct job {
    dw_client *client;
    int index;
    uint32_t *nanos; /* CALLS of them */
    int pause_every; /* calls between pauses of a millisecond; 0: none */
    uint64_t failed;
} job;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int by_value(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static void *run(void *context) {
    job *job = context;
    static const char *const regions[] = {"NA", "EU", "APAC", "LATAM"};
    static const char *const devices[] = {"phone", "tablet", "desktop"};
    static const dw_metadata variants[2][2] = {
        {{{"cohort", 6}, {"web", 3}}, {{"ab_bucket", 9}, {"A", 1}}},
        {{{"cohort", 6}, {"mobile", 6}}, {{"ab_bucket", 9}, {"B", 1}}},
    };
    char id[32];
    for (int i = 0; i < CALLS; i++) {
        dw_feature features[] = {
            dw_number("age", 18 + i % 70),          dw_number("income", 20000 + i * 0.37),
            dw_number("tenure_months", i % 240),    dw_number("balance", i * 1.25 - 5000),
            dw_number("utilisation", i % 100 / 1e2), dw_number("inquiries", i % 7),
            dw_number("distance_km", i % 900 * .1), dw_number("hour", i % 24),
            dw_category("region", regions[i & 3]),  dw_category("device", devices[i % 3]),
        };
        dw_event event = dw_event_init();
        event.request_id = (dw_text){id, (size_t)snprintf(id, sizeof id, "req-%d-%09d", job->index, i)};
        event.predicted_class = i % 5 == 0 ? dw_text_of("decline") : dw_text_of("approve");
        event.score = i % 1000 / 1000.0;
        event.latency_ms = 3 + i % 40;
        event.features = features;
        event.feature_count = 10;
        event.metadata = variants[i & 1];
        event.metadata_count = 2;
        int64_t start = now();
        dw_status status = dw_log_inference(job->client, &event);
        job->nanos[i] = (uint32_t)(now() - start);
        if (status != DW_OK) job->failed++;
        if (job->pause_every > 0 && i % job->pause_every == 0) nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    return NULL;
}

static uint32_t clock_cost(void) {
    uint32_t best = UINT32_MAX;
    for (int i = 0; i < 10000; i++) {
        int64_t start = now();
        uint32_t cost = (uint32_t)(now() - start);
        if (cost < best) best = cost;
    }
    return best;
}

static void print(const char *what, int threads, uint32_t *nanos, double seconds, uint64_t failed) {
    size_t count = (size_t)threads * CALLS;
    uint32_t cost = clock_cost();
    qsort(nanos, count, sizeof *nanos, by_value);
    const double shares[] = {0.5, 0.9, 0.99, 0.999};
    printf("%s, %d thread%s:", what, threads, threads == 1 ? "" : "s");
    for (size_t i = 0; i < 4; i++) {
        uint32_t value = nanos[(size_t)(shares[i] * (double)(count - 1))];
        printf(" p%g %u ns", shares[i] * 100, value > cost ? value - cost : 0);
    }
    printf(", %.0f calls/s, %llu dropped\n", (double)count / seconds, (unsigned long long)failed);
}

static int measure(const char *what, const char *endpoint, const char *key, int threads, int pause_every) {
    dw_options options = dw_options_init();
    options.endpoint = endpoint;
    options.api_key = key;
    options.deployment_id = "bench";
    options.model_version = "v1";
    options.buffer_bytes = (size_t)1 << 30;
    dw_client *client;
    if (dw_open(&options, &client) != DW_OK) {
        fprintf(stderr, "%s\n", dw_last_error());
        return 1;
    }
    uint32_t *nanos = malloc(sizeof *nanos * CALLS * (size_t)threads);
    pthread_t thread[THREADS_MAX];
    job jobs[THREADS_MAX];
    if (nanos == NULL) return 1;
    int64_t start = now();
    for (int i = 0; i < threads; i++) {
        jobs[i] = (job){client, i, nanos + (size_t)i * CALLS, pause_every, 0};
        pthread_create(&thread[i], NULL, run, &jobs[i]);
    }
    uint64_t failed = 0;
    for (int i = 0; i < threads; i++) {
        pthread_join(thread[i], NULL);
        failed += jobs[i].failed;
    }
    double seconds = (double)(now() - start) / 1e9;
    print(what, threads, nanos, seconds, failed);
    free(nanos);
    dw_counters counters = dw_counters_init();
    dw_close(client, strcmp(endpoint, "unix:/nonexistent") == 0 ? 0 : 60000, &counters);
    printf("    accepted %llu, acknowledged %llu, lost %llu, %.1f bytes an event sent, all settled after %.2f s\n",
        (unsigned long long)counters.accepted, (unsigned long long)counters.acknowledged, (unsigned long long)counters.lost,
        counters.acknowledged == 0 ? 0.0 : (double)counters.bytes_sent / (double)counters.acknowledged,
        (double)(now() - start) / 1e9);
    return 0;
}

int main(int count, char **arguments) {
    const char *endpoint = count > 1 ? arguments[1] : "unix:/nonexistent";
    const char *key = count > 2 ? arguments[2] : NULL;
    return measure("as fast as it goes", endpoint, key, 1, 0) || measure("as fast as it goes", endpoint, key, 4, 0)
        || measure("10 calls a millisecond", endpoint, key, 1, 10);
}
