#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CSpawn.h"

#include <fcntl.h>
#include <unistd.h>

int dw_spawn_isolate(posix_spawn_file_actions_t *actions) {
    int status = posix_spawn_file_actions_addchdir_np(actions, "/");
#ifdef __linux__
    if (status == 0) status = posix_spawn_file_actions_addclosefrom_np(actions, 3);
#endif
    return status;
}

int dw_pipe_cloexec(int ends[2]) {
#ifdef __linux__
    return pipe2(ends, O_CLOEXEC);
#else
    if (pipe(ends) != 0) return -1;
    for (int i = 0; i < 2; i++) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}
