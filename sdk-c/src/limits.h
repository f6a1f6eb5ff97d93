/* Limits of the wire format (Sources/Contracts/Limits.swift), and of the SDK. */
#ifndef DW_LIMITS_H
#define DW_LIMITS_H

enum {
    DW_DEPLOYMENT_BYTES_MAX = 128,
    DW_REQUEST_BYTES_MAX = 256,
    DW_TRACE_BYTES_MAX = 64,
    DW_NAME_BYTES_MAX = 256,
    DW_KEY_BYTES_MAX = 128,
    DW_VALUE_BYTES_MAX = 1024, /* of metadata */
    DW_LABEL_BYTES_MAX = 256,  /* versions, error codes, classes */
    DW_ENTRY_BYTES_MAX = 4096, /* categories, ids in lists */
    DW_DIMENSION_MAX = 16384,
    DW_CLIENT_PREFIX_BYTES_MAX = 31, /* with a hyphen and 32 random digits: the server's 64 */

    DW_BATCH_ROWS_MAX = 65536,
    DW_BATCH_BYTES_MAX = 3 << 20, /* the server takes messages up to 4 MiB */
    DW_FEATURES_MAX = 4096,       /* columns of a batch, and so features of an event; as the two below */
    DW_METADATA_MAX = 256,
    DW_CLASSES_MAX = 4096,
    DW_BATCH_ITEMS_MAX = 1 << 20, /* of one list in a batch */
    DW_EVENT_BYTES_MAX = 1 << 20, /* so that one event always fits into a batch */
    DW_ITEMS_MAX = 16384,         /* of one list in an event */
    DW_DEPLOYMENTS_MAX = 4096,    /* of one client */
};

#endif
