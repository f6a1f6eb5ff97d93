/* Options that have been checked and copied. */
#ifndef DW_SETTINGS_H
#define DW_SETTINGS_H

#include "driftwatch.h"
#include "row.h"
#include "transport.h"

enum { DW_CLIENT_ID_BYTES = 65 };

typedef struct dw_settings {
    dw_options options; /* with the defaults filled in; its strings are null */
    dw_defaults defaults;
    dw_transport_config transport;
    char client_id[DW_CLIENT_ID_BYTES];
    size_t client_prefix; /* bytes of client_id that stay when it is renewed */
    uint64_t seed;    /* for jitter */
    char *owned[12];  /* every string above */
    size_t owned_count;
} dw_settings;

/* Checks and copies; reads the TLS files. On failure there is nothing to free. */
dw_status dw_settings_init(dw_settings *settings, const dw_options *options);

/* A new random client id, unless it was given. Safe in a fork's child. False: the system gave no randomness. */
bool dw_settings_renew_client_id(dw_settings *settings);

void dw_settings_free(dw_settings *settings);

#endif
