/* Stands between a process and the system, and lets reading and writing fail as a disk does (LD_PRELOAD, Linux, 64 bits).
 *
 * The file that WANGGE_FAULTS names says what fails, in one line: `write 28 wangge.` lets writes fail with error 28 (ENOSPC) on
 * files whose path has `wangge.` in it; `read` stands for reading, `sync` for fsync and fdatasync. Error 0 holds the call up instead, for as long as
 * that line stands. Without the file nothing fails. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int asked(int fd, const char *call) {
    char text[256] = "", what[16], part[128], link[64], path[4096] = "";
    int error;
    const char *control = getenv("WANGGE_FAULTS");
    int file = control ? syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return -1;
    syscall(SYS_read, file, text, sizeof text - 1);
    syscall(SYS_close, file);
    if (sscanf(text, "%15s %d %127s", what, &error, part) != 3 || strcmp(what, call)) return -1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (readlink(link, path, sizeof path - 1) < 0 || !strstr(path, part)) return -1;
    return error;
}

static int fails(int fd, const char *call) {
    int before = errno, error;
    while ((error = asked(fd, call)) == 0) usleep(1000);
    errno = error > 0 ? error : before;
    return error > 0;
}

ssize_t read(int fd, void *bytes, size_t count) {
    return fails(fd, "read") ? -1 : syscall(SYS_read, fd, bytes, count);
}

ssize_t pread64(int fd, void *bytes, size_t count, off_t at) {
    return fails(fd, "read") ? -1 : syscall(SYS_pread64, fd, bytes, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    return fails(fd, "write") ? -1 : syscall(SYS_write, fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    return fails(fd, "write") ? -1 : syscall(SYS_pwrite64, fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) {
    return fails(fd, "write") ? -1 : syscall(SYS_pwrite64, fd, bytes, count, at);
}

int fsync(int fd) {
    return fails(fd, "sync") ? -1 : syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
    return fails(fd, "sync") ? -1 : syscall(SYS_fdatasync, fd);
}
