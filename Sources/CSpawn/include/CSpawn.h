#ifndef DRIFTWATCH_CSPAWN_H
#define DRIFTWATCH_CSPAWN_H

#include <spawn.h>

/// Lets the child begin in the root folder and with no descriptor but 0, 1 and 2, whatever other threads open meanwhile.
/// An errno, or 0. On systems without `closefrom` the caller asks for close-on-exec by default instead.
int dw_spawn_isolate(posix_spawn_file_actions_t *actions);

/// A pipe whose ends close at `exec`; 0, or -1 with errno set.
int dw_pipe_cloexec(int ends[2]);

#endif
