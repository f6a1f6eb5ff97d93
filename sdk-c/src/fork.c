/*
 * fork() takes only the calling thread into the child. A client without a thread can go on there, as another client; one with a
 * thread cannot, nor can the transport's library, whose threads are gone.
 */
#include <stdatomic.h>

#include "client.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static dw_client *clients; /* guarded by mutex */
static atomic_bool transport_started;
static atomic_bool orphan;

static void before(void) {
    pthread_mutex_lock(&mutex);
}

static void after_in_parent(void) {
    pthread_mutex_unlock(&mutex);
}

static void after_in_child(void) {
    if (atomic_load(&transport_started)) atomic_store(&orphan, true);
    for (dw_client *client = clients; client != NULL; client = client->next) {
        bool fresh = atomic_load(&client->state) == DW_STATE_NEW && !atomic_load(&orphan);
        /* A second client with the parent's id and sequences would have its events taken for repetitions. */
        if (!fresh || !dw_settings_renew_client_id(&client->settings)) atomic_store(&client->state, DW_STATE_FORKED);
    }
    pthread_mutex_unlock(&mutex);
}

static void install(void) {
    (void)pthread_atfork(before, after_in_parent, after_in_child);
}

void dw_fork_register(dw_client *client) {
    (void)pthread_once(&once, install);
    pthread_mutex_lock(&mutex);
    client->next = clients;
    clients = client;
    pthread_mutex_unlock(&mutex);
}

void dw_fork_unregister(dw_client *client) {
    pthread_mutex_lock(&mutex);
    for (dw_client **link = &clients; *link != NULL; link = &(*link)->next) {
        if (*link != client) continue;
        *link = client->next;
        break;
    }
    pthread_mutex_unlock(&mutex);
}

void dw_fork_note_transport(void) {
    atomic_store(&transport_started, true);
}

bool dw_fork_is_orphan(void) {
    return atomic_load(&orphan);
}
