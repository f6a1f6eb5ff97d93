/* A histogram of times. Each power of two of microseconds has 16 buckets, so that a quantile is within 1/32 of the truth. */
#ifndef DW_LATENCY_H
#define DW_LATENCY_H

#include <stdatomic.h>
#include <stdint.h>

enum { DW_LATENCY_BUCKETS = 16 * 30 };

/* Zeroed: empty. One thread adds, any reads. */
typedef struct dw_latency {
    atomic_uint_least64_t buckets[DW_LATENCY_BUCKETS];
} dw_latency;

void dw_latency_add(dw_latency *latency, uint32_t micros);

/* The quantile in milliseconds, NaN when there is none. */
double dw_latency_quantile(const dw_latency *latency, double quantile);

#endif
