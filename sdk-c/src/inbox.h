/* What the transport's thread has to tell the sender's. */
#ifndef DW_INBOX_H
#define DW_INBOX_H

#include <pthread.h>

#include "bytes.h"
#include "transport.h"
#include "wake.h"

/* News of a stream, in the order in which they are to be handled: sent, answers, closed. */
typedef struct dw_news {
    bool sent;
    bool broken;      /* an answer was lost for want of memory: give the stream up */
    bool closed;
    int code;
    char message[256];
    dw_bytes answers; /* u32 length and bytes, each */
} dw_news;

typedef struct dw_inbox {
    dw_wake *wake;
    pthread_mutex_t mutex;
    dw_news news; /* guarded by mutex */
} dw_inbox;

void dw_inbox_init(dw_inbox *inbox, dw_wake *wake);
void dw_inbox_destroy(dw_inbox *inbox);

/* Calls that fill the inbox; for a transport. */
dw_transport_listener dw_inbox_listener(dw_inbox *inbox);

/* Moves the news to `news`, whose memory goes the other way. */
void dw_inbox_take(dw_inbox *inbox, dw_news *news);

#endif
