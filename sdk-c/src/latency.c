#include "latency.h"

#include <math.h>

static unsigned bucket_of(uint32_t micros) {
    if (micros < 16) return micros;
    unsigned power = 31 - (unsigned)__builtin_clz(micros); /* at least 4 */
    return (power - 3) * 16 + (micros >> (power - 4) & 15);
}

/* The middle of a bucket in microseconds. */
static double middle_of(unsigned bucket) {
    if (bucket < 16) return bucket;
    double width = ldexp(1, (int)(bucket / 16) - 1);
    return (16 + bucket % 16 + 0.5) * width;
}

void dw_latency_add(dw_latency *latency, uint32_t micros) {
    atomic_uint_least64_t *bucket = &latency->buckets[bucket_of(micros)];
    atomic_store_explicit(bucket, atomic_load_explicit(bucket, memory_order_relaxed) + 1, memory_order_relaxed);
}

double dw_latency_quantile(const dw_latency *latency, double quantile) {
    uint64_t total = 0, seen = 0;
    for (unsigned i = 0; i < DW_LATENCY_BUCKETS; i++) total += atomic_load_explicit(&latency->buckets[i], memory_order_relaxed);
    if (total == 0 || !(quantile >= 0 && quantile <= 1)) return (double)NAN;
    double rank = quantile * (double)(total - 1);
    for (unsigned i = 0; i < DW_LATENCY_BUCKETS; i++) {
        seen += atomic_load_explicit(&latency->buckets[i], memory_order_relaxed);
        if ((double)seen > rank) return middle_of(i) / 1000;
    }
    return (double)NAN;
}
