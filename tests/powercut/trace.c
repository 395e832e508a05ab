/*
 * Loaded before the C library (LD_PRELOAD), writes down everything that a program does to the files below one folder, in
 * the order in which it happened, with contents: what a disk would have been told. A lock is held over each act and its
 * line in the log, so that the order in the log is the order of the acts.
 *
 * TRACE_FOLDER  the folder whose files are followed
 * TRACE_LOG     where the acts are appended
 *
 * One act: op (1 byte), length of the path (2), offset (8), length of the data (4), all little-endian; path below the
 * folder; data.
 *   C file made          D folder made        W bytes written at offset    T length set to offset
 *   S file or folder synced                   U name removed               R renamed to path, from data
 *   A bytes of an HTTP answer that leave the program                       X an act that a replay does not know
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES_MAX 65536
#define ANSWER_MAX 65536

static pthread_mutex_t lock;
static int log_file = -1;
static char folder[4096];
static size_t folder_length;
/* The path below the folder of each open file, or null. */
static char *paths[FILES_MAX];

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) abort();
  return found;
}

__attribute__((constructor)) static void begin(void) {
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&lock, &kind);
  const char *where = getenv("TRACE_FOLDER");
  const char *log = getenv("TRACE_LOG");
  if (where == NULL || log == NULL || strlen(where) >= sizeof folder) return;
  strcpy(folder, where);
  folder_length = strlen(where);
  log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  /* Programs that this one starts are not followed. */
  unsetenv("LD_PRELOAD");
}

static void note(char op, const char *path, uint64_t offset, const void *data, uint32_t length) {
  if (log_file < 0) return;
  unsigned char head[15];
  uint16_t path_length = (uint16_t)strlen(path);
  head[0] = (unsigned char)op;
  memcpy(head + 1, &path_length, 2);
  memcpy(head + 3, &offset, 8);
  memcpy(head + 11, &length, 4);
  struct iovec parts[3] = {{head, sizeof head}, {(void *)path, path_length}, {(void *)data, length}};
  size_t all = sizeof head + path_length + length;
  if (syscall(SYS_writev, log_file, parts, 3) != (long)all) abort();
}

/* The part of a path below the folder ("" is the folder itself), or null for a path elsewhere. */
static const char *below(const char *path) {
  if (folder_length == 0 || path == NULL || strncmp(path, folder, folder_length) != 0) return NULL;
  const char *rest = path + folder_length;
  if (*rest == '\0') return rest;
  return *rest == '/' ? rest + 1 : NULL;
}

static const char *path_of(int file) { return file >= 0 && file < FILES_MAX ? paths[file] : NULL; }

static void follow(int file, const char *path) {
  if (file < 0 || file >= FILES_MAX) return;
  free(paths[file]);
  paths[file] = path == NULL ? NULL : strdup(path);
}

static int opened(const char *path, int flags, mode_t mode) {
  const char *mine = below(path);
  if (mine == NULL) {
    int file = REAL(open64)(path, flags, mode);
    pthread_mutex_lock(&lock);
    follow(file, NULL);
    pthread_mutex_unlock(&lock);
    return file;
  }
  pthread_mutex_lock(&lock);
  int is_new = (flags & O_CREAT) != 0 && access(path, F_OK) != 0;
  int file = REAL(open64)(path, flags, mode);
  int error = errno;
  if (file >= 0) {
    follow(file, mine);
    if (is_new) note('C', mine, 0, NULL, 0);
    else if ((flags & O_TRUNC) != 0) note('T', mine, 0, NULL, 0);
    if ((flags & (O_SYNC | O_DSYNC)) != 0) note('X', mine, 0, "O_SYNC", 6);
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return file;
}

static mode_t mode_of(int flags, va_list more) { return (flags & O_CREAT) != 0 ? (mode_t)va_arg(more, int) : 0; }

#define OPENING(name, ...)               \
  va_list more;                          \
  va_start(more, flags);                 \
  mode_t mode = mode_of(flags, more);    \
  va_end(more);

int open64(const char *path, int flags, ...) {
  OPENING(open64)
  return opened(path, flags, mode);
}
int open(const char *path, int flags, ...) {
  OPENING(open)
  return opened(path, flags, mode);
}
int openat64(int at, const char *path, int flags, ...) {
  OPENING(openat64)
  return path[0] == '/' ? opened(path, flags, mode) : REAL(openat64)(at, path, flags, mode);
}
int openat(int at, const char *path, int flags, ...) {
  OPENING(openat)
  return path[0] == '/' ? opened(path, flags, mode) : REAL(openat64)(at, path, flags, mode);
}

int close(int file) {
  pthread_mutex_lock(&lock);
  follow(file, NULL);
  int result = REAL(close)(file);
  pthread_mutex_unlock(&lock);
  return result;
}

/* A write to something that is not followed may be an answer to a browser: the moment of saying "saved". */
static void note_answer(int file, const struct iovec *parts, int count) {
  static const char begins[] = "HTTP/1.1 200";
  struct stat what;
  if (log_file < 0 || count == 0 || parts[0].iov_len < sizeof begins) return;
  if (memcmp(parts[0].iov_base, begins, sizeof begins - 1) != 0) return;
  if (fstat(file, &what) != 0 || !S_ISSOCK(what.st_mode)) return;
  static char answer[ANSWER_MAX];
  size_t length = 0;
  for (int part = 0; part < count && length < ANSWER_MAX; part += 1) {
    size_t more = parts[part].iov_len < ANSWER_MAX - length ? parts[part].iov_len : ANSWER_MAX - length;
    memcpy(answer + length, parts[part].iov_base, more);
    length += more;
  }
  note('A', "", 0, answer, (uint32_t)length);
}

static ssize_t written(int file, const struct iovec *parts, int count, off64_t at, int is_at) {
  pthread_mutex_lock(&lock);
  const char *path = path_of(file);
  off64_t offset = is_at ? at : path == NULL ? 0 : lseek64(file, 0, SEEK_CUR);
  if (path != NULL && !is_at && (fcntl(file, F_GETFL) & O_APPEND) != 0) offset = lseek64(file, 0, SEEK_END);
  if (path == NULL && !is_at) note_answer(file, parts, count);
  ssize_t result = is_at ? REAL(pwritev64)(file, parts, count, at) : REAL(writev)(file, parts, count);
  int error = errno;
  ssize_t left = path == NULL ? 0 : result;
  for (int part = 0; part < count && left > 0; part += 1) {
    size_t length = parts[part].iov_len < (size_t)left ? parts[part].iov_len : (size_t)left;
    note('W', path, (uint64_t)offset, parts[part].iov_base, (uint32_t)length);
    offset += (off64_t)length;
    left -= (ssize_t)length;
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

ssize_t write(int file, const void *bytes, size_t length) {
  struct iovec part = {(void *)bytes, length};
  return written(file, &part, 1, 0, 0);
}
ssize_t writev(int file, const struct iovec *parts, int count) { return written(file, parts, count, 0, 0); }
ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
  struct iovec part = {(void *)bytes, length};
  return written(file, &part, 1, at, 1);
}
ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) { return pwrite64(file, bytes, length, at); }
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) {
  return written(file, parts, count, at, 1);
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) { return written(file, parts, count, at, 1); }

static int synced(int file, int result) {
  int error = errno;
  const char *path = path_of(file);
  if (result == 0 && path != NULL) note('S', path, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
int fsync(int file) {
  pthread_mutex_lock(&lock);
  return synced(file, REAL(fsync)(file));
}
int fdatasync(int file) {
  pthread_mutex_lock(&lock);
  return synced(file, REAL(fdatasync)(file));
}

int ftruncate64(int file, off64_t length) {
  pthread_mutex_lock(&lock);
  int result = REAL(ftruncate64)(file, length);
  int error = errno;
  if (result == 0 && path_of(file) != NULL) note('T', path_of(file), (uint64_t)length, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

/* Calls on names: done and written down together where the name is below the folder. */
#define NAMED(op, path, call)                              \
  pthread_mutex_lock(&lock);                               \
  int result = call;                                       \
  int error = errno;                                       \
  if (result == 0 && below(path) != NULL) note op;         \
  pthread_mutex_unlock(&lock);                             \
  errno = error;                                           \
  return result;

int mkdir(const char *path, mode_t mode) { NAMED(('D', below(path), 0, NULL, 0), path, REAL(mkdir)(path, mode)) }
int unlink(const char *path) { NAMED(('U', below(path), 0, NULL, 0), path, REAL(unlink)(path)) }
int remove(const char *path) { NAMED(('U', below(path), 0, NULL, 0), path, REAL(remove)(path)) }
int rmdir(const char *path) { NAMED(('U', below(path), 0, NULL, 0), path, REAL(rmdir)(path)) }
int rename(const char *from, const char *to) {
  const char *old = below(from) == NULL ? "" : below(from);
  NAMED(('R', below(to), 0, old, (uint32_t)strlen(old)), to, REAL(rename)(from, to))
}

/* Ways to change a file that nobody here takes; if somebody begins to, the replay says so and does not guess. */
int fallocate64(int file, int mode, off64_t at, off64_t length) {
  if (path_of(file) != NULL) note('X', path_of(file), 0, "fallocate", 9);
  return REAL(fallocate64)(file, mode, at, length);
}
int fallocate(int file, int mode, off_t at, off_t length) { return fallocate64(file, mode, at, length); }
int posix_fallocate64(int file, off64_t at, off64_t length) {
  if (path_of(file) != NULL) note('X', path_of(file), 0, "posix_fallocate", 15);
  return REAL(posix_fallocate64)(file, at, length);
}
int posix_fallocate(int file, off_t at, off_t length) { return posix_fallocate64(file, at, length); }
void *mmap64(void *address, size_t length, int may, int flags, int file, off64_t at) {
  if (log_file >= 0 && (flags & MAP_SHARED) != 0 && (may & PROT_WRITE) != 0 && path_of(file) != NULL)
    note('X', path_of(file), 0, "mmap", 4);
  return REAL(mmap64)(address, length, may, flags, file, at);
}
void *mmap(void *address, size_t length, int may, int flags, int file, off_t at) {
  return mmap64(address, length, may, flags, file, at);
}
