// libpq, for target Postgres only.
#include <libpq-fe.h>
