#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CSpawn.h"

int dw_spawn_isolate(posix_spawn_file_actions_t *actions) {
    int status = posix_spawn_file_actions_addchdir_np(actions, "/");
#ifdef __linux__
    if (status == 0) status = posix_spawn_file_actions_addclosefrom_np(actions, 3);
#endif
    return status;
}
