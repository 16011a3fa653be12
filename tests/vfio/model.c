// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "model.h"
#include "test.h"

#define SOCKET	"VGT_MODEL_CONTROL"

static FILE *model_open(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	const char *path = getenv(SOCKET);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (!path)
		test_skip("the GPU is no model: " SOCKET " is not set");
	CHECK(fd >= 0 && strlen(path) < sizeof(addr.sun_path), "no socket for %s", path);
	strcpy(addr.sun_path, path);
	CHECK(!connect(fd, (struct sockaddr *)&addr, sizeof(addr)), "%s: %s", path,
	      strerror(errno));
	return fdopen(fd, "r+");
}

void model_tell(const char *format, ...)
{
	FILE *f = model_open();
	char answer[128] = "";
	va_list args;

	va_start(args, format);
	vfprintf(f, format, args);
	va_end(args);
	fputc('\n', f);
	fflush(f);
	while (fgets(answer, sizeof(answer), f) && strcmp(answer, "ok\n"))
		CHECK(strncmp(answer, "error", 5), "the model says: %s", answer);
	CHECK(!strcmp(answer, "ok\n"), "the model does not answer");
	fclose(f);
}
