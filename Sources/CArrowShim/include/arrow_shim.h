// A thin C face of Arrow C++: open files as a stream of record batches.
//
// Batches pass through Arrow's C data interface (struct ArrowArray and friends), without copying. No
// function lets a C++ exception out. A function that can fail returns NULL or false and sets `*error` to a text that the
// caller frees with `dwa_free_text`.
#ifndef DRIFTWATCH_ARROW_SHIM_H
#define DRIFTWATCH_ARROW_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
// The Arrow C data interface: https://arrow.apache.org/docs/format/CDataInterface.html
struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};
#endif

// Files of one form, opened as one table. Not thread-safe: one thread at a time.
typedef struct dwa_dataset dwa_dataset;
// A pass over a dataset's rows, in the files' order. Not thread-safe.
typedef struct dwa_scan dwa_scan;

typedef enum {
  DWA_FORMAT_PARQUET,
  DWA_FORMAT_CSV,
  DWA_FORMAT_IPC,
  DWA_FORMAT_JSON_LINES,
} dwa_format;

// Opens `count` paths or URIs (all on one file system; a directory stands for the files in it, in name order). The schema is
// the first file's. `error` may be set on failure.
dwa_dataset *dwa_open(const char *const *paths, size_t count, dwa_format format, char **error);
void dwa_close(dwa_dataset *dataset);

// The files behind the dataset; the texts live as long as the dataset.
size_t dwa_file_count(const dwa_dataset *dataset);
const char *dwa_file_path(const dwa_dataset *dataset, size_t index);
// The columns as they are in the files: name and type as Arrow writes it ("int32", "timestamp[us, tz=UTC]"; of a dictionary
// the values' type). The texts live as long as the dataset.
size_t dwa_column_count(const dwa_dataset *dataset);
const char *dwa_column_name(const dwa_dataset *dataset, size_t index);
const char *dwa_column_type(const dwa_dataset *dataset, size_t index);

// What a column is asked to become. Whatever the file has is cast; a cast that would lose a value's meaning is an error that
// names the column and the value.
typedef enum {
  DWA_AS_NUMBER,   // float64
  DWA_AS_CATEGORY, // dictionary<int32, utf8>: numbers and booleans become their texts
  DWA_AS_TEXT,     // utf8
  DWA_AS_TIME,     // int64: nanoseconds since the epoch, UTC
  DWA_AS_INTEGER,  // int64
} dwa_type;

// Starts a pass over `count` columns; `batch_rows` bounds a batch. With `threads` the columns are decoded in parallel; the
// batches and their order do not depend on it. The dataset must stay open until the scan has ended.
dwa_scan *dwa_scan_start(dwa_dataset *dataset, const char *const *columns, const dwa_type *types, size_t count,
                         int64_t batch_rows, bool threads, char **error);
// Gives the next batch as a struct array with the columns in the order asked for; true with `batch->release == NULL` at the
// end. The caller releases the batch. `schema` is filled for every batch (a dictionary's type may differ between batches).
bool dwa_scan_next(dwa_scan *scan, struct ArrowArray *batch, struct ArrowSchema *schema, char **error);
void dwa_scan_end(dwa_scan *scan);

void dwa_free_text(char *text);
// Ends Arrow's own threads; call once, before the process exits, when no scan is under way.
void dwa_finalize(void);

#ifdef __cplusplus
}
#endif
#endif
