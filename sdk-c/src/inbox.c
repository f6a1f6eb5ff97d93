#include "inbox.h"

#include <stdio.h>

static void sent(void *context) {
    dw_inbox *inbox = context;
    pthread_mutex_lock(&inbox->mutex);
    inbox->news.sent = true;
    pthread_mutex_unlock(&inbox->mutex);
    dw_wake_tell(inbox->wake);
}

static void received(void *context, const uint8_t *data, size_t length) {
    dw_inbox *inbox = context;
    pthread_mutex_lock(&inbox->mutex);
    dw_bytes *answers = &inbox->news.answers;
    if (dw_bytes_reserve(answers, length + sizeof(uint32_t))) {
        (void)dw_bytes_append_u32(answers, (uint32_t)length);
        (void)dw_bytes_append(answers, data, length);
    } else {
        inbox->news.broken = true;
    }
    pthread_mutex_unlock(&inbox->mutex);
    dw_wake_tell(inbox->wake);
}

static void closed(void *context, int code, const char *message, size_t length) {
    dw_inbox *inbox = context;
    pthread_mutex_lock(&inbox->mutex);
    inbox->news.closed = true;
    inbox->news.code = code;
    (void)snprintf(inbox->news.message, sizeof inbox->news.message, "%.*s", (int)length, message);
    pthread_mutex_unlock(&inbox->mutex);
    dw_wake_tell(inbox->wake);
}

void dw_inbox_init(dw_inbox *inbox, dw_wake *wake) {
    *inbox = (dw_inbox){.wake = wake};
    (void)pthread_mutex_init(&inbox->mutex, NULL);
}

void dw_inbox_destroy(dw_inbox *inbox) {
    (void)pthread_mutex_destroy(&inbox->mutex);
    dw_bytes_free(&inbox->news.answers);
}

dw_transport_listener dw_inbox_listener(dw_inbox *inbox) {
    return (dw_transport_listener){.context = inbox, .sent = sent, .received = received, .closed = closed};
}

void dw_inbox_take(dw_inbox *inbox, dw_news *news) {
    dw_bytes empty = news->answers;
    empty.length = 0;
    pthread_mutex_lock(&inbox->mutex);
    *news = inbox->news;
    inbox->news = (dw_news){.answers = empty};
    pthread_mutex_unlock(&inbox->mutex);
}
